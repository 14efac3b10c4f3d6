import { ArgumentError, type Description, kind, type Read } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { randomUniform } from '../random-tensor';
import { type CallOptions, LAYER_ARGS, type LayerArgs, OwnLayer } from './layer';

/** Options of {@link Dropout}. */
export interface DropoutOptions extends LayerArgs {
  /** The probability that an input is set to 0 in training, in [0, 1). */
  readonly rate: number;
}

/** The description of {@link DropoutOptions}. */
export const DROPOUT_OPTIONS = {
  rate: kind.number({ from: 0, below: 1 }),
  ...LAYER_ARGS,
} satisfies Description<DropoutOptions>;

/**
 * Zeroes each input with probability `rate` in training and scales the others by 1 / (1 - rate) (Srivastava et al. 2014),
 * saved as the stock `Dropout`. The mask comes from the `Rng` of the training step. The stock layer repeats one mask at
 * every step when it has a seed, and is unseeded without.
 *
 * ```ts
 * import { Dense, Dropout } from '@ae-lab/core';
 *
 * const block = [new Dense({ units: 64, activation: 'relu', seed: 1 }), new Dropout({ rate: 0.2 })];
 * ```
 */
export class Dropout extends OwnLayer<Read<typeof DROPOUT_OPTIONS>> {
  static readonly className = 'Dropout';

  /** @param options the rate, and the options of every layer of tfjs-layers. */
  constructor(options: DropoutOptions) {
    super(options, DROPOUT_OPTIONS);
  }

  protected override compute(x: tf.Tensor, { training, rng }: CallOptions): tf.Tensor {
    const { rate } = this.options;
    if (training !== true || rate === 0) return x;
    if (rng === undefined) throw new ArgumentError('rng', 'an Rng for the dropout mask of a training pass', rng);
    return tf.mul(x, tf.mul(tf.greaterEqual(randomUniform(x.shape, rng), rate), 1 / (1 - rate)));
  }
}
