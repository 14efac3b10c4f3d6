import type { ImageDataset, Reconstructor } from '@ae-lab/core';
import { checkNumber, checkOptions } from '@ae-lab/core/internal';
import { checkArray } from './check-array';
import { corruptionRobustness, type Robustness, type RobustnessOptions } from './corruption-robustness';

/** Options of {@link noiseRobustness}. */
export interface NoiseRobustnessOptions extends RobustnessOptions {
  /** The variances of the noise, each at least 0. */
  readonly variances: readonly number[];
  /** Clips the noisy images to [0, 1]; default false. */
  readonly clip?: boolean;
}

/** A corruption's level and what became of it. */
export interface RobustnessAtLevel extends Robustness {
  /** What the corruption was told: a variance or a share of the pixels, say. */
  readonly level: number;
}

/**
 * {@link corruptionRobustness} against additive normal noise of each variance, which is the level. Without clipping the
 * baseline is the variance itself, but for chance.
 *
 * @returns one result a variance, in their order.
 * @throws ArgumentError if a variance is negative, or the data set is empty or of another image shape.
 */
export async function noiseRobustness(
  model: Reconstructor,
  data: ImageDataset,
  options: NoiseRobustnessOptions,
): Promise<RobustnessAtLevel[]> {
  checkOptions('options', options, { variances: true, clip: true, seed: true });
  const { variances, clip, seed } = options;
  checkArray('variances', variances);
  const corruptions = Array.from(variances, (variance, i) => {
    const sigma = Math.sqrt(checkNumber(`variances[${i}]`, variance, { from: 0 }));
    return { kind: 'gaussian', sigma, clip } as const;
  });
  const results = await corruptionRobustness(model, data, corruptions, { seed });
  return results.map((result, i) => ({ level: variances[i], ...result }));
}
