import { type Description, kind, optional, type Read } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { activateOnTape } from './activation-function';
import { type CallOptions, LAYER_ARGS, type LayerArgs, OwnLayer } from './layer';

/** Options of {@link LeakyReLU}. */
export interface LeakyReLUOptions extends LayerArgs {
  /** The slope below 0, at least 0. Default 0.3, as in the stock layer. */
  readonly alpha?: number;
}

/** The description of {@link LeakyReLUOptions}. */
export const LEAKY_RELU_OPTIONS = {
  // The stock layer's default, which a saved configuration may rely on. A negative slope would hide the sign of x.
  alpha: optional(kind.number({ from: 0 }), 0.3),
  ...LAYER_ARGS,
} satisfies Description<LeakyReLUOptions>;

/**
 * y = x for x of at least 0, and alpha x below (Maas et al. 2013), saved as the stock `LeakyReLU`.
 *
 * ```ts
 * import { Dense, LeakyReLU } from '@ae-lab/core';
 *
 * const block = [new Dense({ units: 64, seed: 1 }), new LeakyReLU({ alpha: 0.2 })];
 * ```
 */
export class LeakyReLU extends OwnLayer<Read<typeof LEAKY_RELU_OPTIONS>> {
  static readonly className = 'LeakyReLU';

  /** @param options the slope below 0, and the options of every layer of tfjs-layers. */
  constructor(options: LeakyReLUOptions = {}) {
    super(options, LEAKY_RELU_OPTIONS);
  }

  protected override compute(x: tf.Tensor, { secondDerivatives }: CallOptions): tf.Tensor {
    return activateOnTape(x, 'leakyrelu', secondDerivatives, this.options.alpha);
  }
}
