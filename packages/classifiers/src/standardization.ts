import * as tf from '@tensorflow/tfjs-core';
import type { CodeMoments } from './code-moments';

/** Shifts and scales each dimension of codes so that the codes it was made from have mean 0 and variance 1. */
export class Standardization {
  /** The mean of each dimension, [codeDim]. A variable that is never trained, so that checkpoints restore it. */
  readonly mean: tf.Variable;
  /** The standard deviation of each dimension, [codeDim]; 1 where all codes agree. A variable like the mean. */
  readonly deviation: tf.Variable;

  /**
   * Takes over both tensors.
   *
   * @param mean [codeDim].
   * @param deviation [codeDim], positive.
   */
  constructor(mean: tf.Tensor1D, deviation: tf.Tensor1D) {
    this.mean = tf.variable(mean, false);
    this.deviation = tf.variable(deviation, false);
    mean.dispose();
    deviation.dispose();
  }

  /** Returns the standardisation for codes of these moments. A dimension in which all codes agree is only shifted. */
  static of({ means, deviations }: CodeMoments): Standardization {
    return new Standardization(
      tf.tensor1d(means),
      tf.tensor1d(deviations.map((deviation) => (deviation === 0 ? 1 : deviation))),
    );
  }

  /** Both variables by name. */
  get tensors(): { readonly mean: tf.Variable; readonly deviation: tf.Variable } {
    const { mean, deviation } = this;
    return { mean, deviation };
  }

  /** Returns standardised codes, of the same shape. */
  apply<T extends tf.Tensor>(codes: T): T {
    return tf.tidy(() => tf.div(tf.sub(codes, this.mean), this.deviation) as T);
  }

  /** Frees both variables. */
  dispose(): void {
    this.mean.dispose();
    this.deviation.dispose();
  }
}
