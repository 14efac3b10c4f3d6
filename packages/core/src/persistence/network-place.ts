import { ArgumentError, NotFoundError } from '@ae-lab/base';
import { readPlaceFile, zipFileAt } from '#platform';
import { ByteBudget } from './byte-budget';
import { isZip, readHttpFile, readHttpZip } from './http';
import { type LoadOptions, type LoadSettings, loadSettings } from './load-options';
import { isAddress, isHttp, nameOf, type Place } from './place';
import { unpack } from './zip';

/** A place with the files of a network, which has no `config.json` to list them. */
export interface NetworkPlace {
  /** The name of the place in errors. */
  readonly name: string;
  /** Reads a file by its path within the place. Throws a {@link NotFoundError} if it is missing. */
  read(path: string): Promise<Uint8Array>;
}

/** Returns the reader of a place: a folder, its URL, or a zip. The `model.json` in a folder stands for the folder. */
export async function networkPlace(place: Place, options?: LoadOptions): Promise<NetworkPlace> {
  const settings = loadSettings(options);
  const read = await fileReader(place, settings);
  const budget = new ByteBudget(settings.maxBytes);
  const name = nameOf(place).replace(MODEL_JSON, '');
  return {
    name,
    async read(path) {
      settings.signal?.throwIfAborted();
      const bytes = await read(path);
      if (bytes === undefined) throw new NotFoundError(`${name}: there is no ${path}.`);
      budget.claim(`${name}/${path}`, bytes.length);
      return bytes;
    },
  };
}

/** The file at the end of an address, before a query. */
const MODEL_JSON = /[/\\]model\.json(?=$|[?#])/;

async function fileReader(
  place: Place,
  settings: LoadSettings,
): Promise<(path: string) => Promise<Uint8Array | undefined>> {
  if (!(place instanceof Blob) && !isAddress(place)) {
    throw new ArgumentError('place', 'a folder, a URL or a zip file', place);
  }
  const zip = await zipOf(place, settings);
  if (zip) {
    const files = await unpack(zip, nameOf(place), settings.maxBytes);
    return async (path) => files.get(path);
  }
  const folder = String(place).replace(MODEL_JSON, '');
  return isHttp(folder)
    ? (path) => readHttpFile(new URL(folder), path, settings)
    : (path) => readPlaceFile(folder, path, settings);
}

/** Returns the zip file at a place, or undefined if that is a folder. */
async function zipOf(place: Place, settings: LoadSettings): Promise<Blob | undefined> {
  if (place instanceof Blob) return place;
  if (!isHttp(place)) return zipFileAt(String(place).replace(MODEL_JSON, ''), settings);
  return isZip(new URL(place)) ? readHttpZip(new URL(place), settings) : undefined;
}
