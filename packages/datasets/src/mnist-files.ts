import * as core from '@ae-lab/core';
import { dataFolder, kindOfPath, pathBelow, readIfPresent } from '#platform';
import { BUDGET } from './budget';
import { DOWNLOAD_OPTIONS, type DownloadOptions } from './download';
import { ADDRESS, FOLDER } from './kinds';
import { cachedOrDownloaded } from './mnist-cache';
import { checkTogether, type MnistFile, type MnistFiles, readMnistFile } from './mnist-file';
import { labelRange, MNIST_VARIANTS, type MnistName, type MnistPart, type MnistVariant, PARTS } from './mnist-variants';

/** Options of {@link loadMnist}: the data set, and where to look for it. */
export interface LoadMnistOptions extends DownloadOptions {
  /**
   * Largest size in bytes of each file, as it comes and unpacked. Default: 2^31 - 1 for a download; 32 times the size of a packed file,
   * but at least 64 MiB, for what it unpacks to.
   */
  readonly maxBytes?: number;
  /** The name of the data set. Default `mnist`. */
  readonly name?: MnistName;
  /**
   * The path of a folder (in a browser its address) with the four files, or with a folder of the data set's name that has them.
   * Each file is plain or has `.gz`, and may be in a folder of its own name. Names such as `train-images.idx3-ubyte` are found,
   * too. No other place is searched then. Default: search all places.
   */
  readonly folder?: string;
  /** The folder for downloads. Default: `ae-lab` in the platform's cache folder, or in a browser's Cache API. */
  readonly cacheFolder?: string;
  /** Whether to download files that are found in no other place. Default true. */
  readonly download?: boolean;
  /**
   * Addresses of folders with the four `.gz` files, tried in this order. Published sizes and hashes of `.gz` files are not
   * expected there: without `sha256`, all four files come from one mirror and are checked against each other. Default: public
   * mirrors.
   */
  readonly mirrors?: readonly string[];
  /**
   * SHA-256 of each unpacked file in hexadecimal, which files of the cache and downloads must have. Default: the known hashes of
   * `mnist`; for the others what is published (see {@link loadMnist}).
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
  ...BUDGET,
} satisfies core.Description<LoadMnistOptions>;

/** Options of {@link loadMnist} with their defaults, without the name. */
type Places = Omit<core.Read<typeof LOAD_MNIST_OPTIONS>, 'name'>;

/** Reads the four files of a data set from the first place that has them. */
export async function findMnistFiles(
  name: MnistName,
  variant: MnistVariant,
  { folder, ...elsewhere }: Places,
): Promise<MnistFiles> {
  const { cacheFolder, mirrors, sha256, download, ...options } = elsewhere;
  for (const place of folder === undefined ? environmentPlaces(name) : [folder, pathBelow(folder, name)]) {
    const files = await readPlace(place, variant, options);
    if (files) return files;
  }
  if (folder !== undefined) {
    const files = `the files ${Object.values(variant.files).join(', ')}`;
    const forms = 'each plain or with .gz, or in a folder of its own name';
    if ((await kindOfPath(folder)) === 'file') {
      throw new core.FormatError(folder, `expected a folder with ${files}, ${forms}, got a file.`);
    }
    throw new core.NotFoundError(`${folder}: expected ${files} there, ${forms}.`);
  }
  return cachedOrDownloaded(name, variant, elsewhere);
}

/** Fashion-MNIST and KMNIST have MNIST's file names: only those in a folder of their own are theirs. */
function environmentPlaces(name: MnistName): string[] {
  const folder = dataFolder();
  if (folder === undefined) return [];
  const own = pathBelow(folder, name);
  return name === 'fashion-mnist' || name === 'kmnist' ? [own] : [own, folder];
}

/** Returns all four files of a folder, or undefined as soon as one is missing. */
async function readPlace(
  place: string,
  variant: MnistVariant,
  options: DownloadOptions,
): Promise<MnistFiles | undefined> {
  const files = new Map<MnistPart, MnistFile>();
  for (const part of PARTS) {
    const found = await readFirst(candidates(place, variant.files[part]), options);
    if (found === undefined) return undefined;
    const expected = { part, labels: labelRange(variant), maxBytes: options.maxBytes };
    files.set(part, await readMnistFile(found.bytes, found.source, expected));
  }
  const all = Object.fromEntries(files) as Record<MnistPart, MnistFile>;
  checkTogether(all);
  return all;
}

async function readFirst(sources: readonly string[], options: DownloadOptions) {
  for (const source of sources) {
    options.signal?.throwIfAborted();
    const bytes = await readIfPresent(source, options);
    if (bytes !== undefined) return { bytes, source };
  }
  return undefined;
}

/**
 * Returns the paths where a file may be. Old copies of MNIST have a dot in their names, `train-images.idx3-ubyte`. Kaggle unpacks
 * each file into a folder of its name.
 */
function candidates(place: string, name: string): string[] {
  const names = [name, name.replace('-idx', '.idx')];
  const folders = [place, ...names.map((each) => pathBelow(place, each))];
  return folders.flatMap((folder) =>
    names.flatMap((each) => [`${each}.gz`, each].map((file) => pathBelow(folder, file))),
  );
}
