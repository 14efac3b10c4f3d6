import type * as tf from '@tensorflow/tfjs-core';
import type { Kernel, KernelCall, KernelRuntime } from '../kernel-runtime';
import { convolutionGeometry } from './convolution-geometry';
import { fusedTail } from './fused-tail';

/** `Conv2D`: x [batch, height, width, channels], filter [height, width, channels, outChannels]. */
export const conv2d: Kernel = (runtime, call) => convolution(runtime, 'Conv2D', call);

/** `FusedConv2D`: `Conv2D` with bias and activation. */
export const fusedConv2d: Kernel = (runtime, call) => convolution(runtime, 'FusedConv2D', call);

function convolution(runtime: KernelRuntime, name: string, call: KernelCall): tf.TensorInfo {
  const { x, filter } = call.inputs as { x: tf.TensorInfo; filter: tf.TensorInfo };
  const { info, numbers, work } = convolutionGeometry(name, call, x.shape, filter.shape);
  const tail = fusedTail(runtime, name, call, info.outChannels);
  const given = [x, filter, tail.bias];
  const allNumbers = [...numbers, tail.activation, tail.alpha];
  return tail.finish(runtime.compute('conv2d', given, info.outShape, allNumbers, work));
}

/** `Conv2DBackpropInput`: the gradient by x of shape `inputShape`, which is the transposed convolution of dy. */
export const conv2dBackpropInput: Kernel = (runtime, call) => transposed(runtime, 'Conv2DBackpropInput', call);

/** `AeLabConv2DTranspose`: `Conv2DBackpropInput` with bias and activation. */
export const fusedConv2dTranspose: Kernel = (runtime, call) => transposed(runtime, 'AeLabConv2DTranspose', call);

function transposed(runtime: KernelRuntime, name: string, call: KernelCall): tf.TensorInfo {
  const { dy, filter } = call.inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
  const { inputShape } = call.attrs as { inputShape: number[] };
  const { info, numbers, work } = convolutionGeometry(name, call, inputShape, filter.shape);
  const tail = fusedTail(runtime, name, call, info.inChannels);
  const allNumbers = [...numbers, tail.activation, tail.alpha];
  return tail.finish(runtime.compute('conv2dBackpropInput', [dy, filter, tail.bias], info.inShape, allNumbers, work));
}

/** `Conv2DBackpropFilter`: the gradient by the filter of shape `filterShape`. */
export const conv2dBackpropFilter: Kernel = (runtime, call) => {
  const { x, dy } = call.inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const { filterShape } = call.attrs as { filterShape: number[] };
  const { info, numbers, work } = convolutionGeometry('Conv2DBackpropFilter', call, x.shape, filterShape);
  return runtime.compute('conv2dBackpropFilter', [x, dy], info.filterShape, numbers, work);
};
