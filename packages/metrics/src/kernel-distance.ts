import { type Codes, type Description, kind, optional, Rng, readOptions, readTensors } from '@ae-lab/core';
import { WorkPacer } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkSamples } from './check-samples';
import { meanAndDeviation } from './mean-and-deviation';

/** Number of rows of products that are held at once. */
const BLOCK_ROWS = 256;

/** Options of {@link kernelDistance}. */
export interface KernelDistanceOptions {
  /** Number of pairs of subsets that are compared, at least 1. Default 50. */
  readonly subsets?: number;
  /**
   * Number of codes per subset, from 2 to the size of the smaller set. The time grows with its square. Default 1000, or half of
   * the smaller set if that is less.
   */
  readonly subsetSize?: number;
  /** Decides the subsets. Default 0. */
  readonly seed?: number;
}

const kernelDistanceOptions = (smallerSize: number) =>
  ({
    subsets: optional(kind.integer({ from: 1 }), 50),
    subsetSize: optional(
      kind.integer({ from: 2, to: smallerSize }),
      Math.max(2, Math.min(1000, Math.floor(smallerSize / 2))),
    ),
    seed: optional(kind.seed, 0),
  }) satisfies Description<KernelDistanceOptions>;

/** The result of {@link kernelDistance}. */
export interface KernelDistance {
  /** The mean over the pairs of subsets. Lower is better. */
  readonly mean: number;
  /** The standard deviation over these pairs, of the population as NumPy's with `ddof=0`. */
  readonly standardDeviation: number;
}

/**
 * Estimates the kernel distance of two sets of features, KID (Bińkowski et al. 2018, "Demystifying MMD GANs",
 * arXiv:1801.01401v5): the unbiased estimate of the squared maximum mean discrepancy (Gretton et al. 2012, equation 3)
 *
 *     Σᵢ≠ⱼ (k(xᵢ, xⱼ) + k(yᵢ, yⱼ)) / (m (m - 1)) - 2 Σᵢⱼ k(xᵢ, yⱼ) / m²,   k(x, y) = (x · y / d + 1)³
 *
 * for random subsets of m codes of d dimensions each. The subsets are disjoint as long as the codes suffice, then drawn from all
 * codes anew, so all codes have the same weight.
 *
 * Unit: none; it depends on the scale of the features. Range: no upper bound; 0 on average for equal distributions, where single
 * estimates may be slightly negative. Lower is better. Unlike that of the Fréchet distance, its mean does not depend on the number
 * of samples.
 *
 * @throws ArgumentError if the features have different dimensions or values that are not finite, a set has fewer than two, or an
 * option is out of range.
 */
export async function kernelDistance(
  samples: Codes,
  reference: Codes,
  options: KernelDistanceOptions = {},
): Promise<KernelDistance> {
  const description = kernelDistanceOptions(Math.min(...checkSamples(samples, reference, 2)));
  const { subsets, subsetSize: size, seed } = readOptions('options', options, description);
  const rng = new Rng(seed);
  const sampleSubsets = subsetsOf(samples, size, rng.split('samples'));
  const referenceSubsets = subsetsOf(reference, size, rng.split('reference'));
  const pacer = new WorkPacer();
  const estimates: number[] = [];
  for (let subset = 0; subset < subsets; subset++) {
    const [x, y] = [sampleSubsets.next().value, referenceSubsets.next().value];
    const within = (await kernelSum(x)) + (await kernelSum(y));
    estimates.push(within / (size * (size - 1)) - (2 * (await kernelSum(x, y))) / size ** 2);
    await pacer.pause();
  }
  return meanAndDeviation(estimates);
}

/**
 * Returns Σ k(xᵢ, yⱼ) over all pairs of rows; without y, Σ k(xᵢ, xⱼ) over all pairs i ≠ j. Products are computed in float32, their
 * cubes in float64.
 */
async function kernelSum(x: Codes<Float32Array>, y?: Codes<Float32Array>): Promise<number> {
  const { dimension } = x;
  let sum = 0;
  for (let start = 0; start < x.values.length; start += BLOCK_ROWS * dimension) {
    const block = x.values.subarray(start, start + BLOCK_ROWS * dimension);
    const others = y?.values ?? x.values.subarray(start);
    const [products] = await readTensors(() => [
      tf.matMul(matrixOf(block, dimension), matrixOf(others, dimension), false, true),
    ]);
    const columns = others.length / dimension;
    for (let row = 0, from = 0; from < products.length; row++, from += columns) {
      for (let i = from + (y ? 0 : row + 1); i < from + columns; i++) {
        const root = products[i] / dimension + 1;
        sum += root * root * root;
      }
    }
  }
  return y ? sum : 2 * sum;
}

function matrixOf(values: Float32Array, width: number): tf.Tensor2D {
  return tf.tensor2d(values, [values.length / width, width]);
}

/** Yields random subsets without end: disjoint ones until too few codes are left, then from all codes again. */
function* subsetsOf({ values, dimension }: Codes, size: number, rng: Rng): Generator<Codes<Float32Array>, never> {
  const count = values.length / dimension;
  for (;;) {
    const order = rng.permutation(count);
    for (let start = 0; start + size <= count; start += size) {
      const picked = new Float32Array(size * dimension);
      for (let i = 0; i < size; i++) {
        const from = order[start + i] * dimension;
        for (let j = 0; j < dimension; j++) picked[i * dimension + j] = values[from + j];
      }
      yield { values: picked, dimension };
    }
  }
}
