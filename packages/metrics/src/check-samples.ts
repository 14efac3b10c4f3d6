import type { Codes } from '@ae-lab/core';
import { countCodes } from '@ae-lab/core/internal';

/** Returns the sizes of two sets of features. Throws an `ArgumentError` if their dimensions differ or one is below `minimum`. */
export function checkSamples(
  samples: Codes,
  reference: Codes,
  minimum: number,
): [sampleCount: number, referenceCount: number] {
  const { dimension } = samples;
  return [countCodes('samples', samples, { minimum }), countCodes('reference', reference, { minimum, dimension })];
}
