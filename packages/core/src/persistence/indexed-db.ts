import { AeLabError, NotFoundError } from '@ae-lab/base';
import { createStore, get, type UseStore, update } from 'idb-keyval';
import { ByteBudget } from './byte-budget';
import { checkReplacement } from './check-replacement';
import { CONFIG_FILE, type Config, type Files, parseConfig, verifyAll } from './files';
import { sealSave } from './seal-save';

/**
 * Writes a save to IndexedDB under a name, all at once.
 *
 * @throws ArgumentError if a model would replace a checkpoint, or the other way round; AeLabError if the browser refuses.
 */
export async function writeIndexedDb(name: string, files: Files): Promise<void> {
  const place = `indexeddb://${name}`;
  const configOf = (save: Files | undefined): Config | undefined => {
    const bytes = save?.get(CONFIG_FILE);
    return bytes && parseConfig(bytes, `${place}/${CONFIG_FILE}`);
  };
  try {
    const next = configOf(files) as Config;
    const replace = (earlier: Files | undefined) => {
      checkReplacement(place, configOf(earlier), next);
      return files;
    };
    await update(name, replace, models());
  } catch (error) {
    if (error instanceof AeLabError) throw error;
    const outcome = 'An earlier save there is intact.';
    throw new AeLabError(`Could not save to ${place} (${(error as Error).message}). ${outcome}`, { cause: error });
  }
}

/**
 * Reads a save from IndexedDB.
 *
 * @throws NotFoundError if no save has this name, and FormatError if it is damaged or larger than `maxBytes`.
 */
export async function readIndexedDb(name: string, maxBytes: number): Promise<Files> {
  const files = await get<Files>(name, models());
  if (!files) throw new NotFoundError(`indexeddb://${name}: there is no saved model.`);
  const budget = new ByteBudget(maxBytes);
  for (const bytes of files.values()) budget.claim(`indexeddb://${name}`, bytes.length);
  return verifyAll(files, `indexeddb://${name}`);
}

/**
 * Writes the checksums of a save in IndexedDB anew; see {@link sealSave}.
 *
 * @throws NotFoundError if no save has this name, FormatError as {@link sealSave}, and AeLabError if it was replaced meanwhile.
 */
export async function resealIndexedDb(name: string): Promise<void> {
  const place = `indexeddb://${name}`;
  const files = await get<Files>(name, models());
  if (!files) throw new NotFoundError(`${place}: there is no saved model.`);
  const sealed = await sealSave(async (path) => files.get(path), place);
  const replace = (current: Files | undefined) => {
    if (String(current?.get(CONFIG_FILE)) === String(files.get(CONFIG_FILE))) return sealed;
    throw new AeLabError(`${place}: another save has replaced this one meanwhile. Nothing was changed.`);
  };
  await update(name, replace, models());
}

function models(): UseStore {
  return createStore('ae-lab', 'models');
}
