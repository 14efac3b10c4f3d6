import { type Codes, Rng, readTensors } from '@ae-lab/core';
import { checkInteger, checkOptions, WorkPacer } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkSamples } from './check-samples';
import { meanAndDeviation } from './mean-and-deviation';

/** Rows of products that are held at once. */
const BLOCK_ROWS = 256;

/** Options of {@link kernelDistance}. */
export interface KernelDistanceOptions {
  /** How many pairs of subsets are compared, a whole number above 0; default 50. */
  readonly subsets?: number;
  /**
   * Codes a subset, from 2 to the size of the smaller set; default 1000, or half of that set if it is less. The time grows with
   * its square.
   */
  readonly subsetSize?: number;
  /** Decides the subsets; default 0. */
  readonly seed?: number;
}

/** What {@link kernelDistance} gives. */
export interface KernelDistance {
  /** The mean over the pairs of subsets. */
  readonly mean: number;
  /** The standard deviation over these pairs: that of the population, NumPy's with `ddof=0`. */
  readonly standardDeviation: number;
}

/**
 * The kernel distance of two sets of features, KID (Bińkowski et al. 2018, "Demystifying MMD GANs", arXiv:1801.01401v5): the
 * unbiased estimate of the squared maximum mean discrepancy (Gretton et al. 2012, equation 3)
 *
 *     Σᵢ≠ⱼ (k(xᵢ, xⱼ) + k(yᵢ, yⱼ)) / (m (m - 1)) - 2 Σᵢⱼ k(xᵢ, yⱼ) / m²,   k(x, y) = (x · y / d + 1)³
 *
 * for random subsets of m codes of d dimensions each: disjoint ones as long as the codes suffice, then from all codes anew, so
 * that all count alike.
 *
 * Unit: none of its own, it depends on the scale of the features. Range: 0 on average for equal distributions, where chance
 * makes it slightly negative at times; no upper bound. Lower is better. Other than of the Fréchet distance its mean does not
 * depend on the number of samples.
 *
 * @throws ArgumentError if the features have different dimensions or values that are not finite, there are fewer than two of
 * either, or an option is out of range.
 */
export async function kernelDistance(
  samples: Codes,
  reference: Codes,
  options: KernelDistanceOptions = {},
): Promise<KernelDistance> {
  checkOptions('options', options, { subsets: true, subsetSize: true, seed: true });
  const { subsets = 50, subsetSize, seed = 0 } = options;
  const [sampleCount, referenceCount] = checkSamples(samples, reference, 2);
  checkInteger('subsets', subsets, { from: 1 });
  const most = Math.min(sampleCount, referenceCount);
  const size = checkInteger('subsetSize', subsetSize ?? Math.max(2, Math.min(1000, Math.floor(most / 2))), {
    from: 2,
    to: most,
  });
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
 * Σ k(xᵢ, yⱼ) over all pairs of rows; without y twice that over the pairs of rows i < j of x. Products are of float32, their
 * cubes of float64.
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

/** Random subsets without end: disjoint ones until too few codes are left, then from all codes again. */
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
