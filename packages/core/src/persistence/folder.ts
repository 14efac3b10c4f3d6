import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AeLabError, ArgumentError, FormatError, NotFoundError } from '@ae-lab/base';
import { ignoreErrors, Lease } from '@ae-lab/base/node';
import { ByteBudget } from './byte-budget';
import { type Checksum, tooLong } from './checksums';
import { commitSave } from './commit-save';
import { CONFIG_FILE, type Files, parseConfig, readAll } from './files';
import { loadSettings } from './load-options';
import type { PlaceLease } from './place-lease';
import { filesBelow, OF_THE_SYSTEM, ownFiles } from './remove-others';
import { sealFolder } from './seal-folder';

/** Number of attempts after which others evidently replace the save all the time. */
const MAX_ATTEMPTS = 20;
/** Number of times that a save without change looks damaged, until it is. */
const SURE = 3;

/** Where version 0.1, which renamed the folder, left the only save if it was killed in between. */
const previousOf = (folder: string) => `${folder}.ae-lab-previous`;

/**
 * Writes a save to a folder, whole or not at all: an earlier save there is intact until the new one is complete, also when
 * the process is killed. The folder itself stays, with its mode and owner, so it may be the root of a mounted disk.
 *
 * @param held the lease of the folder, if the caller has it.
 * Files that somebody has put beside a save, such as a README, stay.
 *
 * @throws ArgumentError if the folder holds files but no save.
 * @throws AeLabError if the disk refuses, or another process trains with the folder. The folder is then as it was. Also if the folder
 *   that a training holds is gone: it is not made again, since whoever removed it may have had a reason.
 */
export async function writeFolder(folder: string, files: Files, held?: PlaceLease): Promise<void> {
  if (held && !(await isFolder(folder))) {
    throw new AeLabError(
      `${folder}: this folder is gone, deleted or moved while a training used it. The model keeps its weights, so it can be saved to ` +
        'another place.',
    );
  }
  try {
    await checkContent(folder, files);
    await withLease(folder, held, (lease) => commitSave(folder, files, lease));
  } catch (error) {
    if (error instanceof AeLabError) throw error;
    const isThere = await stat(join(folder, CONFIG_FILE)).catch(() => undefined);
    const outcome = isThere ? 'The earlier save there is intact.' : 'Nothing was saved.';
    throw new AeLabError(`Could not save to ${folder} (${(error as Error).message}). ${outcome}`, { cause: error });
  }
}

/**
 * Takes the lease of a folder for a training that saves there repeatedly. Creates the folder if needed.
 *
 * @throws ArgumentError if the folder holds files but no save, and AeLabError that names the owner if another training has it.
 */
export async function holdFolder(folder: string): Promise<PlaceLease> {
  await checkContent(folder);
  await makeFolder(folder);
  return Lease.acquire(folder, 'training');
}

/** Writes the checksums of a saved folder anew; see {@link sealFolder}. */
export async function resealFolder(folder: string): Promise<void> {
  await readListed(folder, CONFIG_FILE);
  await withLease(folder, undefined, () => sealFolder(folder));
}

/**
 * Reads a save from a folder. All files are from the same save, even while other processes save there.
 *
 * @throws NotFoundError if the folder holds no save, and FormatError if the save is damaged or larger than `maxBytes`.
 */
export async function readFolder(folder: string, { signal, maxBytes } = loadSettings()): Promise<Files> {
  let seen: Uint8Array | undefined;
  let times = 0;
  for (let attempt = 1; ; attempt++) {
    const current = (await isFolder(folder)) || !(await isFolder(previousOf(folder))) ? folder : previousOf(folder);
    const limits = { signal, budget: new ByteBudget(maxBytes) };
    let config: Uint8Array | undefined;
    let isConfigValid = false;
    const read = async (path: string, listed?: Checksum) => {
      const bytes = await readListed(current, path, { ...limits, listed });
      if (path === CONFIG_FILE) config = bytes;
      return bytes;
    };
    try {
      return await readAll(read, current, () => {
        isConfigValid = true;
      });
    } catch (error) {
      // A file that is missing or another may belong to a save that has just been replaced.
      if (!(error instanceof FormatError) || !config || !isConfigValid) throw error;
      times = seen && Buffer.compare(seen, config) === 0 ? times + 1 : 1;
      seen = config;
      if (times === SURE || attempt === MAX_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5 * attempt * Math.random()));
    }
  }
}

