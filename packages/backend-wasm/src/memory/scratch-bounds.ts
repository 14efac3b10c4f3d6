import type * as tf from '@tensorflow/tfjs-core';
import { type KernelCall, sizeOf } from '../kernel-runtime';

/** Returns an upper bound of the bytes that a kernel allocates inside the module of TensorFlow.js. */
type ScratchBound = (call: KernelCall, read: (tensor: tf.TensorInfo) => ArrayLike<number>) => number;

/**
 * The stock kernels (4.22) that allocate memory inside the module in proportion to the sizes of their tensors, by name. That
 * is not seen from JavaScript, and is not checked there. All others allocate shapes, table entries and operators only.
 *
 * - The depthwise convolution packs its filter (XNNPACK), lists the addresses of the pixels under the window for each pixel of one
 *   image, and computes the values before PReLU and leaky ReLU apart.
 * - Bilinear resizing lists four addresses and two weights for each pixel of one image.
 * - PReLU packs its slopes.
 * - `FusedBatchNorm`, the gradient of max pooling in three dimensions, `TopK`, `NonMaxSuppression` and `SparseFillEmptyRows` have arrays of their own.
 *
 * `Conv2D`, `FusedConv2D`, `BatchMatMul`, `_FusedMatMul` and pooling would allocate as well, but never run: ours replace them.
 */
export const scratchBounds: Readonly<Record<string, ScratchBound>> = {
  DepthwiseConv2dNative: depthwise,
  FusedBatchNorm: ({ inputs }) => 8 * sizeOf(inputs.variance!.shape),
  FusedDepthwiseConv2D: depthwise,
  MaxPool3DGrad: ({ inputs }) => 4 * sizeOf(inputs.dy!.shape),
  NonMaxSuppressionV3: boxes,
  NonMaxSuppressionV4: boxes,
  NonMaxSuppressionV5: boxes,
  Prelu: ({ inputs }) => 8 * sizeOf(inputs.alpha!.shape),
  ResizeBilinear: ({ attrs }) => 32 * sizeOf(attrs.size as number[]),
  SparseFillEmptyRows: ({ inputs }, read) => 16 * read(inputs.denseShape!)[0]!,
  TopK: ({ inputs }) => 16 * (inputs.x!.shape.at(-1) ?? 1),
};

function depthwise({ inputs, attrs }: KernelCall): number {
  const { x, filter } = inputs as { x: tf.TensorInfo; filter: tf.TensorInfo };
  const [height, width, channels, multiplier] = filter.shape as [number, number, number, number];
  // Channels in groups of up to 16, each with its bias, and the same once more for what is packed from.
  const packed = 8 * (channels * multiplier + 16) * (height * width + 2);
  const isApart = ['prelu', 'leakyrelu'].includes(String(attrs.activation));
  const apart = isApart ? 4 * x.shape[0]! * pixels(x.shape, [height, width]) * channels * multiplier : 0;
  return packed + addresses(x.shape, [height, width]) + apart;
}

/** A queue that doubles, the chosen boxes and their scores, and the results. */
function boxes({ inputs }: KernelCall): number {
  return 64 * inputs.boxes!.shape[0]!;
}

/** Bytes of the addresses under all windows of an image. */
function addresses(shape: number[], [height, width]: [number, number]): number {
  return 4 * (pixels(shape, [height, width]) + 16) * height * width;
}

/** The most pixels that windows on an image [batch, height, width, channels] can have: padding is smaller than the window. */
const pixels = ([, height, width]: number[], window: [number, number]) =>
  (height! + 2 * window[0]) * (width! + 2 * window[1]);
