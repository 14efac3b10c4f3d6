import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Files } from './files';
import { ignoreErrors } from './ignore-errors';

/** Number of attempts after which others evidently replace the folder all the time. */
export const MAX_ATTEMPTS = 20;

const previousOf = (folder: string) => `${folder}.ae-lab-previous`;
const unfinishedPrefix = (folder: string) => `${folder}.ae-lab-saving-`;
const unfinished = (folder: string) => `${unfinishedPrefix(folder)}${process.pid}-${randomUUID()}`;

/** Returns the folder that holds the latest complete save, and an identity that differs from save to save. */
export async function currentSave(folder: string): Promise<{ path: string; identity: string } | undefined> {
  for (const path of [folder, previousOf(folder)]) {
    const status = await stat(path, { bigint: true }).catch(ignoreErrors('ENOENT', 'ENOTDIR'));
    if (status?.isDirectory()) return { path, identity: `${status.ino} ${status.ctimeNs}` };
  }
  return undefined;
}

/**
 * Replaces a folder by one with these files, whole or not at all. The files are written to a new folder beside it, which is
 * then renamed. Between the two renames the earlier save is in `<folder>.ae-lab-previous`, where {@link currentSave} finds
 * it.
 */
export async function replaceFolder(folder: string, files: Files): Promise<void> {
  const fresh = unfinished(folder);
  await mkdir(dirname(folder), { recursive: true });
  await removeLeftovers(folder);
  try {
    await createFolder(fresh, files);
    await moveTo(folder, fresh);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

/** Removes the unfinished folders of killed processes. */
async function removeLeftovers(folder: string): Promise<void> {
  const prefix = basename(unfinishedPrefix(folder));
  for (const name of await readdir(dirname(folder))) {
    const [, pid] = name.startsWith(prefix) ? (/^(\d+)-/.exec(name.slice(prefix.length)) ?? []) : [];
    const path = join(dirname(folder), name);
    if (pid !== undefined && (await isLeftover(Number(pid), path))) await rm(path, { recursive: true, force: true });
  }
}

async function isLeftover(pid: number, path: string): Promise<boolean> {
  if (pid === process.pid) {
    // An earlier process with the same number, which is common in containers, wrote it before this process began.
    const written = await stat(path).catch(ignoreErrors('ENOENT'));
    return written !== undefined && written.mtimeMs < Date.now() - process.uptime() * 1000;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Writes all files to the disk itself, so that they survive a power failure. */
async function createFolder(folder: string, files: Files): Promise<void> {
  const folders = new Set([folder, ...[...files.keys()].map((path) => dirname(join(folder, path)))]);
  await mkdir(folder);
  for (const path of folders) await mkdir(path, { recursive: true });
  for (const [path, bytes] of files) {
    const file = await open(join(folder, path), 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  }
  for (const path of folders) await syncFolder(path);
}

/** Moves a new folder to the place of the folder, and removes the earlier save. */
async function moveTo(folder: string, fresh: string): Promise<void> {
  const previous = previousOf(folder);
  for (let attempt = 1; ; attempt++) {
    try {
      // A process killed between the last two renames left its only save in `previous`.
      if ((await currentSave(folder))?.path === previous) await rename(previous, folder).catch(ignoreErrors('ENOENT'));
      await discard(previous, folder);
      await rename(folder, previous).catch(ignoreErrors('ENOENT'));
      await rename(fresh, folder);
      break;
    } catch (error) {
      const overtaken = ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!overtaken || attempt === MAX_ATTEMPTS) throw error;
    }
  }
  await syncFolder(dirname(folder));
  // The new save is complete. If this fails, the next save tries again.
  await discard(previous, folder).catch(() => {});
}

/** Deletes a folder under another name, so that nobody finds a part of it or puts another folder in its place meanwhile. */
async function discard(path: string, folder: string): Promise<void> {
  const doomed = unfinished(folder);
  await rename(path, doomed).catch(ignoreErrors('ENOENT'));
  await rm(doomed, { recursive: true, force: true });
}

/** Makes the names in a folder survive a power failure, on systems that can. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
