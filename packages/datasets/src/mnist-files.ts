import * as core from '@ae-lab/core';
import {
  dataFolder,
  defaultCacheFolder,
  OTHER_SOURCES,
  pathBelow,
  readCached,
  readIfPresent,
  writeCached,
} from '#platform';
import { DOWNLOAD_OPTIONS, type DownloadOptions, download } from './download';
import { type IdxArray, readIdx } from './idx';
import { gunzip, isGzip } from './inflate';
import { ADDRESS, FOLDER } from './kinds';
import { MNIST_VARIANTS, type MnistName, type MnistPart, type MnistVariant, PARTS } from './mnist-variants';

/** Options of {@link loadMnist}: the data set, and where to look for it. */
export interface LoadMnistOptions extends DownloadOptions {
  /** The name of the data set. Default `mnist`. */
  readonly name?: MnistName;
  /**
   * The path of a folder (in a browser its address) with the four files, each plain or with `.gz`, or with a folder of the data
   * set's name that has them. No other place is searched then. Default: search all places.
   */
  readonly folder?: string;
  /** The folder for downloads. Default: `ae-lab` in the platform's cache folder, or in a browser's Cache API. */
  readonly cacheFolder?: string;
  /** Whether to download files that are found in no other place. Default true. */
  readonly download?: boolean;
  /** Addresses of folders with the four `.gz` files, tried in this order. Default: public mirrors. */
  readonly mirrors?: readonly string[];
  /**
   * SHA-256 of each unpacked file in hexadecimal, which files of the cache and downloads must have. Default: the known hashes of
   * `mnist`, none for the others.
   */
  readonly sha256?: Readonly<Record<MnistPart, string>>;
}

/** The description of {@link LoadMnistOptions}. */
export const LOAD_MNIST_OPTIONS = {
  name: core.optional(core.kind.choice(Object.keys(MNIST_VARIANTS) as MnistName[]), 'mnist'),
  folder: core.optional(FOLDER),
  cacheFolder: core.optional(FOLDER),
  download: core.optional(core.kind.flag, true),
  mirrors: core.optional(core.kind.list(ADDRESS)),
  sha256: core.optional(
    core.nested({
      'train-images': core.kind.text,
      'train-labels': core.kind.text,
      'test-images': core.kind.text,
      'test-labels': core.kind.text,
    } satisfies core.Description<Record<MnistPart, string>>),
  ),
  ...DOWNLOAD_OPTIONS,
} satisfies core.Description<LoadMnistOptions>;

/** Options of {@link loadMnist} with their defaults, without the name. */
type Places = Omit<core.Read<typeof LOAD_MNIST_OPTIONS>, 'name'>;

/** The content of a file, and the name of the file in errors. */
export interface MnistFile {
  readonly source: string;
  readonly array: IdxArray;
}

/** The four files of a data set. */
export type MnistFiles = Readonly<Record<MnistPart, MnistFile>>;

/** Reads the four files of a data set from the first place that has them. */
export async function findMnistFiles(
  name: MnistName,
  variant: MnistVariant,
  { folder, ...elsewhere }: Places,
): Promise<MnistFiles> {
  const { cacheFolder, mirrors, sha256, download, ...options } = elsewhere;
  for (const place of folder === undefined ? environmentPlaces(name) : [folder, pathBelow(folder, name)]) {
    const files = await collect((part) => readPart(place, variant.files[part], options));
    if (files) return files;
  }
  if (folder !== undefined) {
    const names = Object.values(variant.files).join(', ');
    throw new core.NotFoundError(`${folder}: expected the files ${names} there, each plain or with .gz.`);
  }
  return (await collect((part) => cachedOrFetched(name, variant, part, elsewhere)))!;
}

/** Fashion-MNIST and KMNIST have MNIST's file names: only those in a folder of their own are theirs. */
function environmentPlaces(name: MnistName): string[] {
  const folder = dataFolder();
  if (folder === undefined) return [];
  const own = pathBelow(folder, name);
  return name === 'fashion-mnist' || name === 'kmnist' ? [own] : [own, folder];
}

