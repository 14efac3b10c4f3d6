import type { Codes } from '@ae-lab/core';
import { countCodes } from '@ae-lab/core/internal';

/** Throws an `ArgumentError` unless both are features of the same space, at least `minimum` each; returns how many. */
export function checkSamples(
  samples: Codes,
  reference: Codes,
  minimum: number,
): [sampleCount: number, referenceCount: number] {
  const { dimension } = samples;
  return [countCodes('samples', samples, { minimum }), countCodes('reference', reference, { minimum, dimension })];
}
