import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernel, KernelCall } from '../kernel-runtime';

type Shape4D = [number, number, number, number];

/** `DepthwiseConv2dNativeBackpropInput`: the gradient by x of shape `inputShape`. */
export const depthwiseConv2dBackpropInput: Kernel = (runtime, call) => {
  const { dy, filter } = call.inputs as { dy: TensorInfo; filter: TensorInfo };
  const { inputShape } = call.attrs as { inputShape: number[] };
  const geometry = depthwiseGeometry(call, inputShape, filter.shape);
  const pointers = [runtime.pointer(dy), runtime.pointer(filter)];
  const dx = runtime.output(inputShape);
  runtime.kernels.depthwiseBackpropInput(...pointers, runtime.pointer(dx), ...geometry);
  return dx;
};

/** `DepthwiseConv2dNativeBackpropFilter`: the gradient by the filter [height, width, channels, multiplier]. */
export const depthwiseConv2dBackpropFilter: Kernel = (runtime, call) => {
  const { x, dy } = call.inputs as { x: TensorInfo; dy: TensorInfo };
  const { filterShape } = call.attrs as { filterShape: number[] };
  const geometry = depthwiseGeometry(call, x.shape, filterShape);
  const pointers = [runtime.pointer(x), runtime.pointer(dy)];
  const dFilter = runtime.output(filterShape);
  runtime.kernels.depthwiseBackpropFilter(...pointers, runtime.pointer(dFilter), ...geometry);
  return dFilter;
};

function depthwiseGeometry({ attrs }: KernelCall, x: number[], filter: number[]): number[] {
  const { strides, pad, dimRoundingMode, dilations } = attrs;
  const info = backend_util.computeConv2DInfo(
    x as Shape4D,
    filter as Shape4D,
    strides as number,
    (dilations as number | undefined) ?? 1,
    pad as number,
    dimRoundingMode as 'floor' | undefined,
    true,
  );
  return [
    ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels, filter[3]!, info.outHeight, info.outWidth],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
    ...[info.dilationHeight, info.dilationWidth, info.padInfo.top, info.padInfo.left],
  ];
}
