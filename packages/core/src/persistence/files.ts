import { FormatError, mapBounded } from '@ae-lab/base';
import { CHECKPOINT_CLASS } from './check-replacement';
import { type Checksum, checkFile, checkSeal, checksumOf, hashedPath, isHashed, RESEAL, sealJson } from './checksums';
import type { JsonObject } from './saved-model';

/** The files of one save by their path within it, with `/` between folders. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** The file of a save that lists all others. */
export const CONFIG_FILE = 'config.json';

/** The largest number of files that a save may list. */
const MAX_FILES = 1000;

/** Number of files that are read at once. */
const READS = 8;

/** Advice for a damaged file of a checkpoint, which nobody edits. */
const START_ANEW = 'Delete the checkpoint to start its training anew.';

/** Reads a file of a save by its path, and no more than its listed size, if it is listed with one. */
export type ReadFile = (path: string, listed?: Checksum) => Promise<Uint8Array>;

/** The content of `config.json`. */
export interface Config {
  readonly format: 'ae-lab';
  /** 1 in version 0.1 of core, which wrote no checksums. */
  readonly formatVersion: 1 | 2;
  readonly class: string;
  readonly options: JsonObject;
  readonly networks: readonly string[];
  /** The paths of all other files of the save. */
  readonly files: readonly string[];
  /** The checksums of these files; there are none in format version 1. */
  readonly checksums: ReadonlyMap<string, Checksum>;
}

/** Returns the `config.json` of a save, with the checksums of its files and of itself. */
export async function encodeConfig(
  { class: className, options, networks }: Pick<Config, 'class' | 'options' | 'networks'>,
  files: Files,
): Promise<Uint8Array> {
  const sums = [...files].map(async ([path, bytes]) => [path, await checksumOf(bytes)] as const);
  const listed = Object.fromEntries(await Promise.all(sums));
  return sealJson({ format: 'ae-lab', formatVersion: 2, class: className, options, networks, files: listed });
}

/** Parses a `config.json`. Throws a {@link FormatError} that names `source` if it is not one. */
export function parseConfig(bytes: Uint8Array, source: string): Config {
  const config = parseJsonObject(bytes, source);
  if (config.format !== 'ae-lab') throw new FormatError(source, "expected the config.json of an 'ae-lab' model.");
  const { formatVersion, options, networks } = config;
  if (formatVersion !== 1 && formatVersion !== 2) {
    throw new FormatError(source, `expected format version 1 or 2, got ${formatVersion}: written by a newer version?`);
  }
  // Before the entries are looked at, which takes time.
  const count = isObject(config.files) || Array.isArray(config.files) ? Object.keys(config.files).length : 0;
  if (count > MAX_FILES) {
    throw new FormatError(source, `lists ${count} files, more than the ${MAX_FILES} that a save may have.`);
  }
  const checksums = formatVersion === 2 ? parseChecksums(config.files, source) : new Map<string, Checksum>();
  const files = formatVersion === 2 ? [...checksums.keys()] : config.files;
  if (typeof config.class !== 'string') throw new FormatError(source, "'class' should be the name of a class.");
  if (!isObject(options)) throw new FormatError(source, "'options' should be an object.");
  if (!isListOf(networks, isNetworkName)) throw new FormatError(source, "'networks' should be a list of names.");
  if (!isListOf(files, isFilePath)) throw new FormatError(source, "'files' should be a list of relative paths.");
  return { format: 'ae-lab', formatVersion, class: config.class, options, networks, files, checksums };
}

/**
 * Reads all files of a save, several at once, given a function that reads one, and verifies them by their checksums.
 *
 * @param onConfig called when `config.json` has been read, before all others.
 * @throws FormatError that names the first file that is damaged. What `read` throws is passed on.
 */
