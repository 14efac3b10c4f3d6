import { type Description, kind, type Read } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { activateOnTape, STOCK_ACTIVATIONS, type StockActivation } from './activation-function';
import { type CallOptions, LAYER_ARGS, type LayerArgs, OwnLayer } from './layer';

/** Options of {@link Activation}. */
export interface ActivationOptions extends LayerArgs {
  /** The function f. */
  readonly activation: StockActivation;
}

/** The description of {@link ActivationOptions}. */
export const ACTIVATION_OPTIONS = {
  activation: kind.choice(STOCK_ACTIVATIONS),
  ...LAYER_ARGS,
} satisfies Description<ActivationOptions>;

/**
 * y = f(x), elementwise, with a backward pass of one kernel; saved as the stock `Activation`.
 *
 * ```ts
 * import { Activation, BatchNormalization, Dense } from '@ae-lab/core';
 *
 * const block = [new Dense({ units: 64, useBias: false }), new BatchNormalization(), new Activation({ activation: 'elu' })];
 * ```
 */
export class Activation extends OwnLayer<Read<typeof ACTIVATION_OPTIONS>> {
  static readonly className = 'Activation';

  /** @param options the activation by name, and the options of every layer of tfjs-layers. */
  constructor(options: ActivationOptions) {
    super(options, ACTIVATION_OPTIONS);
  }

  protected override compute(x: tf.Tensor, { secondDerivatives }: CallOptions): tf.Tensor {
    return activateOnTape(x, this.options.activation, secondDerivatives);
  }
}
