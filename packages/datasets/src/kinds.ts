import { type Kind, kind } from '@ae-lab/core';

const isText = (value: unknown): boolean => typeof value === 'string';

/** The content of a file. */
export const BYTES: Kind<Uint8Array> = kind.of(
  'the content of a file, a Uint8Array',
  (value) => value instanceof Uint8Array,
);

/** The path of a folder; in a browser, its address. */
export const FOLDER: Kind<string> = kind.of('the path of a folder', isText);

/** The address of a file or a folder on the web. */
export const ADDRESS: Kind<string> = kind.of('an address', isText);

/** The name of each class, in the order of the labels. */
export const CLASS_NAMES: Kind<readonly string[]> = kind.list(kind.text);

/** An array or a typed array, whose entries are not checked. */
export const NUMBERS: Kind<ArrayLike<number>> = kind.of('an array of numbers', isArrayLike);

/** An array or a typed array of class indices or positions, whose entries are not checked. */
export const WHOLE_NUMBERS: Kind<ArrayLike<number>> = kind.of('an array of whole numbers', isArrayLike);

function isArrayLike(value: unknown): boolean {
  return typeof value === 'object' && Number.isInteger((value as ArrayLike<unknown> | null)?.length);
}
