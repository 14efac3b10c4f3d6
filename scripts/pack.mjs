import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './prepare.mjs';

/**
 * @typedef {{
 *   name: string,
 *   version: string,
 *   private?: boolean,
 *   sideEffects?: boolean | string[],
 *   dependencies?: Record<string, string>,
 *   peerDependencies?: Record<string, string>,
 * }} Manifest
 */
/** @typedef {{ name: string, filename: string, files: { path: string }[] }} Packed */

/** The folder of each published package, by its manifest. */
export const published = new Map(
  readdirSync(join(root, 'packages'))
    .map((folder) => join(root, 'packages', folder))
    .map((folder) => /** @type {[Manifest, string]} */ ([readManifest(folder), folder]))
    .filter(([manifest]) => !manifest.private),
);

/**
 * Packs every published package from its current build, as npm would publish it.
 *
 * @param {string} destination the folder of the tarballs.
 * @returns {Promise<Packed[]>}
 */
export async function pack(destination) {
  const command = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination, ...published.values()];
  const { stdout } = await promisify(execFile)('npm', command, { cwd: root, shell: process.platform === 'win32' });
  return JSON.parse(stdout);
}

/**
 * @param {string} folder
 * @returns {Manifest}
 */
function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
