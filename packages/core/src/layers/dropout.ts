import { ArgumentError, checkNumber } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { randomUniform } from '../random-tensor';
import { type CallOptions, singleInput, singleShape } from './layer';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/**
 * Zeroes each input with probability `rate` in training and scales the others by 1 / (1 - rate) (Srivastava et al. 2014),
 * saved as the stock `Dropout`. The mask comes from the `Rng` of the training step: the stock layer repeats one mask at
 * every step when it has a seed, and is unseeded without.
 */
export class Dropout extends layers.Layer {
  static readonly className = 'Dropout';
  private readonly rate: number;

  /** @param options `rate` in [0, 1), and what any layer of tfjs-layers takes. */
  constructor(options: LayerArgs & { readonly rate: number }) {
    super(options);
    this.rate = checkNumber('rate', options.rate, { from: 0, to: 0.999999 });
  }

  override computeOutputShape(inputShape: (number | null)[] | (number | null)[][]): (number | null)[] {
    return singleShape(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training, rng }: CallOptions): tf.Tensor {
    const x = singleInput(inputs);
    if (training !== true || this.rate === 0) return x;
    if (rng === undefined) throw new ArgumentError('rng', 'an Rng for the dropout mask of a training pass', rng);
    const kept = 1 / (1 - this.rate);
    return tf.tidy(() => tf.mul(x, tf.mul(tf.greaterEqual(randomUniform(x.shape, rng), this.rate), kept)));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate };
  }
}
