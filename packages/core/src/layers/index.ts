import type { AnyDescription } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { ACTIVATION_OPTIONS, Activation } from './activation';
import { BATCH_NORMALIZATION_OPTIONS, BatchNormalization } from './batch-normalization';
import { Conv2D } from './conv2d';
import { Conv2DTranspose } from './conv2d-transpose';
import { CONVOLUTION_OPTIONS } from './convolution';
import { DENSE_OPTIONS, Dense } from './dense';
import { DROPOUT_OPTIONS, Dropout } from './dropout';
import { LEAKY_RELU_OPTIONS, LeakyReLU } from './leaky-relu';
import { coveredOptions, uncoveredOption } from './stock-options';

export { Activation, type ActivationOptions } from './activation';
export { ACTIVATIONS, type ActivationName, type StockActivation } from './activation-function';
export type { Product } from './affine';
export { BatchNormalization, type BatchNormalizationOptions } from './batch-normalization';
export { Conv2D } from './conv2d';
export { Conv2DTranspose } from './conv2d-transpose';
export type { ConvolutionOptions } from './convolution';
export { Dense, type DenseOptions } from './dense';
export { Dropout, type DropoutOptions } from './dropout';
export type { CallOptions } from './layer';
export { LeakyReLU, type LeakyReLUOptions } from './leaky-relu';

type LayerClass = (new (config: never) => layers.Layer) & { readonly className: string };

/** Each of our layers, its options, and the factory of the stock layer that it is saved as. */
const OWN_AND_STOCK: readonly (readonly [LayerClass, AnyDescription, (config: never) => layers.Layer])[] = [
  [Dense, DENSE_OPTIONS, layers.dense],
  [Conv2D, CONVOLUTION_OPTIONS, layers.conv2d],
  [Conv2DTranspose, CONVOLUTION_OPTIONS, layers.conv2dTranspose],
  [Activation, ACTIVATION_OPTIONS, layers.activation],
  [BatchNormalization, BATCH_NORMALIZATION_OPTIONS, layers.batchNormalization],
  [LeakyReLU, LEAKY_RELU_OPTIONS, layers.leakyReLU],
  [Dropout, DROPOUT_OPTIONS, layers.dropout],
];

/**
 * Returns our layers under the stock names that they are saved by, as TensorFlow.js' `customObjects`. A saved layer that ours
 * do not cover (another activation, dilation, regulariser or data format) stays the stock one.
 */
export function layerClasses(): tf.serialization.ConfigDict {
  const objects = OWN_AND_STOCK.map(([Own, description, stock]) => {
    const fromConfig = (_: unknown, config: tf.serialization.ConfigDict) =>
      uncoveredOption(config, description) === undefined
        ? new Own(coveredOptions(config, description) as never)
        : stock(config as never);
    return [Own.className, [Own, fromConfig]];
  });
  return Object.fromEntries(objects);
}

/**
 * Builds networks with our layers in place of the stock ones. They replace those in TensorFlow.js' registry of classes while
 * `build` runs, since its `customObjects` fail within a `Sequential`.
 */
export function withLayerClasses<T>(build: () => T): T {
  const registry = tf.serialization.SerializationMap.getMap().classNameMap;
  const stock = { ...registry };
  Object.assign(registry, layerClasses());
  try {
    return build();
  } finally {
    Object.assign(registry, stock);
  }
}
