import type { ImageDataset, Reconstructor } from '@ae-lab/core';
import { checkNumber, checkOptions } from '@ae-lab/core/internal';
import { checkArray } from './check-array';
import { corruptionRobustness, type RobustnessOptions } from './corruption-robustness';
import type { RobustnessAtLevel } from './noise-robustness';

/** Options of {@link occlusionRobustness}. */
export interface OcclusionRobustnessOptions extends RobustnessOptions {
  /** The fractions of the rows of each image that are set to 0, each in [0, 1]. */
  readonly fractions: readonly number[];
}

/**
 * {@link corruptionRobustness} against the loss of that fraction of the rows of each image, rounded to whole rows and drawn
 * at random. The fraction is the level; a larger one takes the same rows and more.
 *
 * @returns one result a fraction, in their order.
 * @throws ArgumentError if a fraction is not in [0, 1], or the data set is empty or of another image shape.
 */
export async function occlusionRobustness(
  model: Reconstructor,
  data: ImageDataset,
  options: OcclusionRobustnessOptions,
): Promise<RobustnessAtLevel[]> {
  checkOptions('options', options, { fractions: true, seed: true });
  const { fractions, seed } = options;
  checkArray('fractions', fractions);
  const corruptions = Array.from(fractions, (fraction, i) => {
    return { kind: 'rows', fraction: checkNumber(`fractions[${i}]`, fraction, { from: 0, to: 1 }) } as const;
  });
  const results = await corruptionRobustness(model, data, corruptions, { seed });
  return results.map((result, i) => ({ level: fractions[i], ...result }));
}
