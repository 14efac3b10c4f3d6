import { AeLabError } from '@ae-lab/core';
import { Absence, type DownloadOptions, download } from '../download';
import type { EntryKind } from '../left-out';

/** Returns nothing: a page has no environment variables. */
export function dataFolder(): undefined {
  return undefined;
}

/** The way to do without MNIST's files, for an error that has named the option `folder`. */
export const OTHER_SOURCES = '; or use syntheticDigits(), which needs no files';

/** Returns the prefix of all paths in the browser's Cache API. */
export function defaultCacheFolder(): string {
  return 'ae-lab';
}

/** Returns the address of a file or folder below `folder`. */
export function pathBelow(folder: string, ...names: string[]): string {
  return [folder.replace(/\/$/, ''), ...names].join('/');
}

/** Downloads a file, or returns undefined if the server does not have it. */
export async function readIfPresent(url: string, options: DownloadOptions = {}): Promise<Uint8Array | undefined> {
  try {
    return await download(url, options);
  } catch (error) {
    if (error instanceof AeLabError && error.cause instanceof Absence) return undefined;
    throw error;
  }
}

/** Returns the bytes that {@link writeCached} has stored, or undefined. */
export async function readCached(path: string): Promise<Uint8Array | undefined> {
  if (!('caches' in globalThis)) return undefined;
  const response = await caches.match(cacheKey(path));
  return response && new Uint8Array(await response.arrayBuffer());
}

/** Stores bytes in the Cache API. Does nothing in a page without one: it needs https or localhost. */
export async function writeCached(path: string, bytes: Uint8Array): Promise<void> {
  if (!('caches' in globalThis)) return;
  const cache = await caches.open('ae-lab');
  await cache.put(cacheKey(path), new Response(bytes as Uint8Array<ArrayBuffer>));
}

/** Throws an {@link AeLabError}: a page cannot list a folder. */
export async function listFolder(path: string): Promise<ReadonlyMap<string, EntryKind> | undefined> {
  throw new AeLabError(`${path}: a browser cannot list a folder; read the files and pass them to fromPngs().`);
}

/** Returns nothing: a server does not tell files from folders. */
export async function kindOfPath(_: string): Promise<EntryKind | undefined> {
  return undefined;
}

function cacheKey(path: string): string {
  return `/ae-lab-cache/${path}`;
}
