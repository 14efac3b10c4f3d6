// Publishes every package whose version is not published yet. With `--dry-run` it prints what would be published; it changes
// nothing and needs no network.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import getReleasePlan from '@changesets/get-release-plan';
import { pack, published } from './pack.mjs';
import { prepare, root } from './prepare.mjs';

/** @typedef {{ name: string, version: string, size: number, unpackedSize: number, files: { path: string, size: number }[] }} Packed */

const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
await prepare();
if (values['dry-run']) await showRelease();
else release();

function release() {
  npm('run', 'check:packages');
  nameRepository();
  npm('exec', '--', 'changeset', 'publish');
}

/** Writes the repository into each manifest: provenance requires it, and a workflow knows it. */
function nameRepository() {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  if (server === undefined || repository === undefined) return;
  for (const folder of published.values()) {
    const directory = relative(root, folder).replaceAll('\\', '/');
    const fields = { type: 'git', url: `git+${server}/${repository}.git`, directory };
    npm('pkg', 'set', '--json', `repository=${JSON.stringify(fields)}`, '--workspace', directory);
  }
}

/** @param {string[]} command */
function npm(...command) {
  const { status } = spawnSync('npm', command, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

async function showRelease() {
  const folder = mkdtempSync(join(tmpdir(), 'ae-lab-release-'));
  try {
    const packed = /** @type {Packed[]} */ (/** @type {unknown} */ (await pack(folder)));
    for (const { name, version, size, unpackedSize, files } of packed) {
      console.log(
        `${name} ${version}: ${files.length} files, ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked`,
      );
      const parts = [...sizesByPart(files)].map(([part, bytes]) => `${part} ${kilobytes(bytes)}`);
      console.log(`  ${parts.join(', ')}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log('\n`npm run release` publishes those of these versions that are not published yet.');
  const { changesets, releases } = await getReleasePlan(root);
  if (changesets.length === 0) return;
  const next = new Set(releases.filter(({ name }) => isPublished(name)).map(({ newVersion }) => newVersion));
  console.log(
    `${changesets.length} pending changesets: \`npm run version-packages\` would make this version ${[...next].join(', ')}:`,
  );
  for (const { summary } of changesets) console.log(`- ${summary.split('\n').join('\n  ')}`);
}

/** @param {string} name */
function isPublished(name) {
  return [...published.keys()].some((manifest) => manifest.name === name);
}

/**
 * Returns the bytes of each top-level folder and file of the package.
 *
 * @param {Packed['files']} files
 */
function sizesByPart(files) {
  /** @type {Map<string, number>} */
  const parts = new Map();
  for (const { path, size } of files) {
    const part = path.replace(/\/.*/, '/');
    parts.set(part, (parts.get(part) ?? 0) + size);
  }
  return parts;
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
