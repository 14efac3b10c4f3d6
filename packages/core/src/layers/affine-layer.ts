import { type Description, kind, optional } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable } from '@tensorflow/tfjs-layers';
import { STOCK_ACTIVATIONS, type StockActivation } from './activation-function';
import { affine, type Product } from './affine';
import { type CallOptions, type InputShape, LAYER_ARGS, type LayerArgs, OwnLayer, singleShape } from './layer';

/** Options of the layers with a kernel; their names are those in the stock layers' saved configuration. */
export interface AffineLayerOptions extends LayerArgs {
  /** The function applied to the sum of product and bias. Default 'linear'. */
  readonly activation?: StockActivation;
  /** Whether a bias, 0 at first, is added to the product. Default true. */
  readonly useBias?: boolean;
  /**
   * The seed of the kernel's initial values, Glorot uniform (Glorot and Bengio 2010). Default 0. Layers of the same shape and
   * seed start with the same kernel.
   */
  readonly seed?: number;
}

/** The description of {@link AffineLayerOptions}. */
export const AFFINE_LAYER_OPTIONS = {
  activation: optional(kind.choice(STOCK_ACTIVATIONS), 'linear'),
  useBias: optional(kind.flag, true),
  seed: optional(kind.seed, 0),
  ...LAYER_ARGS,
} satisfies Description<AffineLayerOptions>;

type Defaulted = 'activation' | 'useBias' | 'seed';

/**
 * activation(x * kernel + bias), as one node of the gradient tape.
 *
 * @internal
 */
export abstract class AffineLayer<
  O extends AffineLayerOptions & Required<Pick<AffineLayerOptions, Defaulted>>,
> extends OwnLayer<O> {
  private kernel!: LayerVariable;
  private bias: LayerVariable | undefined;

  /** @internal */
  override build(inputShape: InputShape): void {
    const { seed, useBias } = this.options;
    const kernelShape = this.kernelShape(singleShape(inputShape).at(-1) as number);
    const outputs = this.computeOutputShape(inputShape).at(-1) as number;
    this.kernel = this.addWeight('kernel', kernelShape, 'float32', initializers.glorotUniform({ seed }));
    if (useBias) this.bias = this.addWeight('bias', [outputs], 'float32', initializers.zeros());
    this.built = true;
  }

  /** @internal */
  abstract override computeOutputShape(inputShape: InputShape): (number | null)[];

  /** @internal */
  override getConfig(): tf.serialization.ConfigDict {
    const { seed: _, ...config } = super.getConfig();
    return config;
  }

  protected override compute(x: tf.Tensor, { constant, frozen, secondDerivatives = false }: CallOptions): tf.Tensor {
    const kernel = this.kernel.read();
    // The constant may reach this layer reshaped, with the same data.
    const needs = { weights: frozen !== true, input: x.dataId !== constant?.dataId, second: secondDerivatives };
    return affine(this.product(x, kernel), x, kernel, this.bias?.read(), this.options.activation, needs);
  }

  /** The shape of the kernel for so many inputs or channels. */
  protected abstract kernelShape(inputs: number): number[];

  protected abstract product(x: tf.Tensor, kernel: tf.Tensor): Product;
}
