import {
  add,
  cast,
  clipByValue,
  greaterEqual,
  less,
  mul,
  type Tensor4D,
  tensor,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import { checkNumber, checkOneOf, checkOptions, checkRng } from './check';
import { ArgumentError } from './errors';
import { randomNormal, randomUniform } from './random-tensor';
import type { Rng } from './rng';

/** One level for the whole training, or several for equal parts of it, one after the other. */
export type CorruptionLevel = number | readonly number[];

/** Adds normal noise to every value; values leave [0, 1] unless they are clipped. */
export interface GaussianNoise {
  readonly kind: 'gaussian';
  /** The standard deviation, at least 0. */
  readonly sigma: CorruptionLevel;
  /** Clips to [0, 1], which takes noise away but leaves a positive background. Default false. */
  readonly clip?: boolean;
}

/**
 * `masking` zeroes each value with this probability (Vincent et al. 2010, "Stacked denoising autoencoders", section 3.3),
 * `salt-and-pepper` sets it to 0 or 1, and `rows` zeroes as many whole rows of each image, drawn anew and rounded.
 */
export interface Erasure {
  /** Set to 0, set to 0 or 1 with equal chance, or whole rows set to 0. */
  readonly kind: 'masking' | 'salt-and-pepper' | 'rows';
  /** In [0, 1]. */
  readonly fraction: CorruptionLevel;
}

/** A way to damage images in [0, 1], as plain JSON. */
export type Corruption = GaussianNoise | Erasure;

/**
 * Damaged copies of images [n, height, width, channels].
 *
 * @param progress how much of the training is done, in [0, 1]: which level of a schedule counts. Default 1, the last.
 * @throws ArgumentError if a level is out of its range; see {@link checkCorruption}.
 */
export function corrupt(images: Tensor4D, corruption: Corruption, rng: Rng, progress = 1): Tensor4D {
  checkCorruption('corruption', corruption);
  checkRng('rng', rng);
  const { shape } = images;
  return tidy(() => {
    if (corruption.kind === 'gaussian') {
      const noisy = add(images, randomNormal(shape, rng, 0, levelAt(corruption.sigma, progress)));
      return (corruption.clip ?? false) ? clipByValue(noisy, 0, 1) : noisy;
    }
    const fraction = levelAt(corruption.fraction, progress);
    if (corruption.kind === 'rows') return mul(images, keptRows(shape, fraction, rng));
    const draw = randomUniform(shape, rng);
    const kept = greaterEqual(draw, fraction);
    if (corruption.kind === 'masking') return mul(images, kept);
    return where(kept, images, cast(less(draw, fraction / 2), 'float32'));
  }) as Tensor4D;
}

/** Throws an {@link ArgumentError} unless `corruption` is one, with its levels in their range; returns it otherwise. */
export function checkCorruption(argument: string, corruption: Corruption): Corruption {
  const kind = checkOneOf(`${argument}.kind`, corruption?.kind, ['gaussian', 'masking', 'salt-and-pepper', 'rows']);
  if (corruption.kind === 'gaussian') checkOptions(argument, corruption, { kind: true, sigma: true, clip: true });
  else checkOptions(argument, corruption, { kind: true, fraction: true });
  const [name, level, maximum] =
    corruption.kind === 'gaussian' ? ['sigma', corruption.sigma, Infinity] : ['fraction', corruption.fraction, 1];
  const levels = [level].flat();
  if (levels.length === 0) throw new ArgumentError(`${argument}.${name}`, `at least one level of ${kind}`, level);
  for (const each of levels) checkNumber(`${argument}.${name}`, each, 0, maximum as number);
  return corruption;
}

function levelAt(level: CorruptionLevel, progress: number): number {
  if (typeof level === 'number') return level;
  return level[Math.min(Math.floor(progress * level.length), level.length - 1)];
}

/** 0 for the rows to take away and 1 for the others, [n, height, 1, 1]. */
function keptRows([count, height]: readonly number[], fraction: number, rng: Rng): Tensor4D {
  const rows = new Float32Array(count * height).fill(1);
  const removed = Math.round(fraction * height);
  for (let image = 0; image < count; image++) {
    for (const row of rng.permutation(height).subarray(0, removed)) rows[image * height + row] = 0;
  }
  return tensor(rows, [count, height, 1, 1]);
}
