import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { Activation, LeakyReLU } from './activation';
import { BatchNormalization } from './batch-normalization';
import { Conv2D } from './conv2d';
import { Conv2DTranspose } from './conv2d-transpose';
import { Dense } from './dense';
import { Dropout } from './dropout';

import { uncoveredOption } from './layer';

export { Activation, LeakyReLU } from './activation';
export { ACTIVATIONS, type ActivationName } from './activation-function';
export type { Product } from './affine';
export { BatchNormalization, type BatchNormalizationOptions } from './batch-normalization';
export { Conv2D, type ConvolutionOptions } from './conv2d';
export { Conv2DTranspose } from './conv2d-transpose';
export { Dense, type DenseOptions } from './dense';
export { Dropout } from './dropout';
export type { CallOptions } from './layer';

type LayerClass = (new (config: never) => layers.Layer) & { readonly className: string };

/** Each of our layers with the factory of the stock layer that it is saved as. */
const OWN_AND_STOCK: readonly (readonly [LayerClass, (config: never) => layers.Layer])[] = [
  [Dense, layers.dense],
  [Conv2D, layers.conv2d],
  [Conv2DTranspose, layers.conv2dTranspose],
  [Activation, layers.activation],
  [BatchNormalization, layers.batchNormalization],
  [LeakyReLU, layers.leakyReLU],
  [Dropout, layers.dropout],
];

/**
 * Our layers under the stock names that they are saved by, as TensorFlow.js' `customObjects`. A saved layer that ours do not
 * cover (another activation, dilation, regulariser or data format) stays the stock one.
 */
export function layerClasses(): tf.serialization.ConfigDict {
  const objects = OWN_AND_STOCK.map(([Own, stock]) => {
    const fromConfig = (_: unknown, config: tf.serialization.ConfigDict) =>
      uncoveredOption(config) === undefined ? new Own(config as never) : stock(config as never);
    return [Own.className, [Own, fromConfig]];
  });
  return Object.fromEntries(objects);
}

/**
 * Builds networks in which ours stand in for the stock layers: TensorFlow.js' `customObjects` fail within a `Sequential`, so
 * they stand in its registry of classes while `build` runs.
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
