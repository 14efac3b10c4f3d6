import { ArgumentError } from '@ae-lab/core';
import {
  add,
  addN,
  div,
  exp,
  matMul,
  mul,
  neg,
  relu,
  type Scalar,
  square,
  sub,
  sum,
  type Tensor2D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';

/** The kernels of {@link maximumMeanDiscrepancy}, which gives their formulas. */
export const MMD_KERNELS = ['inverse-multiquadratic', 'gaussian'] as const;

/** One of {@link MMD_KERNELS}. */
export type MmdKernel = (typeof MMD_KERNELS)[number];

/** Multiples of the prior's squared distances, as in the published code of the paper. */
const SCALES = [0.1, 0.2, 0.5, 1, 2, 5, 10];

/**
 * The squared maximum mean discrepancy between two samples [n, d] from their U-statistic, which is 0 on average for samples
 * of the same distribution, and so at times negative (Tolstikhin et al. 2018, "Wasserstein auto-encoders",
 * arXiv:1711.01558v4, algorithm 2). The kernel is a sum over seven scales s of C / (C + |x - y|²), or of exp(-|x - y|² / C),
 * with C = 2 d s: the expected squared distance between two draws from a standard normal prior, times s. With a single pair
 * only the term between the samples is left. Throws an {@link ArgumentError} unless both samples have the same shape.
 */
export function maximumMeanDiscrepancy(x: Tensor2D, y: Tensor2D, kernel: MmdKernel = 'inverse-multiquadratic'): Scalar {
  if (String(y.shape) !== String(x.shape)) throw new ArgumentError('y', `the shape of x, [${x.shape}]`, y.shape);
  const [count, dimension] = x.shape;
  // Every sample with itself, which is 1 at each scale.
  const diagonal = count * SCALES.length;
  const pairs = Math.max(count * (count - 1), 1);
  const total = (a: Tensor2D, b: Tensor2D) => sum(kernelMatrix(squaredDistances(a, b), kernel, 2 * dimension));
  return tidy(() => {
    const within = div(sub(add(total(x, x), total(y, y)), 2 * diagonal), pairs);
    return sub(within, mul(total(x, y), 2 / count ** 2)) as Scalar;
  });
}

function kernelMatrix(distances: Tensor2D, kernel: MmdKernel, base: number): Tensor2D {
  const at = (c: number) => (kernel === 'gaussian' ? exp(neg(div(distances, c))) : div(c, add(distances, c)));
  return addN(SCALES.map((scale) => at(scale * base))) as Tensor2D;
}

/** |a - b|² for all pairs of rows, [n, m]. */
function squaredDistances(a: Tensor2D, b: Tensor2D): Tensor2D {
  const [aa, bb] = [a, b].map((points) => sum(square(points), 1, true));
  return relu(sub(add(aa, transpose(bb)), mul(matMul(a, b, false, true), 2))) as Tensor2D;
}
