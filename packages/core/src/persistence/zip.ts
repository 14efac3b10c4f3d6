import { AeLabError, crc32, FormatError } from '@ae-lab/base';
import { type UnzipFileInfo, unzipSync, zipSync } from 'fflate';
import { ByteBudget } from './byte-budget';
import { tooLong } from './checksums';
import { CONFIG_FILE, type Files, parseConfig, verifyAll } from './files';

/** The highest compression ratio of the deflate format. */
const MAX_RATIO = 1032;

/** Folders and entries that systems add to a zip by themselves. */
const OF_THE_SYSTEM = /(^|\/)(__MACOSX\/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$)/;

/** Packs all files into one zip, uncompressed, since weights hardly compress. */
export function zip(files: Files): Blob {
  return new Blob([zipSync(Object.fromEntries(files), { level: 0 })], { type: 'application/zip' });
}

/**
 * Reads a save from a zip of its files, or of the folder that holds them.
 *
 * @throws FormatError as {@link unpack}, and one that names the file if it is not as `config.json` says. No file is unpacked that is
 *   longer than it says.
 */
export async function unzip(blob: Blob, source: string, maxBytes: number): Promise<Files> {
  const { unpackFiles } = await openZip(blob, source, maxBytes);
  const bytes = unpackFiles((path) => path === CONFIG_FILE).get(CONFIG_FILE);
  if (!bytes) return verifyAll(new Map(), source);
  const { files, checksums } = parseConfig(bytes, `${source}/${CONFIG_FILE}`);
  const listed = new Set(files);
  const others = unpackFiles((path, size) => {
    const checksum = checksums.get(path);
    if (checksum && size > checksum.bytes) throw new FormatError(`${source}/${path}`, tooLong(path, checksum));
    return listed.has(path);
  });
  return verifyAll(new Map([[CONFIG_FILE, bytes], ...others]), source);
}

/**
 * Unpacks a zip of files, or of the folder that holds them, whose name is then left out of their paths.
 *
 * @throws FormatError that names `source` if it is not one, claims to unpack to an impossible size, or is larger than `maxBytes`,
 *   packed or unpacked, and one that names the entry if its content does not match its checksum.
 */
export async function unpack(blob: Blob, source: string, maxBytes: number): Promise<Files> {
  return (await openZip(blob, source, maxBytes)).unpackFiles(() => true);
}

/** A zip whose entries are unpacked on request. */
interface OpenZip {
  /** Unpacks the files that are wanted, by their paths and their sizes in bytes. */
  unpackFiles(isWanted: (path: string, size: number) => boolean): Files;
}

async function openZip(blob: Blob, source: string, maxBytes: number): Promise<OpenZip> {
  new ByteBudget(maxBytes).claim(source, blob.size);
  const unpacked = new ByteBudget(maxBytes);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const each = (filter: (entry: UnzipFileInfo) => boolean) => {
    try {
      return unzipSync(bytes, { filter });
    } catch (error) {
      if (error instanceof AeLabError) throw error;
      throw new FormatError(source, `expected the zip file of a saved model: ${(error as Error).message}.`);
    }
  };
  const names: string[] = [];
  const expected = new Map<string, number>();
  const checksums = listChecksums(bytes);
  const bodies = new ByteBudget(bytes.length, 'its entries are together larger than the zip file itself.');
  each(({ name, size, originalSize }) => {
    bodies.claim(source, size);
    if (originalSize > size * MAX_RATIO) throw new Error(`${name} claims to hold ${originalSize} bytes`);
    expected.set(name, checksums.next().value);
    if (isFile(name)) names.push(name);
    return false;
  });
  const folder = commonFolder(names);
  return {
    unpackFiles(isWanted) {
      const entries = each(({ name, originalSize }) => {
        if (!isFile(name) || !isWanted(name.slice(folder.length), originalSize)) return false;
        unpacked.claim(source, originalSize);
        return true;
      });
      const files = Object.entries(entries).map(([name, content]) => {
        const path = name.slice(folder.length);
        if (crc32(content) === expected.get(name)) return [path, content] as const;
        const problem = 'its content does not match its checksum (CRC-32) in the zip file';
        throw new FormatError(`${source}/${path}`, `damaged: ${problem}.`);
      });
      return new Map(files);
    },
  };
}

function isFile(name: string): boolean {
  return !name.endsWith('/') && !OF_THE_SYSTEM.test(name);
}

/** Returns the name of the folder in which all files lie, with a `/` at its end, or ''. */
function commonFolder(names: readonly string[]): string {
  const folder = /^[^/]+\//.exec(names[0] ?? '')?.[0] ?? '';
  return names.every((name) => name.startsWith(folder)) ? folder : '';
}

/** Yields the CRC-32 of each entry, which fflate leaves out, in the order of the directory at the end of a zip. */
function* listChecksums(bytes: Uint8Array): Generator<number, never> {
  const view = new DataView(bytes.buffer);
  const [short, long] = [(at: number) => view.getUint16(at, true), (at: number) => view.getUint32(at, true)];
  let end = bytes.length - 22;
  while (long(end) !== 0x06054b50) end--;
  let entry = long(end + 16);
  // zip64
  const wide = long(end - 20) === 0x07064b50 ? long(end - 12) : undefined;
  if (wide !== undefined && long(wide) === 0x06064b50) entry = long(wide + 48);
  for (;;) {
    yield long(entry + 16);
    entry += 46 + short(entry + 28) + short(entry + 30) + short(entry + 32);
  }
}
