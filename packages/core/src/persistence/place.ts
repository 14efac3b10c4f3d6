import { ArgumentError, type Kind } from '@ae-lab/base';
import { checkWritable, holdPlace, readPlace, WRITABLE_PLACES, writePlace } from '#platform';
import type { Files } from './files';
import { readHttp } from './http';
import { type LoadOptions, type LoadSettings, loadSettings } from './load-options';
import type { PlaceLease } from './place-lease';
import { unzip } from './zip';

/**
 * The place of a saved model: in Node a folder, as a path or a `file://` URL; in a browser `indexeddb://name`. From a page,
 * but not from a worker, a model can also be saved to `download://name`, a zip file.
 *
 * A model can also be loaded from the http(s) URL of a saved folder or of such a zip file (its path ends in `.zip`), and from the zip
 * file itself: by its path in Node, as a `Blob` or `File` anywhere.
 */
export type Place = string | URL | Blob;

/** A place that can be saved to. */
export const WRITABLE_PLACE: Kind<string | URL> = {
  expected: WRITABLE_PLACES,
  read(argument, value) {
    if (isAddress(value) && !isHttp(value)) {
      checkWritable(argument, String(value));
      return value;
    }
    throw new ArgumentError(argument, this.expected, value instanceof URL ? String(value) : value);
  },
};

/** Writes a save, whole or not at all. `held` is the lease of the place, if the caller has it. */
export async function writeFiles(place: string | URL, files: Files, held?: PlaceLease): Promise<void> {
  await writePlace(String(WRITABLE_PLACE.read('place', place)), files, held);
}

/** Keeps other trainings from a place until the lease is released. Throws an {@link AeLabError} if another has it. */
export async function holdForTraining(place: string | URL): Promise<PlaceLease> {
  return holdPlace(String(place));
}

/** Reads a save. */
export async function readFiles(place: Place, options?: LoadOptions): Promise<Files> {
  const settings = loadSettings(options);
  settings.signal?.throwIfAborted();
  const files = await readAnyPlace(place, settings);
  settings.signal?.throwIfAborted();
  return files;
}

/** Returns the name of a place for error messages. */
export function nameOf(place: Place): string {
  if (!(place instanceof Blob)) return String(place);
  return place instanceof File ? place.name : 'the zip file';
}

async function readAnyPlace(place: Place, settings: LoadSettings): Promise<Files> {
  if (place instanceof Blob) return unzip(place, nameOf(place), settings.maxBytes);
  if (!isAddress(place)) throw new ArgumentError('place', 'a folder, a URL or a zip file', place);
  return isHttp(place) ? readHttp(new URL(place), settings) : readPlace(String(place), settings);
}

/** Whether a place is a path or a URL. */
export function isAddress(place: unknown): place is string | URL {
  return (typeof place === 'string' && place !== '') || place instanceof URL;
}

/** Whether an address is that of a server. */
export function isHttp(place: string | URL): boolean {
  return /^https?:\/\//i.test(String(place));
}