export async function readAll(read: ReadFile, place: string, onConfig?: (config: Config) => void): Promise<Files> {
  const bytes = await read(CONFIG_FILE);
  const config = parseConfig(bytes, `${place}/${CONFIG_FILE}`);
  const advice = config.class === CHECKPOINT_CLASS ? START_ANEW : RESEAL;
  if (config.formatVersion === 2) await checkSeal(bytes, `${place}/${CONFIG_FILE}`, advice);
  const contents = new Map([[CONFIG_FILE, bytes]]);
  onConfig?.(config);
  await mapBounded(config.files, READS, async (path) => {
    const checksum = config.checksums.get(path);
    contents.set(path, checksum ? await readVerified(read, path, checksum, place, advice) : await read(path));
  });
  if (config.formatVersion === 1) {
    console.warn(
      `${place}: a save of version 0.1 has no checksums, so damage can pass unnoticed. Save the model again.`,
    );
  }
  return contents;
}

/** Reads a file. While a save is replaced, the earlier content of a file whose name is always the same has a hash in its name. */
async function readVerified(
  read: ReadFile,
  path: string,
  checksum: Checksum,
  place: string,
  advice: string,
): Promise<Uint8Array> {
  const readWhole = async (path: string) => {
    const bytes = await read(path, checksum);
    await checkFile(bytes, checksum, `${place}/${path}`, advice);
    return bytes;
  };
  try {
    return await readWhole(path);
  } catch (error) {
    if (isHashed(path) || !(error instanceof FormatError)) throw error;
    return readWhole(hashedPath(path, checksum)).catch(() => Promise.reject(error));
  }
}

/** Reads a save whose files are at hand, such as those of a zip; see {@link readAll}. */
export function verifyAll(files: Files, place: string): Promise<Files> {
  const find = async (path: string) => {
    const bytes = files.get(path);
    if (bytes) return bytes;
    if (path === CONFIG_FILE) throw new FormatError(place, `expected a saved model, but it has no ${CONFIG_FILE}.`);
    throw new FormatError(`${place}/${path}`, `missing, though ${CONFIG_FILE} lists it.`);
  };
  return readAll(find, place);
}

/** Returns the path of the file in a save that holds the tensors outside its networks, or should hold them. */
export function tensorFile(files: Files): string {
  const paths = [...files.keys()];
  return paths.find((path) => /^tensors(-[0-9a-f]{16})?\.safetensors$/.test(path)) ?? 'tensors.safetensors';
}

/** Whether a network may have this name, which is a property of objects in code as well. */
export function isNetworkName(name: string): boolean {
  return /^[\w-]+$/.test(name) && !(name in Object.prototype);
}

/** Parses JSON that should be an object. Throws a {@link FormatError} that names `source` if it is not. */
export function parseJsonObject(bytes: Uint8Array, source: string): JsonObject {
  const text = new TextDecoder().decode(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FormatError(
      source,
      `expected JSON, got ${bytes.length} bytes that begin ${JSON.stringify(text.slice(0, 40))}.`,
    );
  }
  if (!isObject(value)) throw new FormatError(source, 'expected a JSON object.');
  return value;
}

function parseChecksums(files: unknown, source: string): ReadonlyMap<string, Checksum> {
  const isChecksum = (value: unknown): value is Checksum & JsonObject =>
    isObject(value) && Number.isSafeInteger(value.bytes) && /^[0-9a-f]{64}$/.test(String(value.sha256));
  const listed = isObject(files) ? Object.entries(files) : [];
  const sums = listed.flatMap(([path, sum]) => (isChecksum(sum) ? [[path, sum] as const] : []));
  if (!isObject(files) || sums.length < listed.length) {
    throw new FormatError(source, "'files' should list the bytes and the sha256 of each file.");
  }
  return new Map(sums);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, accepts: (item: string) => boolean): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && accepts(item));
}

/** Whether a path is one or more names with `/` between them, none of which begins with a dot. */
export function isFilePath(path: string): boolean {
  return /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(path);
}
