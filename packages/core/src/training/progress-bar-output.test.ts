import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

describe('in a process of its own', () => {
  const source = new URL('progress-bar.ts', import.meta.url).href;
  const code = `
    import { progressBar } from '${source}';
    const bar = progressBar();
    const losses = { loss: 0.5 };
    bar.onProgress({ epoch: 1, epochs: 1, step: 1, steps: 2, losses, imagesPerSecond: 10, secondsLeft: 5 });
    bar.onEpochEnd({ epoch: 1, train: losses, learningRates: {}, seconds: 4, imagesPerSecond: 20 });
    bar.onEnd();
    console.log('piped');`;
  const args = ['--conditions=@ae-lab/source', '--import', 'tsx', '--input-type=module', '--eval', code];
  const hasScript = spawnSync('script', ['--version']).status === 0;

  it('writes to stderr', () => {
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toBe('epoch 1/1  loss 0.5000  20 images/s  4.0 s\n');
    expect(stdout).toBe('piped\n');
  });

  it.skipIf(!hasScript).each([
    ['xterm', '\r\x1b[Kepoch 1/1  50 %  loss 0.5000\r\x1b[Kepoch 1/1  loss 0.5000\r\n  20 images/s  4.0 s\r\n'],
    ['dumb', 'epoch 1/1  loss 0.5000  20 images/s  4.0 s\r\n'],
  ])('knows a terminal of the type %s, if this machine has the command script', (TERM, output) => {
    const quoted = [process.execPath, ...args].map((arg) => `'${arg.replaceAll("'", "'\\''")}'`).join(' ');
    const command = ['-qec', `stty cols 30; ${quoted} > /dev/null`, '/dev/null'];
    const { stdout } = spawnSync('script', command, { encoding: 'utf8', env: { ...process.env, TERM } });
    expect(stdout).toBe(output);
  });
});
