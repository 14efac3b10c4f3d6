import { ArgumentError, networkVariables } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * An exponential moving average of a network's weights and batch-normalisation statistics (Yazıcı et al. 2019, "The unusual
 * effectiveness of averaging in GAN training", arXiv:1806.04498v2, equation 2): after update t, counted from 1, it moves by
 * 1 - min(decay, (1 + t) / (10 + t)) of the way to the network. So it soon forgets the initial weights, and spans about a tenth
 * of a short training.
 */
export class MovingAverage {
  /** The number of updates, []; on the device, so that no step reads from it. */
  readonly updates: tf.Variable = tf.tidy(() => tf.variable(tf.scalar(0), false));
  private readonly pairs: readonly (readonly [average: tf.Variable, weight: tf.Variable])[];

  /**
   * @param network a copy of the network to follow, which gets its average; it belongs to the caller.
   * @param source the network to follow.
   * @param decay the fraction of the average that stays from update to update, in [0, 1).
   */
  constructor(
    readonly network: LayersModel,
    source: LayersModel,
    private readonly decay: number,
  ) {
    const averages = networkVariables([network]);
    this.pairs = networkVariables([source]).map((weight, i) => [averages[i], weight] as const);
  }

  /** Everything that an update changes. */
  get state(): tf.Variable[] {
    return [...this.pairs.map(([average]) => average), this.updates];
  }

  /**
   * Takes on the weights and the updates of an earlier average, which still belong to the caller.
   *
   * @throws ArgumentError if the networks differ.
   */
  restore(network: LayersModel, updates: tf.Tensor): void {
    const saved = [...networkVariables([network]), updates];
    const shapes = (tensors: readonly tf.Tensor[]) => tensors.map(({ shape }) => `[${shape.join(', ')}]`).join(' ');
    if (shapes(saved) !== shapes(this.state)) {
      throw new ArgumentError('average', `weights of the generator's shapes ${shapes(this.state)}`, shapes(saved));
    }
    this.state.forEach((variable, i) => {
      variable.assign(saved[i]);
    });
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

  /** Frees the number of updates, but no network. */
  dispose(): void {
    this.updates.dispose();
  }
}
