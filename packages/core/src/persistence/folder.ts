import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AeLabError, ArgumentError, FormatError, NotFoundError } from '@ae-lab/base';
import { ByteBudget } from './byte-budget';
import { CONFIG_FILE, type Files, parseConfig, readAll } from './files';
import { ignoreErrors } from './ignore-errors';
import { loadSettings } from './load-options';
import { currentSave, MAX_ATTEMPTS, replaceFolder } from './replace-folder';

/**
 * Writes a save to a folder, whole or not at all: an earlier save there is intact until the new one is complete, also when
 * the process is killed.
 *
 * @throws ArgumentError if the folder holds anything but a save, which would be lost.
 * @throws AeLabError if the disk refuses, after which the folder is as it was.
 */
export async function writeFolder(folder: string, files: Files): Promise<void> {
  try {
    // The folder does not exist if nothing is saved yet, or if another process is just replacing it.
    const foreign = await foreignContent(folder).catch(ignoreErrors('ENOENT'));
    if (foreign) {
      const expected = `a new folder or one that only holds a saved model (${foreign} would be lost)`;
      throw new ArgumentError('place', expected, folder);
    }
    await replaceFolder(folder, files);
  } catch (error) {
    if (error instanceof AeLabError) throw error;
    const outcome = (await currentSave(folder)) ? 'The earlier save there is intact.' : 'Nothing was saved.';
    throw new AeLabError(`Could not save to ${folder} (${(error as Error).message}). ${outcome}`, { cause: error });
  }
}

/**
 * Reads a save from a folder. All files are from the same save, even while other processes save there.
 *
 * @throws NotFoundError if the folder holds no save, and FormatError if the save is damaged or larger than `maxBytes`.
 */
export async function readFolder(folder: string, { signal, maxBytes } = loadSettings()): Promise<Files> {
  for (let attempt = 1; ; attempt++) {
    const save = await currentSave(folder);
    const limits = { signal, budget: new ByteBudget(maxBytes) };
    const outcome = save
      ? await readAll((path) => readListed(save.path, path, limits), save.path).catch((error: Error) => error)
      : new NotFoundError(`${folder}: there is no saved model.`);
    const replaced = (await currentSave(folder))?.identity !== save?.identity;
    if (replaced && attempt < MAX_ATTEMPTS) continue;
    if (outcome instanceof Error) throw outcome;
    if (replaced) throw new AeLabError(`${folder}: it was replaced ${attempt} times while it was being read.`);
    return outcome;
  }
}

interface Limits {
  readonly signal?: AbortSignal;
  readonly budget: ByteBudget;
}

async function readListed(folder: string, path: string, limits: Limits): Promise<Uint8Array> {
  limits.signal?.throwIfAborted();
  const file = join(folder, path);
  const status = await stat(file).catch(ignoreErrors('ENOENT', 'ENOTDIR'));
  if (status && !status.isFile()) throw new FormatError(file, 'expected a file, got a folder or a device.');
  if (status) limits.budget.claim(file, status.size);
  const bytes = status && (await readFile(file).catch(ignoreErrors('ENOENT')));
  // As a plain array of bytes: the `slice` of a Node Buffer would not copy.
  if (bytes) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (path === CONFIG_FILE) throw new NotFoundError(`${folder}: there is no saved model, since ${path} is missing.`);
  throw new FormatError(file, `missing, though ${CONFIG_FILE} lists it.`);
}

/** Returns the path of a file in the folder that is not part of an earlier save, and would be deleted along with the save. */
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
