import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { AeLabError } from '@ae-lab/core';

/** Returns the folder that the environment variable AE_LAB_DATA_DIR names. */
export function dataFolder(): string | undefined {
  return process.env.AE_LAB_DATA_DIR || undefined;
}

/** The ways to pass or do without MNIST's files, for an error that has named the option `folder`. */
export const OTHER_SOURCES =
  ', or its parent in the environment variable AE_LAB_DATA_DIR; ' +
  'or use syntheticDigits(), which needs no files (--data synthetic on the command line of the examples)';

/** Returns `ae-lab` in the platform's folder for caches. */
export function defaultCacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'ae-lab');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'ae-lab');
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'ae-lab', 'Cache');
  return join(homedir(), '.cache', 'ae-lab');
}

/** Returns the path of a file or folder below `folder`. */
export function pathBelow(folder: string, ...names: string[]): string {
  return join(folder, ...names);
}

/** Reads a file, or returns undefined if there is none. Throws an {@link AeLabError} if it cannot be read. */
export async function readIfPresent(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    return unlessMissing(path, error);
  }
}

/** Reads a file that {@link writeCached} has stored, as {@link readIfPresent} does. */
export const readCached = readIfPresent;

/** Writes a file completely or not at all. Creates its folder if there is none. */
export async function writeCached(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Returns the names of the folders and of the files in a folder, or undefined if there is no such folder. */
export async function listFolder(path: string): Promise<{ folders: string[]; files: string[] } | undefined> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const names = (isWanted: (entry: (typeof entries)[number]) => boolean) =>
      entries.filter(isWanted).map((entry) => entry.name);
    return { folders: names((entry) => entry.isDirectory()), files: names((entry) => !entry.isDirectory()) };
  } catch (error) {
    return unlessMissing(path, error);
  }
}

/** Returns undefined if a file or folder could not be read because there is none. Throws an {@link AeLabError} otherwise. */
function unlessMissing(path: string, error: unknown): undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') throw new AeLabError(`${path}: ${message}.`, { cause: error });
}
