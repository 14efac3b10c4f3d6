import { type Description, type ImageDataset, kind, optional, type Reconstructor, readOptions } from '@ae-lab/core';
import {
  corruptionRobustness,
  ROBUSTNESS_OPTIONS,
  type Robustness,
  type RobustnessOptions,
} from './corruption-robustness';

/** Options of {@link noiseRobustness}. */
export interface NoiseRobustnessOptions extends RobustnessOptions {
  /** The variances of the noise, each at least 0. */
  readonly variances: readonly number[];
  /** Whether to clip the noisy images to [0, 1]. Default false. */
  readonly clip?: boolean;
}

const NOISE_ROBUSTNESS_OPTIONS = {
  variances: kind.list(kind.number({ from: 0 })),
  clip: optional(kind.flag, false),
  ...ROBUSTNESS_OPTIONS,
} satisfies Description<NoiseRobustnessOptions>;

/** The robustness at one level of a corruption. */
export interface RobustnessAtLevel extends Robustness {
  /** The strength of the corruption, such as a variance or a fraction of the rows. */
  readonly level: number;
}

/**
 * Measures {@link corruptionRobustness} against additive normal noise of each variance, which is the level. Without clipping the
 * baseline equals the variance, apart from chance.
 *
 * Unit: squared intensity. Range: [0, Infinity]. Lower is better.
 *
 * @returns one result per variance, in their order.
 * @throws ArgumentError if a variance is negative, or the data set is empty or of another image shape.
 */
export async function noiseRobustness(
  model: Reconstructor,
  data: ImageDataset,
  options: NoiseRobustnessOptions,
): Promise<RobustnessAtLevel[]> {
  const { variances, clip, seed } = readOptions('options', options, NOISE_ROBUSTNESS_OPTIONS);
  const corruptions = variances.map((variance) => ({ kind: 'gaussian', sigma: Math.sqrt(variance), clip }) as const);
  const results = await corruptionRobustness(model, data, corruptions, { seed });
  return results.map((result, i) => ({ level: variances[i], ...result }));
}
