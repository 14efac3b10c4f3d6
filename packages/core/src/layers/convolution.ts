import { ArgumentError, type Description, type Kind, kind, optional } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { AFFINE_LAYER_OPTIONS, type AffineLayerOptions } from './affine-layer';

/** Options of {@link Conv2D} and {@link Conv2DTranspose}. */
export interface ConvolutionOptions extends AffineLayerOptions {
  /** The number of output channels, at least 1. */
  readonly filters: number;
  /** Size of the kernel in pixels, one number or [height, width]. */
  readonly kernelSize: number | readonly number[];
  /** Pixels from one position of the kernel to the next, one number or [vertically, horizontally]. Default 1. */
  readonly strides?: number | readonly number[];
  /** Outputs at every position ('same'), or only where the kernel lies within the image ('valid'). Default 'valid'. */
  readonly padding?: 'same' | 'valid';
}

/** Height and width. One number is both. */
const SIZES: Kind<readonly [number, number]> = {
  expected: 'a positive whole number, or one for height and one for width',
  read(argument, value) {
    const sizes = Array.isArray(value) ? value : [value, value];
    if (sizes.length !== 2 || !sizes.every((size) => Number.isInteger(size) && size > 0)) {
      throw new ArgumentError(argument, this.expected, value);
    }
    return [sizes[0], sizes[1]];
  },
};

/** The description of {@link ConvolutionOptions}. */
export const CONVOLUTION_OPTIONS = {
  filters: kind.integer({ from: 1 }),
  kernelSize: SIZES,
  strides: optional(SIZES, [1, 1]),
  padding: optional(kind.choice(['same', 'valid']), 'valid'),
  ...AFFINE_LAYER_OPTIONS,
} satisfies Description<ConvolutionOptions>;

/** The attributes of TensorFlow.js' kernels for convolutions and their gradients. */
export interface Geometry {
  readonly strides: number[];
  readonly pad: string;
  readonly dataFormat: string;
  readonly dimRoundingMode: string;
}

/** The gradient of a convolution with respect to its kernel, from its input `x` and the gradient `dy` of its output. */
export function convolutionKernelGradient(
  x: tf.Tensor,
  dy: tf.Tensor,
  geometry: Geometry & { filterShape: number[] },
): tf.Tensor {
  return tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, { ...geometry });
}

/** The gradient of a convolution with respect to its input, which is the transposed convolution of `dy`. */
export function convolutionInputGradient(
  dy: tf.Tensor,
  filter: tf.Tensor,
  geometry: Geometry & { inputShape: number[] },
): tf.Tensor {
  return tf.engine().runKernel('Conv2DBackpropInput', { dy, filter }, { ...geometry });
}
