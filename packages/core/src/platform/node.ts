import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AeLabError, ArgumentError, FormatError, NotFoundError } from '@ae-lab/base';
import { CONFIG_FILE, type Files, parseConfig, readAll } from '../persistence/files';

/** More turns than this mean that others replace the folder all the time. */
const MAX_ATTEMPTS = 20;

/**
 * Writes a folder, whole or not at all: as a new folder beside it, which then takes its place. An earlier save stands in
 * `<place>.ae-lab-previous` for the moment between the two renames, where {@link readPlace} finds it after a crash.
 */
export async function writePlace(place: string, files: Files): Promise<void> {
  const folder = await folderOf(place);
  const fresh = unfinished(folder);
  try {
    // It does not exist when there is nothing yet, or when another save is just replacing it.
    const foreign = await foreignContent(folder).catch(ignore('ENOENT'));
    if (foreign) {
      const expected = `a new folder or one that only holds a saved model (${foreign} would be lost)`;
      throw new ArgumentError('place', expected, place);
    }
    await mkdir(dirname(folder), { recursive: true });
    await removeLeftovers(folder);
    await writeFolder(fresh, files);
    await replaceBy(fresh, folder);
  } catch (error) {
    if (error instanceof AeLabError) throw error;
    await rm(fresh, { recursive: true, force: true }).catch(() => {});
    const outcome = (await currentSave(folder)) ? 'The earlier save there is intact.' : 'Nothing was saved.';
    throw new AeLabError(`Could not save to ${folder} (${(error as Error).message}). ${outcome}`, { cause: error });
  }
}

/** Reads a folder, all of it from one save even while others write there. */
export async function readPlace(place: string): Promise<Files> {
  const folder = await folderOf(place);
  for (let attempt = 1; ; attempt++) {
    const save = await currentSave(folder);
    const outcome = save
      ? await readAll((path) => readListed(save.path, path), save.path).catch((error: Error) => error)
      : new NotFoundError(`${folder}: there is no saved model.`);
    const replaced = (await currentSave(folder))?.identity !== save?.identity;
    if (replaced && attempt < MAX_ATTEMPTS) continue;
    if (outcome instanceof Error) throw outcome;
    if (replaced) throw new AeLabError(`${folder}: it was replaced ${attempt} times while it was read.`);
    return outcome;
  }
}

async function folderOf(place: string): Promise<string> {
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(place)?.[1].toLowerCase();
  if (scheme !== undefined && scheme !== 'file') {
    throw new ArgumentError('place', 'a folder or a file:// URL in Node', place);
  }
  const folder = resolve(scheme === 'file' ? fileURLToPath(place) : place);
  return realpath(folder).catch(() => folder);
}

const previousOf = (folder: string) => `${folder}.ae-lab-previous`;
const unfinishedPrefix = (folder: string) => `${folder}.ae-lab-saving-`;
const unfinished = (folder: string) => `${unfinishedPrefix(folder)}${process.pid}-${randomUUID()}`;

/** The folder that holds the latest complete save, and what tells it from another one under the same path. */
async function currentSave(folder: string): Promise<{ path: string; identity: string } | undefined> {
  for (const path of [folder, previousOf(folder)]) {
    const status = await stat(path, { bigint: true }).catch(ignore('ENOENT', 'ENOTDIR'));
    if (status?.isDirectory()) return { path, identity: `${status.ino} ${status.ctimeNs}` };
  }
  return undefined;
}

async function readListed(folder: string, path: string): Promise<Uint8Array> {
  const bytes = await readFile(join(folder, path)).catch(ignore('ENOENT', 'ENOTDIR'));
  // As a plain array of bytes: the `slice` of a Node Buffer would not copy.
  if (bytes) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (path === CONFIG_FILE)
    throw new NotFoundError(`${folder}: there is no saved model, for it has no ${CONFIG_FILE}.`);
  throw new FormatError(join(folder, path), `missing, though ${CONFIG_FILE} lists it.`);
}

/** What is in a folder besides an earlier save, all of which would be deleted with the save. */
async function foreignContent(folder: string): Promise<string | undefined> {
  const names = await readdir(folder);
  if (names.length === 0) return undefined;
  if (!names.includes(CONFIG_FILE)) return join(folder, names[0]);
  const config = join(folder, CONFIG_FILE);
  const { files } = parseConfig(await readFile(config), config);
  const known = new Set([CONFIG_FILE, '.DS_Store', ...files]);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .find((path) => !known.has(relative(folder, path).replaceAll(sep, '/')));
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
    // The process that had this number before, as happens in containers, wrote it before this one began.
    const written = await stat(path).catch(ignore('ENOENT'));
    return written !== undefined && written.mtimeMs < Date.now() - process.uptime() * 1000;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

async function writeFolder(folder: string, files: Files): Promise<void> {
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

async function replaceBy(fresh: string, folder: string): Promise<void> {
  const previous = previousOf(folder);
  for (let attempt = 1; ; attempt++) {
    try {
      // A process killed between the last two renames left its only save in `previous`.
      if ((await currentSave(folder))?.path === previous) await rename(previous, folder).catch(ignore('ENOENT'));
      await discard(previous, folder);
      await rename(folder, previous).catch(ignore('ENOENT'));
      await rename(fresh, folder);
      break;
    } catch (error) {
      const overtaken = ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!overtaken || attempt === MAX_ATTEMPTS) throw error;
    }
  }
  await syncFolder(dirname(folder));
  // The new save stands; should this fail, the next one tries again.
  await discard(previous, folder).catch(() => {});
}

/** Deletes a folder under a name of its own, so that nobody finds a part of it or puts another in its place meanwhile. */
async function discard(path: string, folder: string): Promise<void> {
  const doomed = unfinished(folder);
  await rename(path, doomed).catch(ignore('ENOENT'));
  await rm(doomed, { recursive: true, force: true });
}

/** Makes the names in a folder outlast a power failure, on systems that can. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

function ignore(...codes: string[]): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error;
    return undefined;
  };
}
