import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const UNFINISHED = '.ae-lab-unfinished-';

/** Whether a path is that of a file that {@link writeWhole} has not finished. */
export function isUnfinished(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).startsWith(UNFINISHED);
}

/**
 * Writes a file, and the folder for it if needed, to the disk itself, so that it survives a power failure. Until it is complete, its path
 * holds what it held before.
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const fresh = join(dirname(path), UNFINISHED + randomUUID());
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(fresh, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => {});
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Makes the names in a folder survive a power failure, on systems that can. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
