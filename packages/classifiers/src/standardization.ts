import * as tf from '@tensorflow/tfjs-core';
import type { CodeMoments } from './code-moments';

/** Shifts and scales each dimension of codes to mean 0 and variance 1 over the codes whose moments it was made from. */
export class Standardization {
  /** [codeDim] each; never trained, but variables, so that a checkpoint brings them back. */
  readonly mean: tf.Variable;
  readonly deviation: tf.Variable;

  /** @param mean [codeDim]. @param deviation [codeDim], positive. Takes over both. */
  constructor(mean: tf.Tensor1D, deviation: tf.Tensor1D) {
    this.mean = tf.variable(mean, false);
    this.deviation = tf.variable(deviation, false);
    mean.dispose();
    deviation.dispose();
  }

  /** A dimension in which all codes agree is only shifted. */
  static of({ means, deviations }: CodeMoments): Standardization {
    return new Standardization(
      tf.tensor1d(means),
      tf.tensor1d(deviations.map((deviation) => (deviation === 0 ? 1 : deviation))),
    );
  }

  apply<T extends tf.Tensor>(codes: T): T {
    return tf.tidy(() => tf.div(tf.sub(codes, this.mean), this.deviation) as T);
  }

  dispose(): void {
    this.mean.dispose();
    this.deviation.dispose();
  }
}
