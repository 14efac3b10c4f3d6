import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { createGunzip, createInflate } from 'node:zlib';
import type { CompressionFormat } from '../compression';

const INFLATERS = { gzip: createGunzip, deflate: createInflate };

/** The unpacked bytes, chunk by chunk; throws if the data is corrupt, cut short or followed by other bytes. */
export async function* inflateChunks(bytes: Uint8Array, format: CompressionFormat): AsyncGenerator<Uint8Array> {
  const stream = INFLATERS[format]({ chunkSize: 2 ** 18 });
  stream.end(bytes);
  yield* stream;
  if (stream.bytesWritten < bytes.length) throw new Error(`${bytes.length - stream.bytesWritten} bytes too many`);
}

/** The folder named by the environment variable AE_LAB_DATA_DIR. */
export function dataFolder(): string | undefined {
  return process.env.AE_LAB_DATA_DIR || undefined;
}

/** Where the platform keeps what can be fetched again, and `ae-lab` below it. */
export function defaultCacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'ae-lab');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'ae-lab');
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'ae-lab', 'Cache');
  return join(homedir(), '.cache', 'ae-lab');
}

/** The path of a file or folder below `folder`. */
export function pathBelow(folder: string, ...names: string[]): string {
  return join(folder, ...names);
}

/** The content of a file, or undefined where there is none. */
export async function readIfPresent(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Like {@link readIfPresent}, for what {@link writeCached} kept. */
export const readCached = readIfPresent;

/** Writes a file whole or not at all, making its folder if there is none. */
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

/** The names in a folder, folders and files apart, or undefined where there is no such folder. */
export async function listFolder(path: string): Promise<{ folders: string[]; files: string[] } | undefined> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const names = (isWanted: (entry: (typeof entries)[number]) => boolean) =>
      entries.filter(isWanted).map((entry) => entry.name);
    return { folders: names((entry) => entry.isDirectory()), files: names((entry) => !entry.isDirectory()) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
