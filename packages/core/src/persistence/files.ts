import { FormatError } from '@ae-lab/base';
import type { JsonObject } from './saved-model';

/** The files of one save by their path within it, with `/` between folders. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** The file of a save that lists all others. */
export const CONFIG_FILE = 'config.json';

/** The largest number of files that a save may list. */
const MAX_FILES = 1000;

/** Number of files that are read at once. */
const READS = 8;

/** The content of `config.json`. */
export interface Config {
  readonly format: 'ae-lab';
  readonly formatVersion: 1;
  readonly class: string;
  readonly options: JsonObject;
  readonly networks: readonly string[];
  /** The paths of all other files of the save. */
  readonly files: readonly string[];
}

/** Parses a `config.json`. Throws a {@link FormatError} that names `source` if it is not one. */
export function parseConfig(bytes: Uint8Array, source: string): Config {
  const config = parseJsonObject(bytes, source);
  if (config.format !== 'ae-lab') throw new FormatError(source, "expected the config.json of an 'ae-lab' model.");
  if (config.formatVersion !== 1) {
    throw new FormatError(
      source,
      `expected format version 1, got ${config.formatVersion}: written by a newer version?`,
    );
  }
  const { options, networks, files } = config;
  if (typeof config.class !== 'string') throw new FormatError(source, "'class' should be the name of a class.");
  if (!isObject(options)) throw new FormatError(source, "'options' should be an object.");
  if (!isListOf(networks, isNetworkName)) throw new FormatError(source, "'networks' should be a list of names.");
  if (!isListOf(files, isFilePath)) throw new FormatError(source, "'files' should be a list of relative paths.");
  if (files.length > MAX_FILES) {
    throw new FormatError(source, `lists ${files.length} files, more than the ${MAX_FILES} that a save may have.`);
  }
  return { format: 'ae-lab', formatVersion: 1, class: config.class, options, networks, files };
}

/**
 * Reads all files of a save, several at once, given a function that reads one.
 *
 * @param onConfig called when `config.json` has been read, before all others.
 */
export async function readAll(
  read: (path: string) => Promise<Uint8Array>,
  place: string,
  onConfig?: (config: Config) => void,
): Promise<Files> {
  const bytes = await read(CONFIG_FILE);
  const config = parseConfig(bytes, `${place}/${CONFIG_FILE}`);
  const contents = new Map([[CONFIG_FILE, bytes]]);
  onConfig?.(config);
  const paths = config.files.values();
  const readOn = async () => {
    for (const path of paths) contents.set(path, await read(path));
  };
  await Promise.all(Array.from({ length: READS }, readOn));
  return contents;
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

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, accepts: (item: string) => boolean): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && accepts(item));
}

/** Whether a path is one or more names with `/` between them, none of which begins with a dot. */
function isFilePath(path: string): boolean {
  return /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(path);
}
