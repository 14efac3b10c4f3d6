import { AeLabError, ArgumentError, NotFoundError } from '@ae-lab/base';
import { createStore, get, set, type UseStore } from 'idb-keyval';
import type { Files } from '../persistence/files';
import { readHttp } from '../persistence/http';
import { zip } from '../persistence/zip';

/** Writes a save to IndexedDB, all at once, or hands it to the user as a download. */
export async function writePlace(place: string, files: Files): Promise<void> {
  const { scheme, name } = parse(place);
  if (scheme === 'download') {
    if (globalThis.document === undefined) throw new ArgumentError('place', 'indexeddb://name in a worker', place);
    return download(`${name}.zip`, zip(files));
  }
  if (scheme !== 'indexeddb')
    throw new ArgumentError('place', 'indexeddb://name or download://name in a browser', place);
  try {
    await set(name, files, models());
  } catch (error) {
    const outcome = 'An earlier save there is intact.';
    throw new AeLabError(`Could not save to ${place} (${(error as Error).message}). ${outcome}`, { cause: error });
  }
}

/** Reads a save from IndexedDB, or from a path relative to the page or, in a worker, to its script. */
export async function readPlace(place: string): Promise<Files> {
  const { scheme, name } = parse(place);
  if (scheme === undefined) return readHttp(new URL(place, globalThis.document?.baseURI ?? location.href));
  if (scheme !== 'indexeddb') throw new ArgumentError('place', 'indexeddb://name, a URL or a zip file', place);
  const files = await get<Files>(name, models());
  if (!files) throw new NotFoundError(`${place}: there is no saved model.`);
  return files;
}

function parse(place: string): { scheme?: string; name: string } {
  const [, scheme, name] = /^([a-z][a-z\d+.-]+):\/\/(.*)$/i.exec(place) ?? [undefined, undefined, place];
  if (name === '') throw new ArgumentError('place', 'a name after ://', place);
  return { scheme: scheme?.toLowerCase(), name };
}

function models(): UseStore {
  return createStore('ae-lab', 'models');
}

function download(fileName: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  Object.assign(document.createElement('a'), { href: url, download: fileName }).click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
