import { FormatError } from '@ae-lab/base';
import { unzipSync, zipSync } from 'fflate';
import type { Files } from './files';

/** The most that deflate compresses. */
const MAX_RATIO = 1032;

/** One zip of all files, uncompressed, since weights hardly get smaller. */
export function zip(files: Files): Blob {
  return new Blob([zipSync(Object.fromEntries(files), { level: 0 })], { type: 'application/zip' });
}

/** The files of a zip. Throws a {@link FormatError} that names `source` when it is none. */
export async function unzip(blob: Blob, source: string): Promise<Files> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  try {
    const files = unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        if (originalSize > size * MAX_RATIO) throw new Error(`${name} claims to hold ${originalSize} bytes`);
        return !name.endsWith('/');
      },
    });
    return new Map(Object.entries(files));
  } catch (error) {
    throw new FormatError(source, `expected the zip file of a saved model: ${(error as Error).message}.`);
  }
}
