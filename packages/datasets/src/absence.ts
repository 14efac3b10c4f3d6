import { type AeLabError, FormatError, NotFoundError } from '@ae-lab/core';
import { kindOfPath } from '#platform';

/**
 * Returns the error for a place that a loader could not read: there is nothing, or a folder in place of a file, or the other way
 * round.
 *
 * @param content what the loader expects there, such as `a MAT file`.
 */
export async function absenceOf(path: string, expected: 'file' | 'folder', content: string): Promise<AeLabError> {
  const found = await kindOfPath(path);
  if (found === undefined) return new NotFoundError(`${path}: there is no such ${expected}.`);
  return new FormatError(path, `expected ${content}, got a ${found}.`);
}
