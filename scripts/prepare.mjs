import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs and builds what is missing or outdated. Prints what it does, and nothing if there is nothing to do. */
export async function prepare() {
  checkNode();
  ensureInstalled();
  await ensureBuilt();
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Node 20.19 or later is required; this is ${process.version}.`);
  process.exit(1);
}

function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing dependencies (npm ci) ...');
  const { status, signal, error } = spawnSync('npm', ['ci', '--include=dev'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  console.error(`npm ci failed: ${error?.message ?? `it ended with ${signal ?? `exit code ${status}`}`}.`);
  process.exit(1);
}

/** Whether node_modules matches package-lock.json. npm keeps a copy of the lock file that it installed from. */
function isInstalled() {
  const installed = lockedPackages('node_modules/.package-lock.json');
  if (installed === undefined) return false;
  const wanted = lockedPackages('package-lock.json') ?? {};
  const complete = Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    return found === undefined ? entry.optional === true : found.version === entry.version;
  });
  return complete && Object.keys(installed).every((path) => path in wanted);
}

/** @returns {Record<string, { version?: string, optional?: boolean }> | undefined} */
function lockedPackages(/** @type {string} */ file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Runs turbo's cached build (under a second if nothing has changed); shows the output of failed tasks. */
async function ensureBuilt() {
  const turbo = join(root, 'node_modules/turbo/bin/turbo');
  const build = spawn(process.execPath, [turbo, 'run', 'build', '--output-logs=errors-only'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  });
  let output = '';
  for (const stream of [build.stdout, build.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const announcement = setTimeout(() => console.log('Building the packages ...'), 1000);
  const status = await new Promise((resolve) => build.on('close', resolve));
  clearTimeout(announcement);
  if (status === 0) return;
  console.error(`${output}\nThe build failed.`);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepare();
