// Runs an example, also in a fresh clone: npm run example -- NAME [options]. The options go to the example; see its --help.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { prepare, root } from './prepare.mjs';

const [name, ...options] = process.argv.slice(2);
const mainOf = (/** @type {string} */ example) => join(root, 'examples', example, 'src/main.ts');
const names = readdirSync(join(root, 'examples')).filter((folder) => existsSync(mainOf(folder)));

if (names.includes(name)) await run();
else {
  const examples = names.map((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, 'examples', folder, 'package.json'), 'utf8'));
    return `  ${folder.padEnd(24)}${manifest.description}`;
  });
  const problem = name === undefined || name.startsWith('-') ? 'Name an example' : `There is no example "${name}"`;
  console.error(`${problem}: npm run example -- NAME [options]\n\n${examples.join('\n')}`);
  process.exitCode = 1;
}

async function run() {
  await prepare();
  const child = spawn(process.execPath, ['--import', 'tsx', mainOf(name), ...options], { cwd: root, stdio: 'inherit' });

  // On Ctrl-C a terminal signals every process, and npm then signals this one once more. Forwarding the signal would reach
  // the example twice, and a second Ctrl-C stops it at once.
  const terminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
  process.on('SIGINT', () => terminal || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('close', (code, signal) => {
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
    if (signal !== null) process.kill(process.pid, signal);
    process.exitCode = code ?? 1;
  });
}
