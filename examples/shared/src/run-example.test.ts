import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
});
afterEach(() => rm(folder, { recursive: true }));

const REFUSING = 'globalThis.fetch = () => Promise.reject(new TypeError("fetch failed"));';
/** Every server answers at once that it has no such file; nothing is retried. */
const ABSENT = 'globalThis.fetch = async () => new Response(null, { status: 404 });';

/** Runs the smallest example on a machine without MNIST and without a network, from an empty folder. */
function run(fetch: string, ...options: string[]) {
  const imports = ['--import', `data:text/javascript,${encodeURIComponent(fetch)}`];
  const main = join(import.meta.dirname, 'testing-example.ts');
  return promisify(execFile)(
    process.execPath,
    ['--conditions=@ae-lab/source', ...imports, '--import', import.meta.resolve('tsx'), main, '--fast', ...options],
    { cwd: folder, env: { ...process.env, AE_LAB_DATA_DIR: '', XDG_CACHE_HOME: folder } },
  );
}

describe('without MNIST and a network', () => {
  it('runs on synthetic digits in a separate folder and omits the reported figures', async () => {
    const { stdout, stderr } = await run(REFUSING);
    expect(stderr).toMatch(/^MNIST could not be downloaded: .*fetch failed.* AE_LAB_DATA_DIR .*\n$/);
    expect(stdout).toContain('Training on 3,000 synthetic digits\n');
    expect(stdout).toContain('| training images | on other data | 3000 |');
    expect(await readdir(join(folder, 'runs'))).toEqual(['testing-synthetic']);
    const out = join(folder, 'runs', 'testing-synthetic');
    const name = 'syntheticDigits (MNIST could not be downloaded)';
    const metrics = JSON.parse(await readFile(join(out, 'metrics.json'), 'utf8'));
    expect(metrics).toMatchObject({ data: name, configuration: { data: 'synthetic' } });
    expect(metrics.metrics).toEqual({ data: 'synthetic', trainedOn: [{ data: 'synthetic', fast: true }] });
    const report = await readFile(join(out, 'report.html'), 'utf8');
    expect(report).toContain(`<title>An example, on ${name}</title>`);
    expect(report).not.toContain('60,000');
  });

  it('does not overwrite a run on MNIST', async () => {
    const out = join(folder, 'out');
    await mkdir(out);
    const earlier = JSON.stringify({ configuration: { data: 'mnist' } });
    await writeFile(join(out, 'metrics.json'), earlier);
    await expect(run(ABSENT, '--out', out)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('run on MNIST'),
    });
    expect(await readFile(join(out, 'metrics.json'), 'utf8')).toBe(earlier);
  });

  it('ends with an error if MNIST was requested', async () => {
    await expect(run(ABSENT, '--data', 'mnist')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The mnist data is not here and could not be downloaded\./),
    });
  });
});
