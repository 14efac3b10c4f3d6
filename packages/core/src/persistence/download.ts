import { ArgumentError } from '@ae-lab/base';
import type { Files } from './files';
import { zip } from './zip';

/** Milliseconds after which the browser has surely begun to read a download. */
const READ_DELAY = 60_000;

/** Hands a save to the user as the download `name.zip`. Throws an {@link ArgumentError} in a worker, which has no page. */
export function download(name: string, files: Files): void {
  if (globalThis.document === undefined) {
    throw new ArgumentError('place', 'indexeddb://name in a worker', `download://${name}`);
  }
  const url = URL.createObjectURL(zip(files));
  Object.assign(document.createElement('a'), { href: url, download: `${name}.zip` }).click();
  setTimeout(() => URL.revokeObjectURL(url), READ_DELAY);
}
