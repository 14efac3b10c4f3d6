import { AeLabError, FormatError } from '@ae-lab/base';
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
 *   packed or unpacked.
 */
export async function unpack(blob: Blob, source: string, maxBytes: number): Promise<Files> {
  const [packed, unpacked] = [new ByteBudget(maxBytes), new ByteBudget(maxBytes)];
  packed.claim(source, blob.size);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const bodies = new ByteBudget(bytes.length, 'its entries are together larger than the zip file itself.');
  try {
    const files = unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        bodies.claim(source, size);
        if (originalSize > size * MAX_RATIO) throw new Error(`${name} claims to hold ${originalSize} bytes`);
        unpacked.claim(source, originalSize);
        return !name.endsWith('/');
      },
    });
    return new Map(Object.entries(files));
  } catch (error) {
    if (error instanceof AeLabError) throw error;
    throw new FormatError(source, `expected the zip file of a saved model: ${(error as Error).message}.`);
  }
}
