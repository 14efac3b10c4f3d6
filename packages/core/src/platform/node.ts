import { readFile, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgumentError, FormatError } from '@ae-lab/base';
import { ignoreErrors } from '@ae-lab/base/node';
import { ByteBudget } from '../persistence/byte-budget';
import type { Files } from '../persistence/files';
import { holdFolder, readFolder, resealFolder, writeFolder } from '../persistence/folder';
import { type LoadSettings, loadSettings } from '../persistence/load-options';
import type { PlaceLease } from '../persistence/place-lease';
import { unzip } from '../persistence/zip';
import type { ProgressOutput } from '../training/progress-bar-output';

/** The places that can be saved to, as errors call them. */
export const WRITABLE_PLACES = 'a folder or a file:// URL in Node';

/** Throws an {@link ArgumentError} for a zip file, before anything is written. */
export function checkWritable(argument: string, place: string): void {
  if (!/\.zip[/\\]*$/i.test(place)) return;
  throw new ArgumentError(argument, 'a folder, as saves in Node are; save to a folder and zip it afterwards', place);
}

/** Writes a save to a folder, given by its path or `file://` URL; see {@link writeFolder}. */
export async function writePlace(place: string, files: Files, held?: PlaceLease): Promise<void> {
  await writeFolder(await pathOf(place), files, held);
}

/** Keeps others from saving to a folder; see {@link holdFolder}. */
export async function holdPlace(place: string): Promise<PlaceLease> {
  return holdFolder(await pathOf(place));
}

/** Writes the checksums of a saved folder anew; see {@link resealFolder}. */
export async function resealPlace(place: string): Promise<void> {
  await resealFolder(await pathOf(place));
}

/** Reads a save from a folder or a zip file, given by its path or `file://` URL; see {@link readFolder}. */
export async function readPlace(place: string, settings = loadSettings()): Promise<Files> {
  const path = await pathOf(place);
  const zip = await zipFileAt(place, settings);
  return zip ? unzip(zip, path, settings.maxBytes) : readFolder(path, settings);
}

/**
 * Returns the zip file at a path or `file://` URL, if there is a file.
 *
 * @throws FormatError for a file that is not a zip, or is larger than `maxBytes`.
 */
export async function zipFileAt(place: string, { maxBytes }: LoadSettings): Promise<Blob | undefined> {
  const path = await pathOf(place);
  const status = await stat(path).catch(() => undefined);
  if (!status?.isFile()) return undefined;
  new ByteBudget(maxBytes).claim(path, status.size);
  const bytes = await readFile(path);
  if (bytes.toString('latin1', 0, 2) !== 'PK' && !/\.zip$/i.test(path)) {
    throw new FormatError(path, 'expected a folder or a zip file, got a file of another kind.');
  }
  return new Blob([bytes]);
}

/** Reads one file of a folder, given by its path or `file://` URL. Returns undefined if it is missing. */
export async function readPlaceFile(
  place: string,
  path: string,
  { maxBytes }: LoadSettings,
): Promise<Uint8Array | undefined> {
  const file = join(await pathOf(place), path);
  const status = await stat(file).catch(ignoreErrors('ENOENT', 'ENOTDIR'));
  if (!status?.isFile()) return undefined;
  new ByteBudget(maxBytes).claim(file, status.size);
  return new Uint8Array(await readFile(file));
}

/** Returns stderr: the terminal if it is one that can redraw a line, which a dumb one cannot. */
export function progressOutput(): ProgressOutput {
  const { stderr, env } = process;
  const terminal = stderr.isTTY && env.TERM !== 'dumb' ? stderr : undefined;
  return { terminal, print: (line) => void stderr.write(`${line}\n`) };
}

async function pathOf(place: string): Promise<string> {
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(place)?.[1].toLowerCase();
  if (scheme !== undefined && scheme !== 'file') throw new ArgumentError('place', WRITABLE_PLACES, place);
  const path = resolve(scheme === 'file' ? fileURLToPath(place) : place);
  return realpath(path).catch(() => path);
}
