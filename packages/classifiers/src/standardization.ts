import { div, sub, type Tensor, type Tensor1D, tensor1d, tidy, type Variable, variable } from '@tensorflow/tfjs-core';
import type { CodeMoments } from './code-moments';

/** Shifts and scales each dimension of codes to mean 0 and variance 1 over the codes whose moments it was made from. */
export class Standardization {
  /** [codeDim] each; never trained, but variables, so that a checkpoint brings them back. */
  readonly mean: Variable;
  readonly deviation: Variable;

  /** @param mean [codeDim]. @param deviation [codeDim], positive. Takes over both. */
  constructor(mean: Tensor1D, deviation: Tensor1D) {
    this.mean = variable(mean, false);
    this.deviation = variable(deviation, false);
    mean.dispose();
    deviation.dispose();
  }

  /** A dimension in which all codes agree is only shifted. */
  static of({ means, deviations }: CodeMoments): Standardization {
    return new Standardization(
      tensor1d(means),
      tensor1d(deviations.map((deviation) => (deviation === 0 ? 1 : deviation))),
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
