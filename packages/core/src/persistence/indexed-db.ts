import { AeLabError, NotFoundError } from '@ae-lab/base';
import { createStore, get, set, type UseStore } from 'idb-keyval';
import type { Files } from './files';

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

/** Reads a save from IndexedDB. Throws a {@link NotFoundError} if there is none of this name. */
export async function readIndexedDb(name: string): Promise<Files> {
  const files = await get<Files>(name, models());
  if (!files) throw new NotFoundError(`indexeddb://${name}: there is no saved model.`);
  return files;
}

function models(): UseStore {
  return createStore('ae-lab', 'models');
}
