import { ArgumentError, kind } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { allLayers } from '../networks/all-layers';
import { type FlattenedImages, flattenedImages } from './flattened-images';

/**
 * The names and the layout of weights in a file.
 *
 * | | 'keras', as in memory | 'pytorch' |
 * |---|---|---|
 * | dense | `kernel` [in, out] | `weight` [out, in] |
 * | convolution | `kernel` [height, width, in, out] | `weight` [out, in, height, width] |
 * | transposed convolution | `kernel` [height, width, out, in] | `weight` [in, out, height, width] |
 * | batch normalisation | `gamma`, `beta`, `moving_mean`, `moving_variance` | `weight`, `bias`, `running_mean`, `running_var` |
 * | features of a flattened image | by row, column, channel | by channel, row, column |
 */
export type WeightLayout = 'keras' | 'pytorch';

/** One of the layouts. */
export const WEIGHT_LAYOUT = kind.choice<WeightLayout>(['keras', 'pytorch']);

/** The names of the layouts in the metadata of safetensors files, those of Hugging Face's libraries. */
export const FORMATS = { keras: 'tf', pytorch: 'pt' } as const;

/** A weight of a network and its counterpart in a file. */
export interface Weight {
  /** The name of its layer. */
  readonly layer: string;
  /** The last part of its name in the file. */
  readonly name: string;
  /** The shape of the tensor in the file. */
  readonly fileShape: readonly number[];
  /** Returns the value, laid out as in the file; the tensor belongs to the caller. */
  read(): tf.Tensor;
  /** Sets the weight to a value from a file, which has the shape `fileShape`. */
  write(value: tf.Tensor): void;
}

/** Returns the weights of a network, layer by layer. Throws an {@link ArgumentError} if two layers share a name. */
export function weightsOf(network: LayersModel, layout: WeightLayout): Weight[] {
  const imagesOf = layout === 'pytorch' ? flattenedImages(network) : undefined;
  const weighted = allLayers(network).filter(({ weights }) => weights.length > 0);
  const names = weighted.map(({ name }) => name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw new ArgumentError('network', 'layers with different names', `'${repeated}' twice`);
  return weighted.flatMap((layer) => layer.weights.map((variable) => weightOf(layer, variable, imagesOf?.(layer))));
}

/** PyTorch's names of weights by those of TensorFlow.js, for each kind of layer that both have. */
const AFFINE: Record<string, string> = { kernel: 'weight', bias: 'bias' };
const PYTORCH_NAMES: Record<string, Record<string, string>> = {
  Dense: AFFINE,
  Conv2D: AFFINE,
  Conv2DTranspose: AFFINE,
  BatchNormalization: {
    gamma: 'weight',
    beta: 'bias',
    moving_mean: 'running_mean',
    moving_variance: 'running_var',
  },
};

type LayerVariable = layers.Layer['weights'][number];

/** Describes a weight in PyTorch's layout if `images` are given, else in that of Keras. */
function weightOf(layer: layers.Layer, variable: LayerVariable, images: FlattenedImages | undefined): Weight {
  const kerasName = variable.originalName.slice(variable.originalName.lastIndexOf('/') + 1);
  const shape = variable.shape as number[];
  if (images === undefined) {
    const write = (value: tf.Tensor) => void variable.write(value);
    return { layer: layer.name, name: kerasName, fileShape: shape, read: () => variable.read().clone(), write };
  }
  const layerClass = layer.getClassName();
  const name = PYTORCH_NAMES[layerClass]?.[kerasName];
  if (name === undefined) {
    const known = Object.keys(PYTORCH_NAMES).join(', ');
    throw new ArgumentError(
      'network',
      `only weights of ${known} in PyTorch's layout`,
      `${kerasName} of a ${layerClass}`,
    );
  }
  // For each axis of the weight, the image whose values it indexes, if any.
  const output = layerClass === 'BatchNormalization' ? (images.input ?? images.output) : images.output;
  const axes = layerClass === 'Dense' && shape.length === 2 ? [images.input, output] : shape.map(() => output);
  // [in, out] to [out, in], and [height, width, a, b] to [b, a, height, width].
  const order = shape.length === 4 ? [3, 2, 0, 1] : shape.map((_, axis) => axis).reverse();
  const back = order.map((_, axis) => order.indexOf(axis));
  return {
    layer: layer.name,
    name,
    fileShape: order.map((axis) => shape[axis]),
    read: () => tf.tidy(() => tf.transpose(reorder(variable.read(), axes, channelsFirst), order)),
    write: (value) => tf.tidy(() => void variable.write(reorder(tf.transpose(value, back), axes, channelsLast))),
  };
}

type Reorder = (x: tf.Tensor, pixels: number, channels: number, before: number) => tf.Tensor;

const channelsFirst: Reorder = (x, pixels, channels, before) => tf.reshape(x, [before, pixels, channels, -1]);
const channelsLast: Reorder = (x, pixels, channels, before) => tf.reshape(x, [before, channels, pixels, -1]);

/** Swaps pixels and channels along each axis that indexes the values of an image. */
function reorder(x: tf.Tensor, axes: readonly FlattenedImages['input'][], split: Reorder): tf.Tensor {
  return axes.reduce((y, image, axis) => {
    if (image === undefined || image[2] === 1) return y;
    const [height, width, channels] = image;
    const before = y.shape.slice(0, axis).reduce((product, size) => product * size, 1);
    return tf.reshape(tf.transpose(split(y, height * width, channels, before), [0, 2, 1, 3]), y.shape);
  }, x);
}