async function withLease<T>(
  folder: string,
  held: PlaceLease | undefined,
  run: (lease: PlaceLease) => Promise<T>,
): Promise<T> {
  if (held) return run(held);
  await makeFolder(folder);
  const lease = await Lease.acquire(folder, 'save');
  try {
    const result = await run(lease);
    await rm(previousOf(folder), { recursive: true, force: true }).catch(() => {});
    return result;
  } finally {
    await lease.release();
  }
}

async function makeFolder(folder: string): Promise<void> {
  if (!(await isFolder(folder))) await rename(previousOf(folder), folder).catch(ignoreErrors('ENOENT', 'ENOTDIR'));
  await mkdir(folder, { recursive: true });
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(ignoreErrors('ENOENT', 'ENOTDIR')))?.isDirectory() ?? false;
}

interface Limits {
  readonly signal?: AbortSignal;
  readonly budget?: ByteBudget;
  /** The size that `config.json` lists for the file. */
  readonly listed?: Checksum;
}

async function readListed(folder: string, path: string, { signal, budget, listed }: Limits = {}): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const file = join(folder, path);
  const status = await stat(file).catch(ignoreErrors('ENOENT', 'ENOTDIR'));
  if (status && !status.isFile()) throw new FormatError(file, 'expected a file, got a folder or a device.');
  if (status && listed && status.size > listed.bytes) throw new FormatError(file, tooLong(path, listed));
  if (status) budget?.claim(file, status.size);
  const bytes = status && (await readFile(file).catch(ignoreErrors('ENOENT', 'ESTALE')));
  // As a plain array of bytes: the `slice` of a Node Buffer would not copy.
  if (bytes) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (path === CONFIG_FILE) throw new NotFoundError(`${folder}: there is no saved model, since ${path} is missing.`);
  throw new FormatError(file, `missing, though ${CONFIG_FILE} lists it.`);
}

/**
 * Throws an {@link ArgumentError} if there is a file instead of the folder, if the folder holds files but no save, or if `files` would
 * overwrite one that no save of ours wrote. All others that somebody has put there stay.
 */
async function checkContent(folder: string, files: Files = new Map()): Promise<void> {
  const foreign = await foreignContent(folder, files).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') throw new ArgumentError('place', 'a folder, not a file or a path below one', folder);
    return ignoreErrors('ENOENT')(error);
  });
  if (foreign === undefined) return;
  throw new ArgumentError('place', `a new folder or that of a saved model (${foreign} would be lost)`, folder);
}

/** Returns the path of a file in the way of a save. */
async function foreignContent(folder: string, files: Files): Promise<string | undefined> {
  const names = (await readdir(folder)).filter((name) => !OF_THE_SYSTEM.includes(name));
  const config = join(folder, CONFIG_FILE);
  const isOurs = names.some((name) => name === CONFIG_FILE || name.startsWith('.ae-lab-lease-'));
  if (!isOurs) return names.length > 0 ? join(folder, names[0]) : undefined;
  const bytes = await readFile(config).catch(ignoreErrors('ENOENT'));
  const known = new Set([CONFIG_FILE, ...(bytes ? parseConfig(bytes, config).files : [])]);
  const paths = await filesBelow(folder);
  const own = ownFiles(paths);
  const foreign = paths.find((path) => files.has(path) && !known.has(path) && !own.has(path));
  return foreign && join(folder, foreign);
}
