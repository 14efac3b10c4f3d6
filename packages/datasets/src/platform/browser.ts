import { AeLabError } from '@ae-lab/core';
import type { CompressionFormat } from '../compression';
import { Absence, type DownloadOptions, download } from '../download';

/** The unpacked bytes, chunk by chunk; throws if the data is corrupt, cut short or followed by other bytes. */
export async function* inflateChunks(bytes: Uint8Array, format: CompressionFormat): AsyncGenerator<Uint8Array> {
  const reader = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream(format))
    .getReader();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) yield chunk.value;
  } finally {
    await reader.cancel();
  }
}

/** A page has no environment variables. */
export function dataFolder(): undefined {
  return undefined;
}

/** The name of the cache in the browser's Cache API. */
export function defaultCacheFolder(): string {
  return 'ae-lab';
}

/** The address of something below `folder`. */
export function pathBelow(folder: string, ...names: string[]): string {
  return [folder.replace(/\/$/, ''), ...names].join('/');
}

/** What the server has at this address, or undefined where it has nothing. */
export async function readIfPresent(url: string, options: DownloadOptions = {}): Promise<Uint8Array | undefined> {
  try {
    return await download(url, options);
  } catch (error) {
    if (error instanceof AeLabError && error.cause instanceof Absence) return undefined;
    throw error;
  }
}

/** What {@link writeCached} kept, or undefined. */
export async function readCached(path: string): Promise<Uint8Array | undefined> {
  if (!('caches' in globalThis)) return undefined;
  const response = await caches.match(cacheKey(path));
  return response && new Uint8Array(await response.arrayBuffer());
}

/** Keeps bytes in the Cache API; does nothing where a page has none (it needs https or localhost). */
export async function writeCached(path: string, bytes: Uint8Array): Promise<void> {
  if (!('caches' in globalThis)) return;
  const cache = await caches.open('ae-lab');
  await cache.put(cacheKey(path), new Response(bytes as Uint8Array<ArrayBuffer>));
}

/** A page cannot list a folder. */
export async function listFolder(path: string): Promise<{ folders: string[]; files: string[] } | undefined> {
  throw new AeLabError(`${path}: a browser cannot list a folder; read the files and use fromPngs.`);
}

function cacheKey(path: string): string {
  return `/ae-lab-cache/${path}`;
}
