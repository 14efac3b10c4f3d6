// Packs every public package as npm would publish it and checks the tarballs: contents, licence, versions of siblings,
// publint and "are the types wrong". Prints one line per package and every problem; exits with 1 if there is a problem.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pack, published } from './pack.mjs';
import { prepare, root } from './prepare.mjs';

await prepare();
const { publint } = await import('publint');
const { formatMessage } = await import('publint/utils');
const run = promisify(execFile);

/** @typedef {import('./pack.mjs').Manifest} Manifest */
/** @typedef {import('./pack.mjs').Packed} Packed */

const versions = new Map([...published.keys()].map(({ name, version }) => [name, version]));
const tarballs = mkdtempSync(join(tmpdir(), 'ae-lab-'));
try {
  const packed = await pack(tarballs);
  const reports = await Promise.all([...published].map(([manifest, folder]) => report(manifest, folder, packed)));
  process.exitCode = reports.every((ok) => ok) ? 0 : 1;
} finally {
  rmSync(tarballs, { recursive: true });
}

/**
 * @param {Manifest} manifest
 * @param {string} folder
 * @param {Packed[]} packed
 */
async function report(manifest, folder, packed) {
  const { filename = '', files = [] } = packed.find(({ name }) => name === manifest.name) ?? {};
  const paths = files.map(({ path }) => path);
  const tarball = join(tarballs, filename);
  const problems = [
    ...contentProblems(folder, paths),
    ...dependencyProblems(manifest),
    ...(await publintProblems(tarball)),
    ...(await typeProblems(tarball)),
  ];
  console.log([`${manifest.name} ${manifest.version}: ${problems.length === 0 ? 'ok' : ''}`, ...problems].join('\n  '));
  return problems.length === 0;
}

/**
 * @param {string} folder
 * @param {string[]} files
 */
function contentProblems(folder, files) {
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => `src/${path.replaceAll('\\', '/')}`);
  const missing = ['LICENSE', 'README.md', ...sources].filter((path) => !files.includes(path));
  const superfluous = files.filter((path) => /\.test\.|\.tsbuildinfo$|(^|\/)test-data\//.test(path));
  const problems = [
    ...missing.map((path) => `${path} is missing from the tarball`),
    ...superfluous.map((path) => `${path} should not be in the tarball`),
  ];
  if (!missing.includes('LICENSE') && readText(folder, 'LICENSE') !== readText(root, 'LICENSE')) {
    problems.push("LICENSE differs from the repository's");
  }
  return problems;
}

/** @param {Manifest} manifest */
function dependencyProblems({ version, dependencies = {} }) {
  const problems = Object.entries(dependencies)
    .filter(([name, range]) => (name.startsWith('@ae-lab/') ? range !== versions.get(name) : !/^[\^~]?\d/.test(range)))
    .map(([name, range]) => `dependency ${name}@${range}: expected ${versions.get(name) ?? 'a published version'}`);
  if (new Set(versions.values()).size > 1) problems.push(`version ${version}: all packages must have the same version`);
  return problems;
}

/** @param {string} tarball */
async function publintProblems(tarball) {
  const bytes = Uint8Array.from(readFileSync(tarball)).buffer;
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: bytes } });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

/** @param {string} tarball */
async function typeProblems(tarball) {
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  // `node16` leaves out TypeScript's old `node10` resolution, which does not support `exports`.
  const options = ['--profile', 'node16', '--format', 'ascii', '--no-emoji', '--no-color'];
  return run(process.execPath, [attw, tarball, ...options]).then(
    () => [],
    (error) => [`are the types wrong: ${error.stdout}${error.stderr}`],
  );
}

/**
 * @param {string} folder
 * @param {string} file
 */
function readText(folder, file) {
  return readFileSync(join(folder, file), 'utf8');
}
