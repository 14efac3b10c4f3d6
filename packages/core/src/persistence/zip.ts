import { AeLabError, crc32, FormatError } from '@ae-lab/base';
import { unzipSync, zipSync } from 'fflate';
import { ByteBudget } from './byte-budget';
import { type Files, verifyAll } from './files';

/** The highest compression ratio of the deflate format. */
const MAX_RATIO = 1032;

/** Packs all files into one zip, uncompressed, since weights hardly compress. */
export function zip(files: Files): Blob {
  return new Blob([zipSync(Object.fromEntries(files), { level: 0 })], { type: 'application/zip' });
}

/**
 * Reads a save from a zip.
 *
 * @throws FormatError as {@link unpack}, and one that names the file if it is not as `config.json` says.
 */
export async function unzip(blob: Blob, source: string, maxBytes: number): Promise<Files> {
  return verifyAll(await unpack(blob, source, maxBytes), source);
}

/**
 * Unpacks a zip.
 *
 * @throws FormatError that names `source` if it is not one, claims to unpack to an impossible size, or is larger than `maxBytes`,
 *   packed or unpacked, and one that names the entry if its content does not match its checksum.
 */
export async function unpack(blob: Blob, source: string, maxBytes: number): Promise<Files> {
  const [packed, unpacked] = [new ByteBudget(maxBytes), new ByteBudget(maxBytes)];
  packed.claim(source, blob.size);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const bodies = new ByteBudget(bytes.length, 'its entries are together larger than the zip file itself.');
  const expected = new Map<string, number>();
  const checksums = listChecksums(bytes);
  try {
    const files = unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        expected.set(name, Number(checksums.next().value));
        bodies.claim(source, size);
        if (originalSize > size * MAX_RATIO) throw new Error(`${name} claims to hold ${originalSize} bytes`);
        unpacked.claim(source, originalSize);
        return !name.endsWith('/');
      },
    });
    for (const [name, content] of Object.entries(files)) {
      if (crc32(content) === expected.get(name)) continue;
      const problem = 'its content does not match its checksum (CRC-32) in the zip file';
      throw new FormatError(`${source}/${name}`, `damaged: ${problem}.`);
    }
    return new Map(Object.entries(files));
  } catch (error) {
    if (error instanceof AeLabError) throw error;
    throw new FormatError(source, `expected the zip file of a saved model: ${(error as Error).message}.`);
  }
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