/** Returns all four files, or undefined as soon as one is missing. */
async function collect(find: (part: MnistPart) => Promise<MnistFile | undefined>): Promise<MnistFiles | undefined> {
  const files: Partial<Record<MnistPart, MnistFile>> = {};
  for (const part of PARTS) {
    const file = await find(part);
    if (file === undefined) return undefined;
    files[part] = file;
  }
  return files as MnistFiles;
}

async function readPart(place: string, name: string, options: DownloadOptions): Promise<MnistFile | undefined> {
  for (const source of [pathBelow(place, `${name}.gz`), pathBelow(place, name)]) {
    options.signal?.throwIfAborted();
    const bytes = await readIfPresent(source, options);
    if (bytes !== undefined) return parse(bytes, source);
  }
  return undefined;
}

/** Reads a file from the cache, or from the first mirror with a correct one. A damaged file in the cache is replaced. */
async function cachedOrFetched(
  name: MnistName,
  variant: MnistVariant,
  part: MnistPart,
  elsewhere: Omit<Places, 'folder'>,
): Promise<MnistFile> {
  const {
    cacheFolder = defaultCacheFolder(),
    mirrors = variant.mirrors,
    sha256: hashes = variant.sha256,
    download: mayDownload,
    ...options
  } = elsewhere;
  const file = `${variant.files[part]}.gz`;
  const path = pathBelow(cacheFolder, name, file);
  const sha256 = hashes?.[part];
  const problems: core.AeLabError[] = [];
  const note = (error: unknown): undefined => {
    options.signal?.throwIfAborted();
    if (!(error instanceof core.AeLabError)) throw error;
    problems.push(error);
  };
  const kept = await readCached(path);
  const cached = kept && (await parse(kept, path, sha256).catch(note));
  if (cached) return cached;
  for (const mirror of mayDownload ? mirrors : []) {
    const url = `${mirror.replace(/\/$/, '')}/${file}`;
    const bytes = await download(url, options).catch(note);
    const fetched = bytes && (await parse(bytes, url, sha256).catch(note));
    if (!fetched) continue;
    await keep(path, bytes);
    return fetched;
  }
  const files = Object.values(variant.files).map((each) => `${each}.gz`);
  throw new core.NotFoundError(
    `The ${name} data is not here and could not be downloaded. Put the files ${files.join(', ')} (from ` +
      `${variant.home}) into ${pathBelow(cacheFolder, name)}, or pass their folder as 'folder'${OTHER_SOURCES}.` +
      problems.map(({ message }) => `\n- ${message}`).join(''),
    problems[0] && { cause: problems[0] },
  );
}

async function keep(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeCached(path, bytes);
  } catch (error) {
    throw new core.AeLabError(`${path}: the download cannot be stored here; choose another cacheFolder.`, {
      cause: error,
    });
  }
}

async function parse(bytes: Uint8Array, source: string, sha256?: string): Promise<MnistFile> {
  const plain = isGzip(bytes) ? await gunzip(bytes, { source }) : bytes;
  if (sha256 !== undefined) await checkHash(plain, sha256, source);
  return { source, array: readIdx(plain, { source }) };
}

async function checkHash(bytes: Uint8Array, expected: string, source: string): Promise<void> {
  const digest = await sha256Of(bytes as Uint8Array<ArrayBuffer>);
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (found !== expected) {
    throw new core.FormatError(source, `expected the SHA-256 ${expected} when unpacked, got ${found}.`);
  }
}

/** Hashes with the web's functions, or in pages outside https and localhost, which lack them, with a library loaded on demand. */
async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (globalThis.crypto?.subtle !== undefined) return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const { sha256 } = await import('@noble/hashes/sha2');
  return sha256(bytes);
}
