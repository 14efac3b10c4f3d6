// Runs examples/quickstart from a fresh clone on. Arguments go to the example; see --help.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { prepare, root } from './prepare.mjs';

await prepare();

const example = join(root, 'examples/quickstart/src/main.ts');
const child = spawn(process.execPath, ['--import', 'tsx', example, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});

// On Ctrl-C a terminal signals every process by itself (and npm then signals this one once more): passing that on would
// reach the example twice, and a second Ctrl-C means "at once".
const terminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
process.on('SIGINT', () => terminal || child.kill('SIGINT'));
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (code, signal) => {
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
});
