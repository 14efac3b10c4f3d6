import { AeLabError, ArgumentError, FormatError, NotFoundError } from '@ae-lab/core';
import { checkOptions } from '@ae-lab/core/internal';
import { dataFolder, defaultCacheFolder, pathBelow, readCached, readIfPresent, writeCached } from '#platform';
import { checkFlag, checkText } from './check';
import { checkDownloadOptions, DOWNLOAD_OPTIONS, type DownloadOptions, download } from './download';
import { type IdxArray, readIdx } from './idx';
import { gunzip, isGzip } from './inflate';
import { type MnistName, type MnistPart, type MnistVariant, PARTS } from './mnist-variants';

/** Which data set in MNIST's format, and where to look for it. */
export interface LoadMnistOptions extends DownloadOptions {
  /** Default `mnist`. */
  readonly name?: MnistName;
  /**
   * A folder (in a browser the address of one) with the four files, each plain or with `.gz`, or with a folder named
   * like the data set that has them. Nowhere else is looked then.
   */
  readonly folder?: string;
  /** Where downloads are kept. Default: `ae-lab` in the platform's cache folder; in a browser its Cache API. */
  readonly cacheFolder?: string;
  /** Whether to download what is found nowhere. Default true. */
  readonly download?: boolean;
  /** Addresses of folders with the four `.gz` files, tried in this order. Default: public ones. */
  readonly mirrors?: readonly string[];
  /** SHA-256 of the unpacked files in hexadecimal, for the cache and downloads. Default: known for `mnist` alone. */
  readonly sha256?: Readonly<Record<MnistPart, string>>;
}

/** The names of {@link LoadMnistOptions}. */
export const LOAD_MNIST_OPTIONS = {
  name: true,
  folder: true,
  cacheFolder: true,
  download: true,
  mirrors: true,
  sha256: true,
  ...DOWNLOAD_OPTIONS,
} as const;

/** The content of a file, and what to call the file in errors. */
export interface MnistFile {
  readonly source: string;
  readonly array: IdxArray;
}

export type MnistFiles = Readonly<Record<MnistPart, MnistFile>>;

/** The four files of a data set from the first place that has them. */
export async function findMnistFiles(
  name: MnistName,
  variant: MnistVariant,
  { folder, ...elsewhere }: Omit<LoadMnistOptions, 'name'>,
): Promise<MnistFiles> {
  if (folder !== undefined) checkText('folder', folder, 'the path of a folder');
  checkElsewhere(elsewhere);
  const { cacheFolder, mirrors, sha256, download, ...options } = elsewhere;
  for (const place of folder === undefined ? environmentPlaces(name) : [folder, pathBelow(folder, name)]) {
    const files = await collect((part) => readPart(place, variant.files[part], options));
    if (files) return files;
  }
  if (folder !== undefined) {
    const names = Object.values(variant.files).join(', ');
    throw new NotFoundError(`${folder}: expected the files ${names} there, each plain or with .gz.`);
  }
  return (await collect((part) => cachedOrFetched(name, variant, part, elsewhere)))!;
}

/** Where to look and what to expect without a folder. */
type Elsewhere = Omit<LoadMnistOptions, 'name' | 'folder'>;

function checkElsewhere({ cacheFolder, mirrors, sha256, download, ...options }: Elsewhere): void {
  if (cacheFolder !== undefined) checkText('cacheFolder', cacheFolder, 'the path of a folder');
  if (mirrors !== undefined && !Array.isArray(mirrors)) {
    throw new ArgumentError('mirrors', 'an array of addresses', mirrors);
  }
  if (sha256 !== undefined) {
    checkOptions('sha256', sha256, {
      'train-images': true,
      'train-labels': true,
      'test-images': true,
      'test-labels': true,
    });
  }
  checkFlag('download', download);
  checkDownloadOptions(options);
}

/** Fashion-MNIST and KMNIST have MNIST's file names: files in no folder of their own count as MNIST. */
function environmentPlaces(name: MnistName): string[] {
  const folder = dataFolder();
  if (folder === undefined) return [];
  const own = pathBelow(folder, name);
  return name === 'fashion-mnist' || name === 'kmnist' ? [own] : [own, folder];
}

/** All four files, or undefined as soon as one is missing. */
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

/** A file of the cache, or from the first mirror that has it right. A damaged file of the cache is replaced. */
async function cachedOrFetched(
  name: MnistName,
  variant: MnistVariant,
  part: MnistPart,
  elsewhere: Elsewhere,
): Promise<MnistFile> {
  const {
    cacheFolder = defaultCacheFolder(),
    mirrors = variant.mirrors,
    sha256: hashes = variant.sha256,
    download: mayDownload = true,
    ...options
  } = elsewhere;
  const file = `${variant.files[part]}.gz`;
  const path = pathBelow(cacheFolder, name, file);
  const sha256 = hashes?.[part];
  const problems: AeLabError[] = [];
  const note = (error: unknown): undefined => {
    options.signal?.throwIfAborted();
    if (!(error instanceof AeLabError)) throw error;
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
  throw new NotFoundError(
    `There is no ${name} data here, and none could be downloaded. Put the files ${files.join(', ')} (from ` +
      `${variant.home}) into ${pathBelow(cacheFolder, name)}, or give their folder as 'folder', or its parent in the ` +
      'environment variable AE_LAB_DATA_DIR; or do without: syntheticDigits(), --data synthetic on the command line.' +
      problems.map(({ message }) => `\n- ${message}`).join(''),
    problems[0] && { cause: problems[0] },
  );
}

async function keep(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeCached(path, bytes);
  } catch (error) {
    throw new AeLabError(`${path}: cannot keep the download here; choose another cacheFolder.`, { cause: error });
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
    throw new FormatError(source, `expected the SHA-256 ${expected} when unpacked, got ${found}.`);
  }
}

/** A page outside https and localhost cannot hash: it loads what other pages, and their import maps, do without. */
async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (globalThis.crypto?.subtle !== undefined) return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const { sha256 } = await import('@noble/hashes/sha2');
  return sha256(bytes);
}
