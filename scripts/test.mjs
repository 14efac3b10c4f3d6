// Runs every test of the repository, also in a fresh clone. The last line is `N passed, N failed`. Arguments go to vitest.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

const closingLine = { passed: 0, failed: 0 };
process.on('exit', (code) => {
  // A run that failed without a failed test (no tests found, a crash, a build that failed) counts as one failure.
  if (code !== 0) closingLine.failed = Math.max(closingLine.failed, 1);
  console.log(`${closingLine.passed} passed, ${closingLine.failed} failed`);
});

await prepare();

const vitest = spawn(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    `--reporter=${join(root, 'scripts/counting-reporter.ts')}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
);
vitest.on('message', (counts) => Object.assign(closingLine, counts));
const status = await new Promise((resolve) => vitest.on('close', resolve));
process.exitCode = status === 0 && closingLine.passed > 0 && closingLine.failed === 0 ? 0 : 1;
