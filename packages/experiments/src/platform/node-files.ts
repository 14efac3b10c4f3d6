import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export { writeWhole as writeText } from '@ae-lab/base/node';

/** Returns the path of a file in `folder`. */
export function pathBelow(folder: string, name: string): string {
  return join(folder, name);
}

/** Returns the content of a file, or undefined if there is no such file. */
export async function readTextIfPresent(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
}

/** Returns the first 24 hexadecimal digits of the text's SHA-256. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
