import { copyNetwork, networkVariables } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * An exponential moving average of a network's weights and batch-normalisation statistics (Yazıcı et al. 2019, "The unusual
 * effectiveness of averaging in GAN training", arXiv:1806.04498v2, equation 2): behind update t, counted from 1, it moves by
 * 1 - min(decay, (1 + t) / (10 + t)) of the way to the network. So it soon forgets the initial weights, and spans about a tenth
 * of a short training.
 */
export class MovingAverage {
  /** The averaged network. */
  readonly network: LayersModel;
  /** How many updates there have been, []; on the device, so that no step reads from it. */
  readonly updates: tf.Variable;
  private readonly pairs: readonly (readonly [average: tf.Variable, weight: tf.Variable])[];

  /**
   * @param decay in [0, 1).
   * @param saved what an earlier average came to: its network, which then belongs to this one, and its updates.
   */
  constructor(
    source: LayersModel,
    private readonly decay: number,
    saved?: { readonly network: LayersModel; readonly updates: tf.Scalar },
  ) {
    this.network = saved?.network ?? copyNetwork(source);
    this.updates = tf.tidy(() => tf.variable(saved?.updates ?? tf.scalar(0), false));
    const averages = networkVariables([this.network]);
    this.pairs = networkVariables([source]).map((weight, i) => [averages[i], weight] as const);
  }

  /** All that an update changes. */
  get state(): tf.Variable[] {
    return [...this.pairs.map(([average]) => average), this.updates];
  }

  /** Follows the network by one step. */
  update(): void {
    tf.tidy(() => {
      this.updates.assign(tf.add(this.updates, 1));
      const kept = tf.minimum(this.decay, tf.div(tf.add(this.updates, 1), tf.add(this.updates, 10)));
      const rate = tf.sub(1, kept);
      for (const [average, weight] of this.pairs)
        average.assign(tf.add(average, tf.mul(tf.sub(weight, average), rate)));
    });
  }

  dispose(): void {
    this.network.dispose();
    this.updates.dispose();
  }
}
