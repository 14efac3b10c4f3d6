import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgumentError } from '@ae-lab/base';
import type { Files } from '../persistence/files';
import { readFolder, writeFolder } from '../persistence/folder';
import type { ProgressOutput } from '../training/progress-bar-output';

/** The places that can be saved to, as errors call them. */
export const WRITABLE_PLACES = 'a folder or a file:// URL in Node';

/** Writes a save to a folder, given by its path or `file://` URL; see {@link writeFolder}. */
export async function writePlace(place: string, files: Files): Promise<void> {
  await writeFolder(await folderOf(place), files);
}

/** Reads a save from a folder, given by its path or `file://` URL; see {@link readFolder}. */
export async function readPlace(place: string): Promise<Files> {
  return readFolder(await folderOf(place));
}

/** Returns stderr: the terminal if it is one that can redraw a line, which a dumb one cannot. */
export function progressOutput(): ProgressOutput {
  const { stderr, env } = process;
  const terminal = stderr.isTTY && env.TERM !== 'dumb' ? stderr : undefined;
  return { terminal, print: (line) => void stderr.write(`${line}\n`) };
}

async function folderOf(place: string): Promise<string> {
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(place)?.[1].toLowerCase();
  if (scheme !== undefined && scheme !== 'file') throw new ArgumentError('place', WRITABLE_PLACES, place);
  const folder = resolve(scheme === 'file' ? fileURLToPath(place) : place);
  return realpath(folder).catch(() => folder);
}
