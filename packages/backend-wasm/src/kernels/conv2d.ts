import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernel, KernelCall, KernelRuntime } from '../kernel-runtime';
import { fusedTail } from './fused-tail';

type Shape4D = [number, number, number, number];

/** `Conv2D`: x [batch, height, width, channels], filter [height, width, channels, outChannels]. */
export const conv2d: Kernel = (runtime, call) => convolution(runtime, 'Conv2D', call);

/** `FusedConv2D`: the same with bias and activation. */
export const fusedConv2d: Kernel = (runtime, call) => convolution(runtime, 'FusedConv2D', call);

function convolution(runtime: KernelRuntime, name: string, call: KernelCall): TensorInfo {
  const { x, filter } = call.inputs as { x: TensorInfo; filter: TensorInfo };
  const info = convolutionInfo(name, call, x.shape, filter.shape);
  const tail = fusedTail(runtime, name, call, info.outChannels);
  const pointers = [runtime.pointer(x), runtime.pointer(filter), tail.bias];
  const y = runtime.output(info.outShape);
  runtime.kernels.conv2d(...pointers, runtime.pointer(y), ...geometry(info), tail.activation, tail.alpha);
  return tail.finish(y);
}

/** `Conv2DBackpropInput`: the gradient by x of shape `inputShape`, and so the transposed convolution of dy. */
export const conv2dBackpropInput: Kernel = (runtime, call) => transposed(runtime, 'Conv2DBackpropInput', call);

/** `AeLabConv2DTranspose`: the same with bias and activation. */
export const fusedConv2dTranspose: Kernel = (runtime, call) => transposed(runtime, 'AeLabConv2DTranspose', call);

function transposed(runtime: KernelRuntime, name: string, call: KernelCall): TensorInfo {
  const { dy, filter } = call.inputs as { dy: TensorInfo; filter: TensorInfo };
  const { inputShape } = call.attrs as { inputShape: number[] };
  const info = convolutionInfo(name, call, inputShape, filter.shape);
  const tail = fusedTail(runtime, name, call, info.inChannels);
  const pointers = [runtime.pointer(dy), runtime.pointer(filter), tail.bias];
  const dx = runtime.output(info.inShape);
  runtime.kernels.conv2dBackpropInput(...pointers, runtime.pointer(dx), ...geometry(info), tail.activation, tail.alpha);
  return tail.finish(dx);
}

/** `Conv2DBackpropFilter`: the gradient by the filter of shape `filterShape`. */
export const conv2dBackpropFilter: Kernel = (runtime, call) => {
  const { x, dy } = call.inputs as { x: TensorInfo; dy: TensorInfo };
  const { filterShape } = call.attrs as { filterShape: number[] };
  const info = convolutionInfo('Conv2DBackpropFilter', call, x.shape, filterShape);
  const pointers = [runtime.pointer(x), runtime.pointer(dy)];
  const dFilter = runtime.output(info.filterShape);
  runtime.kernels.conv2dBackpropFilter(...pointers, runtime.pointer(dFilter), ...geometry(info));
  return dFilter;
};

function convolutionInfo(name: string, { attrs }: KernelCall, x: number[], filter: number[]): backend_util.Conv2DInfo {
  const { strides, pad, dataFormat, dimRoundingMode, dilations } = attrs;
  if (dataFormat != null && dataFormat !== 'NHWC') {
    throw new Error(`${name}: the wasm backend supports dataFormat 'NHWC' only, got '${dataFormat}'.`);
  }
  const info = backend_util.computeConv2DInfo(
    x as Shape4D,
    filter as Shape4D,
    strides as number,
    (dilations as number | undefined) ?? 1,
    pad as number,
    dimRoundingMode as 'floor' | undefined,
  );
  if (info.outHeight < 1 || info.outWidth < 1) {
    throw new Error(`${name}: the filter [${filter}] does not fit the input [${x}] with pad '${pad}'.`);
  }
  return info;
}

/** The arguments that all convolutions of assembly/convolution.ts share. */
function geometry(info: backend_util.Conv2DInfo): number[] {
  return [
    ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth, info.outChannels],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
    ...[info.dilationHeight, info.dilationWidth, info.padInfo.top, info.padInfo.left],
  ];
}
