import { ArgumentError } from '@ae-lab/base';
import { download } from '../persistence/download';
import type { Files } from '../persistence/files';
import { readHttp, readHttpFile } from '../persistence/http';
import { readIndexedDb, resealIndexedDb, writeIndexedDb } from '../persistence/indexed-db';
import { type LoadSettings, loadSettings } from '../persistence/load-options';
import type { PlaceLease } from '../persistence/place-lease';
import { holdWebLock } from '../persistence/web-lock';
import type { ProgressOutput } from '../training/progress-bar-output';

/** The places that can be saved to, as errors call them. */
export const WRITABLE_PLACES = 'indexeddb://name or download://name in a browser';

/** Accepts every name. */
export function checkWritable(_argument: string, _place: string): void {}

/** Writes a save to IndexedDB, or hands it to the user as a download. */
export async function writePlace(place: string, files: Files, _held?: PlaceLease): Promise<void> {
  const { scheme, name } = parse(place);
  if (scheme === 'indexeddb') await writeIndexedDb(name, files);
  else if (scheme === 'download') download(name, files);
  else throw new ArgumentError('place', WRITABLE_PLACES, place);
}

/** Keeps trainings in other pages and workers from a place. Saves need no lease, as IndexedDB replaces one at once. */
export async function holdPlace(place: string): Promise<PlaceLease> {
  return holdWebLock(place);
}

/** Writes the checksums of a save in IndexedDB anew; see {@link resealIndexedDb}. */
export async function resealPlace(place: string): Promise<void> {
  const { scheme, name } = parse(place);
  if (scheme !== 'indexeddb') throw new ArgumentError('place', 'indexeddb://name in a browser', place);
  await resealIndexedDb(name);
}

/** Reads a save from IndexedDB, or from a path relative to the page or, in a worker, to the worker's script. */
export async function readPlace(place: string, settings = loadSettings()): Promise<Files> {
  const { scheme, name } = parse(place);
  if (scheme === undefined) return readHttp(urlOf(place), settings);
  if (scheme !== 'indexeddb') throw new ArgumentError('place', 'indexeddb://name, a URL or a zip file', place);
  return readIndexedDb(name, settings.maxBytes);
}

/** Returns nothing, since a page reads no paths. */
export async function zipFileAt(_place: string, _settings: LoadSettings): Promise<Blob | undefined> {
  return undefined;
}

/** Reads one file of a save in IndexedDB, or below a path relative to the page or worker. Returns undefined if it is missing. */
export async function readPlaceFile(
  place: string,
  path: string,
  settings: LoadSettings,
): Promise<Uint8Array | undefined> {
  const { scheme } = parse(place);
  if (scheme === undefined) return readHttpFile(urlOf(place), path, settings);
  return (await readPlace(place, settings)).get(path);
}

/** Returns the console. */
export function progressOutput(): ProgressOutput {
  return { print: (line) => console.log(line) };
}

function urlOf(path: string): URL {
  return new URL(path, globalThis.document?.baseURI ?? location.href);
}

function parse(place: string): { scheme?: string; name: string } {
  const [, scheme, name] = /^([a-z][a-z\d+.-]+):\/\/(.*)$/i.exec(place) ?? [undefined, undefined, place];
  if (name === '') throw new ArgumentError('place', 'a name after ://', place);
  return { scheme: scheme?.toLowerCase(), name };
}
