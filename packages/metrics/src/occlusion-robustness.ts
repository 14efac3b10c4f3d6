import { type Description, type ImageDataset, kind, type Reconstructor, readOptions } from '@ae-lab/core';
import { corruptionRobustness, ROBUSTNESS_OPTIONS, type RobustnessOptions } from './corruption-robustness';
import type { RobustnessAtLevel } from './noise-robustness';

/** Options of {@link occlusionRobustness}. */
export interface OcclusionRobustnessOptions extends RobustnessOptions {
  /** The fractions of the rows of each image that are set to 0, each in [0, 1]. */
  readonly fractions: readonly number[];
}

const OCCLUSION_ROBUSTNESS_OPTIONS = {
  fractions: kind.list(kind.number({ from: 0, to: 1 })),
  ...ROBUSTNESS_OPTIONS,
} satisfies Description<OcclusionRobustnessOptions>;

/**
 * Measures {@link corruptionRobustness} against occlusion of a fraction of the rows of each image. The rows are drawn at random,
 * and their number is rounded. The fraction is the level; a larger fraction occludes the same rows and more.
 *
 * Unit: squared intensity. Range: [0, Infinity]. Lower is better.
 *
 * @returns one result per fraction, in their order.
 * @throws ArgumentError if a fraction is not in [0, 1], or the data set is empty or of another image shape.
 */
export async function occlusionRobustness(
  model: Reconstructor,
  data: ImageDataset,
  options: OcclusionRobustnessOptions,
): Promise<RobustnessAtLevel[]> {
  const { fractions, seed } = readOptions('options', options, OCCLUSION_ROBUSTNESS_OPTIONS);
  const corruptions = fractions.map((fraction) => ({ kind: 'rows', fraction }) as const);
  const results = await corruptionRobustness(model, data, corruptions, { seed });
  return results.map((result, i) => ({ level: fractions[i], ...result }));
}
