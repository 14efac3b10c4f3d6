import { ArgumentError, checkInteger, checkNumber, kind, type Rng, WorkPacer } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { checkMethods } from '../check';
import type { CodeSampler } from './code-sampler';
import { type Codes, countCodes } from './codes';
import type { Gaussian } from './gaussian';
import { indexAt } from './index-at';

/** A component this many nats below the best one adds less than the rounding of the sum: e⁻³⁷ < 2⁻⁵³. */
const NEGLIGIBLE = 37;

/** Number of codes compared with one component before the next one, so that its matrix stays in the processor's cache. */
const BLOCK = 128;

/**
 * A mixture of normal distributions over codes. Each code is drawn from one of them, chosen with a probability equal to its
 * weight. `fitGaussianMixture` fits one to codes.
 *
 * ```ts
 * const mixture = new GaussianMixture([1, 3], [new Gaussian([0, 0], [1, 0, 0, 1]), new Gaussian([5, 5], [1, 0, 0, 1])]);
 * const codes = mixture.sample(100, new Rng(1)); // [100, 2], about 75 of them around [5, 5]
 * const densities = await mixture.logDensity(await codesOf(codes));
 * ```
 */
export class GaussianMixture implements CodeSampler {
  /** The latent dimension: the size of the codes that are drawn. */
  readonly latentDim: number;
  /** [components], each in [0, 1]; they sum to 1. */
  readonly weights: Float64Array;

  /**
   * @param weights one per component, at least 0 and not all 0; they are scaled to sum to 1.
   * @throws ArgumentError if the weights do not fit the components, or the components have different dimensions.
   */
  constructor(
    weights: ArrayLike<number>,
    /** At least one; all have the same latent dimension. */
    readonly components: readonly Gaussian[],
  ) {
    checkInteger('components.length', components?.length, { from: 1 });
    for (const component of components) checkMethods('components', component, 'logDensity');
    this.latentDim = components[0].latentDim;
    const other = components.find(({ latentDim }) => latentDim !== this.latentDim);
    if (other !== undefined) {
      throw new ArgumentError('components', `codes of dimension ${this.latentDim}`, other.latentDim);
    }
    if (weights?.length !== components.length) {
      const expected = `one for each of ${components.length} components`;
      throw new ArgumentError('weights', expected, weights?.length ?? weights);
    }
    const total = Array.from(weights, (weight) => checkNumber('weights', weight, { from: 0 })).reduce(
      (sum, weight) => sum + weight,
    );
    if (!(total > 0)) throw new ArgumentError('weights', 'a positive sum', total);
    this.weights = Float64Array.from(weights, (weight) => weight / total);
  }

  /** Draws `count` codes [count, latentDim]. */
  sample(count: number, rng: Rng): tf.Tensor2D {
    const shape: [number, number] = [checkInteger('count', count, { from: 1 }), this.latentDim];
    kind.rng.read('rng', rng);
    const picks = rng.uniforms(count);
    const codes = rng.normals(count * this.latentDim);
    picks.forEach((pick, i) => {
      this.components[indexAt(this.weights, pick)].color(codes, i * this.latentDim);
    });
    return tf.tensor2d(codes, shape);
  }

  /** Returns the natural logarithm of the density at each code, in nats, [n]. */
  async logDensity(codes: Codes): Promise<Float64Array> {
    return (await this.evaluate(codes)).logDensities;
  }

  /** Returns the most probable component of each code, in [0, components), [n]. */
  async componentOf(codes: Codes): Promise<Int32Array> {
    return (await this.evaluate(codes)).nearest;
  }

  private async evaluate(codes: Codes): Promise<{ logDensities: Float64Array; nearest: Int32Array }> {
    const count = countCodes('codes', codes, { dimension: this.latentDim });
    const logDensities = new Float64Array(count);
    const nearest = new Int32Array(count);
    await visitMixture(this, codes, nearest, (i, logDensity) => {
      logDensities[i] = logDensity;
    });
    return { logDensities, nearest };
  }
}

/**
 * Calls `visit` with the logarithmic density of each code and with the responsibilities of the components, which are their
 * probabilities given the code: [components], from index `start` of `responsibilities` on. A responsibility of less than
 * e⁻³⁷ times the largest counts as 0.
 *
 * @param nearest a guess of the most probable component of each code, which saves time; corrected in place.
 */
export async function visitMixture(
  { weights, components }: GaussianMixture,
  { values }: Codes,
  nearest: Int32Array,
  visit: (index: number, logDensity: number, responsibilities: Float64Array, start: number) => void,
): Promise<void> {
  const count = nearest.length;
  const size = components.length;
  const anything = Float64Array.of(-Infinity);
  const logWeights = weights.map(Math.log);
  const joint = new Float64Array(BLOCK * size);
  const best = new Float64Array(BLOCK);
  const least = new Float64Array(BLOCK);
  const column = new Float64Array(BLOCK);
  const pacer = new WorkPacer();
  for (let first = 0; first < count; first += BLOCK) {
    const length = Math.min(BLOCK, count - first);
    for (let i = 0; i < length; i++) {
      const guess = nearest[first + i];
      components[guess].logDensities(values, first + i, 1, column, anything);
      best[i] = logWeights[guess] + column[0];
    }
    for (let k = 0; k < size; k++) {
      for (let i = 0; i < length; i++) least[i] = best[i] - NEGLIGIBLE - logWeights[k];
      components[k].logDensities(values, first, length, column, least);
      for (let i = 0; i < length; i++) {
        const value = logWeights[k] + column[i];
        joint[i * size + k] = value;
        if (value > best[i]) {
          best[i] = value;
          nearest[first + i] = k;
        }
      }
    }
    for (let i = 0; i < length; i++) {
      const start = i * size;
      let sum = 0;
      for (let k = start; k < start + size; k++) sum += joint[k] = Math.exp(joint[k] - best[i]);
      for (let k = start; k < start + size; k++) joint[k] /= sum;
      visit(first + i, best[i] + Math.log(sum), joint, start);
    }
    await pacer.pause();
  }
}
