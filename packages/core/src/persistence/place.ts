import { ArgumentError } from '@ae-lab/base';
import { readPlace, writePlace } from '#platform';
import type { Files } from './files';
import { readHttp } from './http';
import { unzip } from './zip';

/**
 * Where a model is saved: in Node a folder (a path or `file://` URL), in a browser `indexeddb://name` or, for saving from a
 * page (a worker cannot), `download://name` and, for loading, the zip that was downloaded. Loading also takes an http(s) URL
 * of a saved folder.
 */
export type Place = string | URL | Blob;

/** Writes a save, whole or not at all. */
export async function writeFiles(place: string | URL, files: Files): Promise<void> {
  if (isHttp(place) || !isText(place)) {
    throw new ArgumentError('place', 'a place to save to (http is for loading only)', String(place));
  }
  await writePlace(String(place), files);
}

/** Reads a save. */
export async function readFiles(place: Place): Promise<Files> {
  if (place instanceof Blob) return unzip(place, nameOf(place));
  if (!isText(place)) throw new ArgumentError('place', 'a folder, a URL or a zip file', place);
  return isHttp(place) ? readHttp(new URL(place)) : readPlace(String(place));
}

/** What error messages call a place. */
export function nameOf(place: Place): string {
  if (!(place instanceof Blob)) return String(place);
  return place instanceof File ? place.name : 'the zip file';
}

function isText(place: unknown): place is string | URL {
  return (typeof place === 'string' && place !== '') || place instanceof URL;
}

function isHttp(place: string | URL): boolean {
  return /^https?:\/\//i.test(String(place));
}
