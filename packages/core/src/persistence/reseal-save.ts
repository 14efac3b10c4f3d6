import { resealPlace } from '#platform';
import { WRITABLE_PLACE } from './place';

/**
 * Writes the checksums of a saved model anew, after its files were edited on purpose, such as the options in `config.json`, or a
 * network that another program has written. A save of version 0.1 gets checksums by it. Whoever calls this vouches for the files.
 *
 * ```ts
 * await resealSave('models/digits');
 * ```
 *
 * @param place a folder, by its path or `file://` URL, in Node; `indexeddb://name` in a browser.
 * @throws NotFoundError if there is no saved model, and FormatError that names a file that is missing or is not JSON.
 */
export async function resealSave(place: string | URL): Promise<void> {
  await resealPlace(String(WRITABLE_PLACE.read('place', place)));
}
