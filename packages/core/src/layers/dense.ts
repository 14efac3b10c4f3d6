import { type Description, kind, type Read } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { fuseActivation } from './activation-function';
import type { Product } from './affine';
import { AFFINE_LAYER_OPTIONS, AffineLayer, type AffineLayerOptions } from './affine-layer';
import { type InputShape, singleShape } from './layer';

/** Options of {@link Dense}. */
export interface DenseOptions extends AffineLayerOptions {
  /** The size of the output, at least 1. */
  readonly units: number;
}

/** The description of {@link DenseOptions}. */
export const DENSE_OPTIONS = {
  units: kind.integer({ from: 1 }),
  ...AFFINE_LAYER_OPTIONS,
} satisfies Description<DenseOptions>;

/**
 * activation(x · kernel + bias) for x [n, inputs], saved as the stock `Dense`.
 *
 * ```ts
 * import { Dense } from '@ae-lab/core';
 * import { sequential } from '@tensorflow/tfjs-layers';
 *
 * const encoder = sequential({
 *   layers: [new Dense({ units: 64, activation: 'relu', seed: 1, inputShape: [784] }), new Dense({ units: 8, seed: 2 })],
 * });
 * ```
 */
export class Dense extends AffineLayer<Read<typeof DENSE_OPTIONS>> {
  static readonly className = 'Dense';

  /** @param options units, and by default no activation, a bias and a seed of 0. */
  constructor(options: DenseOptions) {
    super(options, DENSE_OPTIONS);
  }

  /** @internal */
  override computeOutputShape(inputShape: InputShape): (number | null)[] {
    return [...singleShape(inputShape).slice(0, -1), this.options.units];
  }

  protected override kernelShape(inputs: number): number[] {
    return [inputs, this.options.units];
  }

  protected override product(x: tf.Tensor2D, kernel: tf.Tensor2D): Product {
    return {
      forward(bias, activation) {
        // Products of a batch of one: the kernel of TensorFlow.js' own 'wasm' backend reads a third dimension.
        const inputs: Record<string, tf.TensorInfo> = { a: tf.expandDims(x), b: tf.expandDims(kernel) };
        if (bias !== undefined) inputs.bias = bias;
        return fuseActivation(activation, (fused) => {
          const attributes = { transposeA: false, transposeB: false, activation: fused, leakyreluAlpha: 0 };
          const product = tf.engine().runKernel('_FusedMatMul', inputs as tf.NamedTensorMap, attributes) as tf.Tensor;
          return tf.squeeze(product, [0]);
        });
      },
      plain: () => tf.matMul(x, kernel),
      kernelGradient: (input, dz) => tf.matMul(input as tf.Tensor2D, dz as tf.Tensor2D, true, false),
      inputGradient: (dz) => tf.matMul(dz as tf.Tensor2D, kernel, false, true),
    };
  }
}
