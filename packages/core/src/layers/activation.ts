import { checkOneOf } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import {
  type ActivationName,
  activate,
  activateTwiceDifferentiable,
  activationGradient,
  STOCK_ACTIVATIONS,
  type StockActivation,
} from './activation-function';
import { type CallOptions, singleInput, singleShape } from './layer';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/** y = f(x), elementwise, with a backward pass of one kernel; saved as the stock `Activation`. */
export class Activation extends layers.Layer {
  static readonly className = 'Activation';
  private readonly activation: StockActivation;

  /** @param options `activation` by name, and what any layer of tfjs-layers takes. */
  constructor(options: LayerArgs & { readonly activation: StockActivation }) {
    super(options);
    this.activation = checkOneOf('activation', options.activation, STOCK_ACTIVATIONS);
  }

  override computeOutputShape(inputShape: (number | null)[] | (number | null)[][]): (number | null)[] {
    return singleShape(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { secondDerivatives }: CallOptions): tf.Tensor {
    const apply = secondDerivatives ? activateTwiceDifferentiable : differentiableActivation;
    return tf.tidy(() => apply(singleInput(inputs), this.activation));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), activation: this.activation };
  }
}

/** y = max(x, alpha x), saved as the stock `LeakyReLU`. */
export class LeakyReLU extends layers.Layer {
  static readonly className = 'LeakyReLU';
  private readonly alpha: number;

  /** @param options `alpha`, the slope below 0, and what any layer of tfjs-layers takes. */
  constructor(options: LayerArgs & { readonly alpha?: number } = {}) {
    super(options);
    // The stock layer's default, which a saved configuration may rely on.
    this.alpha = options.alpha ?? 0.3;
  }

  override computeOutputShape(inputShape: (number | null)[] | (number | null)[][]): (number | null)[] {
    return singleShape(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { secondDerivatives }: CallOptions): tf.Tensor {
    const apply = secondDerivatives ? activateTwiceDifferentiable : differentiableActivation;
    return tf.tidy(() => apply(singleInput(inputs), 'leakyrelu', this.alpha));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), alpha: this.alpha };
  }
}

function differentiableActivation(x: tf.Tensor, activation: ActivationName, alpha?: number): tf.Tensor {
  const apply = tf.customGrad((...[input, save]: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const value = activate(input as tf.Tensor, activation, alpha);
    (save as tf.GradSaveFunc)([value]);
    return { value, gradFunc: (dy: tf.Tensor, [y]: tf.Tensor[]) => activationGradient(dy, y, activation, alpha).dx };
  });
  return activation === 'linear' ? x : apply(x);
}
