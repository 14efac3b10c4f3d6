import { AeLabError, NotFoundError } from '@ae-lab/base';
import { createStore, get, set, type UseStore } from 'idb-keyval';
import { ByteBudget } from './byte-budget';
import { type Files, verifyAll } from './files';

/** Writes a save to IndexedDB under a name, all at once. Throws an {@link AeLabError} if the browser refuses. */
export async function writeIndexedDb(name: string, files: Files): Promise<void> {
  try {
    await set(name, files, models());
  } catch (error) {
    const outcome = 'An earlier save there is intact.';
    throw new AeLabError(`Could not save to indexeddb://${name} (${(error as Error).message}). ${outcome}`, {
      cause: error,
    });
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

function models(): UseStore {
  return createStore('ae-lab', 'models');
}
