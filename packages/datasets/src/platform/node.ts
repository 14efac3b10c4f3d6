import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { AeLabError } from '@ae-lab/core';
import type { EntryKind } from '../left-out';

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

/** Reads a file. Returns undefined if it is missing, or a folder lies in its place. Throws an {@link AeLabError} if it cannot be read. */
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
    await writeFile(temporary, bytes, { flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Returns what each name in a folder is, links followed, or undefined if there is no such folder. */
export async function listFolder(path: string): Promise<ReadonlyMap<string, EntryKind> | undefined> {
  try {
    const kinds = new Map<string, EntryKind>();
    for (const entry of await readdir(path, { withFileTypes: true })) {
      kinds.set(entry.name, entry.isSymbolicLink() ? await kindOfTarget(path, entry.name) : kindOf(entry));
    }
    return kinds;
  } catch (error) {
    return unlessMissing(path, error);
  }
}

/** Returns what there is at a path, links followed, or undefined if there is nothing. */
export async function kindOfPath(path: string): Promise<EntryKind | undefined> {
  try {
    return kindOf(await stat(path));
  } catch (error) {
    return unlessMissing(path, error);
  }
}

async function kindOfTarget(folder: string, name: string): Promise<EntryKind> {
  try {
    const kind = kindOf(await stat(join(folder, name)));
    if (kind !== 'folder') return kind;
    const [target, own] = await Promise.all([realpath(join(folder, name)), realpath(folder)]);
    return target === own || own.startsWith(target.endsWith(sep) ? target : target + sep) ? 'circular-link' : 'folder';
  } catch (error) {
    // ELOOP: links in a circle.
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return 'broken-link';
    throw error;
  }
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): EntryKind {
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'special-file';
}

/** Returns undefined if there is no such file or folder. Throws an {@link AeLabError} for any other problem. */
function unlessMissing(path: string, error: unknown): undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EISDIR') {
    throw new AeLabError(`${path}: ${message}.`, { cause: error });
  }
}
