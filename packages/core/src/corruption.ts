import { type Description, type Kind, kind, optional, type Range, type Rng, variants } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { randomNormal, randomUniform } from './random-tensor';

/** The level of a corruption: one for the whole training, or several for consecutive equal parts of it. */
export type CorruptionLevel = number | readonly number[];

/** Adds normal noise to every value. Values may leave [0, 1] unless they are clipped. */
export interface GaussianNoise {
  readonly kind: 'gaussian';
  /** The standard deviation, at least 0. */
  readonly sigma: CorruptionLevel;
  /** Whether to clip values to [0, 1], which removes noise but leaves a positive background. Default false. */
  readonly clip?: boolean;
}

/**
 * `masking` zeroes each value with this probability (Vincent et al. 2010, "Stacked denoising autoencoders", section 3.3),
 * `salt-and-pepper` sets it to 0 or 1, and `rows` zeroes that fraction of the rows of each image, rounded, drawn anew per image.
 */
export interface Erasure {
  /** Sets values to 0, to 0 or 1 with equal probability, or whole rows to 0. */
  readonly kind: 'masking' | 'salt-and-pepper' | 'rows';
  /** The fraction of the values, or of the rows, in [0, 1]. */
  readonly fraction: CorruptionLevel;
}

/** A way to corrupt images in [0, 1], as plain JSON. */
export type Corruption = GaussianNoise | Erasure;

const level = (range: Range): Kind<CorruptionLevel> =>
  kind.anyOf(kind.number(range), kind.list(kind.number(range), { atLeast: 1 }));

const GAUSSIAN_NOISE = { sigma: level({ from: 0 }), clip: optional(kind.flag, false) } satisfies Description<
  Omit<GaussianNoise, 'kind'>
>;
const ERASURE = { fraction: level({ from: 0, to: 1 }) } satisfies Description<Omit<Erasure, 'kind'>>;

/** The kind of a {@link Corruption}, with its levels in their ranges. */
export const CORRUPTION = variants('kind', {
  gaussian: GAUSSIAN_NOISE,
  masking: ERASURE,
  'salt-and-pepper': ERASURE,
  rows: ERASURE,
});

/**
 * Returns corrupted copies of images [n, height, width, channels].
 *
 * ```ts
 * import { corrupt, Rng } from '@ae-lab/core';
 * import { zeros } from '@tensorflow/tfjs-core';
 *
 * const noisy = corrupt(zeros([4, 28, 28, 1]), { kind: 'gaussian', sigma: 0.25, clip: true }, new Rng(1));
 * ```
 *
 * @param progress the completed fraction of the training, in [0, 1], which selects the level of a schedule. Default 1, the last.
 * @throws ArgumentError if a level is out of its range, or `rng` is not an Rng.
 */
export function corrupt(images: tf.Tensor4D, corruption: Corruption, rng: Rng, progress = 1): tf.Tensor4D {
  const settings = CORRUPTION.read('corruption', corruption);
  kind.rng.read('rng', rng);
  const { shape } = images;
  return tf.tidy(() => {
    if (settings.kind === 'gaussian') {
      const noisy = tf.add(images, randomNormal(shape, rng, 0, levelAt(settings.sigma, progress)));
      return settings.clip ? tf.clipByValue(noisy, 0, 1) : noisy;
    }
    const fraction = levelAt(settings.fraction, progress);
    if (settings.kind === 'rows') return tf.mul(images, keptRows(shape, fraction, rng));
    const draw = randomUniform(shape, rng);
    const kept = tf.greaterEqual(draw, fraction);
    if (settings.kind === 'masking') return tf.mul(images, kept);
    return tf.where(kept, images, tf.cast(tf.less(draw, fraction / 2), 'float32'));
  }) as tf.Tensor4D;
}

function levelAt(level: CorruptionLevel, progress: number): number {
  if (typeof level === 'number') return level;
  return level[Math.min(Math.floor(progress * level.length), level.length - 1)];
}

/** Returns 0 for the rows to remove and 1 for the others, [n, height, 1, 1]. */
function keptRows([count, height]: readonly number[], fraction: number, rng: Rng): tf.Tensor4D {
  const rows = new Float32Array(count * height).fill(1);
  const removed = Math.round(fraction * height);
  for (let image = 0; image < count; image++) {
    for (const row of rng.permutation(height).subarray(0, removed)) rows[image * height + row] = 0;
  }
  return tf.tensor(rows, [count, height, 1, 1]);
}
