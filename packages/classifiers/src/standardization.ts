import { ArgumentError } from '@ae-lab/core';
import { div, sub, type Tensor, type Tensor1D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { CodeDataset } from './code-dataset';

/** Shifts and scales each dimension of codes to mean 0 and variance 1 over the codes that it was made from. */
export class Standardization {
  /** @param mean [codeDim]. @param deviation [codeDim], positive; both then belong to this object. */
  constructor(
    readonly mean: Tensor1D,
    readonly deviation: Tensor1D,
  ) {}

  /**
   * From the moments of the codes, in float64. A dimension in which all codes agree is only shifted. Throws an
   * {@link ArgumentError} when all dimensions are such.
   */
  static of({ codes, imageShape: [, , codeDim], size }: CodeDataset): Standardization {
    const means = new Float64Array(codeDim);
    const squares = new Float64Array(codeDim);
    for (let i = 0; i < codes.length; i++) means[i % codeDim] += codes[i] / size;
    for (let i = 0; i < codes.length; i++) squares[i % codeDim] += (codes[i] - means[i % codeDim]) ** 2 / size;
    // What float32 cannot tell from rounding is no spread.
    const deviations = squares.map((square, i) =>
      Math.sqrt(square) > 1e-6 * Math.abs(means[i]) ? Math.sqrt(square) : 0,
    );
    if (deviations.every((deviation) => deviation === 0)) {
      throw new ArgumentError('encoder', 'codes that differ between images', 'the same code for all');
    }
    return new Standardization(
      tensor1d(Float32Array.from(means)),
      tensor1d(Float32Array.from(deviations, (deviation) => (deviation === 0 ? 1 : deviation))),
    );
  }

  apply<T extends Tensor>(codes: T): T {
    return tidy(() => div(sub(codes, this.mean), this.deviation) as T);
  }

  dispose(): void {
    this.mean.dispose();
    this.deviation.dispose();
  }
}
