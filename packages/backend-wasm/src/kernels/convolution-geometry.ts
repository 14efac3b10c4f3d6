import { BackendError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { type KernelCall, sizeOf } from '../kernel-runtime';

type Shape4D = [number, number, number, number];

/** The shapes, strides and padding of a convolution. */
export interface ConvolutionGeometry {
  info: tf.backend_util.Conv2DInfo;
  /** The numbers that every convolution of assembly/ takes, in order. */
  numbers: number[];
  /** Number of its multiplications. */
  work: number;
}

/**
 * Returns the shapes, strides and padding of a convolution of x [batch, height, width, channels] with a filter [height, width,
 * channels, outChannels], or [height, width, channels, multiplier] in the depthwise case.
 */
export function convolutionGeometry(
  name: string,
  { attrs }: KernelCall,
  x: number[],
  filter: number[],
  depthwise = false,
): ConvolutionGeometry {
  const { strides, pad, dataFormat, dimRoundingMode, dilations } = attrs;
  if (dataFormat != null && dataFormat !== 'NHWC') {
    throw new BackendError(`${name}: the wasm backend supports dataFormat 'NHWC' only, got '${dataFormat}'.`);
  }
  const info = tf.backend_util.computeConv2DInfo(
    x as Shape4D,
    filter as Shape4D,
    strides as number,
    (dilations as number | undefined) ?? 1,
    pad as number,
    dimRoundingMode as 'floor' | undefined,
    depthwise,
  );
  if (info.outHeight < 1 || info.outWidth < 1) {
    throw new BackendError(`${name}: the filter [${filter}] does not fit the input [${x}] with pad '${pad}'.`);
  }
  const numbers = [
    ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth, filter[3]!],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
    ...[info.dilationHeight, info.dilationWidth, info.padInfo.top, info.padInfo.left],
  ];
  const work = info.batchSize * info.outHeight * info.outWidth * sizeOf(filter);
  return { info, numbers, work };
}
