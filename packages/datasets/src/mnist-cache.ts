import * as core from '@ae-lab/core';
import { defaultCacheFolder, OTHER_SOURCES, pathBelow, readCached, writeCached } from '#platform';
import { type DownloadOptions, download, Refusal } from './download';
import { checkTogether, type Expectation, type MnistFile, type MnistFiles, readMnistFile } from './mnist-file';
import { labelRange, type MnistName, type MnistPart, type MnistVariant, PARTS } from './mnist-variants';

/** Where to find files that are in no folder of the user, and how to know them. */
interface Elsewhere extends DownloadOptions {
  readonly cacheFolder?: string;
  readonly download: boolean;
  readonly mirrors?: readonly string[];
  readonly sha256?: Readonly<Record<MnistPart, string>>;
}

/** The cache or a mirror. */
interface Source {
  readonly isCache: boolean;
  /** Returns the path or the address of a file. */
  readonly locate: (part: MnistPart) => string;
  readonly read: (location: string) => Promise<Uint8Array | undefined>;
}

/** A checked file, and its packed content if the cache does not have it. */
interface Found extends MnistFile {
  readonly toKeep?: Uint8Array;
}

/** A problem that another source may cure. */
interface Problem {
  readonly error: core.AeLabError;
  readonly source: Source;
}

/**
 * Reads the four files from the cache, or from the first mirrors with correct ones. Files are checked before they enter the
 * cache, and again when they are read from it: what is wrong there is replaced, with a warning.
 *
 * A file with a known hash or a published size is right or wrong by itself. Other files are only right together, so all four
 * then come from one source.
 */
export async function cachedOrDownloaded(
  name: MnistName,
  variant: MnistVariant,
  { cacheFolder = defaultCacheFolder(), mirrors, sha256, download: mayDownload, ...options }: Elsewhere,
): Promise<MnistFiles> {
  const { isKnown, expected } = expectations(variant, mirrors, sha256, options.maxBytes);
  const folder = pathBelow(cacheFolder, name);
  const fileOf = (part: MnistPart) => `${variant.files[part]}.gz`;
  const cache: Source = { isCache: true, locate: (part) => pathBelow(folder, fileOf(part)), read: readCached };
  const sources = [cache];
  for (const mirror of mayDownload ? (mirrors ?? variant.mirrors) : []) {
    const locate = (part: MnistPart) => `${mirror.replace(/\/$/, '')}/${fileOf(part)}`;
    sources.push({ isCache: false, locate, read: (url) => download(url, options) });
  }
  const problems: Problem[] = [];
  const note = (error: unknown, source: Source): core.AeLabError => {
    options.signal?.throwIfAborted();
    if (!(error instanceof core.AeLabError)) throw error;
    problems.push({ error, source });
    return error;
  };
  const keep = async (part: MnistPart, { toKeep }: Found) => {
    if (toKeep) await write(cache.locate(part), toKeep);
  };

  const found = new Map<MnistPart, Found>();
  for (const source of sources) {
    if (!isKnown) found.clear();
    for (const part of PARTS.filter((each) => !found.has(each))) {
      const file = await find(part, source, expected(part)).catch((error) => note(error, source));
      if (file instanceof core.AeLabError || file === undefined) {
        if (!isKnown || (file && isUnreachable(file))) break;
        continue;
      }
      found.set(part, file);
      if (isKnown) await keep(part, file);
    }
    const files = complete(found);
    if (files === undefined) continue;
    try {
      checkTogether(files);
    } catch (error) {
      if (isKnown) throw error;
      note(error, source);
      continue;
    }
    if (!isKnown) for (const part of PARTS) await keep(part, files[part]);
    for (const { error } of problems.filter((problem) => problem.source.isCache)) {
      console.warn(`${error.message} A new download has replaced it.`);
    }
    return files;
  }
  throw notFound(name, variant, folder, problems);
}

/** Returns what files must be, and whether one can be known without the others. */
function expectations(
  variant: MnistVariant,
  mirrors: Elsewhere['mirrors'],
  sha256: Elsewhere['sha256'] = variant.sha256,
  maxBytes?: number,
): { isKnown: boolean; expected: (part: MnistPart) => Expectation } {
  // A mirror of the user may hold a part of a data set. A hash of the user's stands for all else.
  const isPublished = mirrors === undefined && sha256 === variant.sha256;
  const expected = (part: MnistPart): Expectation => ({
    part,
    labels: labelRange(variant),
    sha256: sha256?.[part],
    maxBytes,
    ...(isPublished && { size: variant.sizes[part], packedSha256: variant.packedSha256?.[part] }),
  });
  return { isKnown: isPublished || sha256 !== undefined, expected };
}

async function find(part: MnistPart, source: Source, expected: Expectation): Promise<Found | undefined> {
  const location = source.locate(part);
  const bytes = await source.read(location);
  if (bytes === undefined) return undefined;
  const file = await readMnistFile(bytes, location, expected);
  return source.isCache ? file : { ...file, toKeep: bytes };
}

/** Whether a mirror does not answer, so that its other files need no attempt. */
function isUnreachable(error: core.AeLabError): boolean {
  return !(error instanceof core.FormatError) && !(error.cause instanceof Refusal);
}

function complete(found: ReadonlyMap<MnistPart, Found>): Record<MnistPart, Found> | undefined {
  if (found.size < PARTS.length) return undefined;
  return Object.fromEntries(found) as Record<MnistPart, Found>;
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeCached(path, bytes);
  } catch (error) {
    throw new core.AeLabError(`${path}: the download cannot be stored here; choose another cacheFolder.`, {
      cause: error,
    });
  }
}

function notFound(name: MnistName, variant: MnistVariant, folder: string, problems: readonly Problem[]): Error {
  const files = Object.values(variant.files).map((each) => `${each}.gz`);
  return new core.NotFoundError(
    `The ${name} data is not here and could not be downloaded. Put the files ${files.join(', ')} (from ` +
      `${variant.home}) into ${folder}, or pass their folder as 'folder'${OTHER_SOURCES}.` +
      problems.map(({ error }) => `\n- ${error.message}`).join(''),
    problems[0] && { cause: problems[0].error },
  );
}
