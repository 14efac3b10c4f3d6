import type * as tf from '@tensorflow/tfjs-core';
import type { Kernel } from '../kernel-runtime';
import { convolutionGeometry } from './convolution-geometry';

/** `DepthwiseConv2dNativeBackpropInput`: the gradient by x of shape `inputShape`. */
export const depthwiseConv2dBackpropInput: Kernel = (runtime, call) => {
  const { dy, filter } = call.inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
  const { inputShape } = call.attrs as { inputShape: number[] };
  const name = 'DepthwiseConv2dNativeBackpropInput';
  const { numbers, work } = convolutionGeometry(name, call, inputShape, filter.shape, true);
  return runtime.compute('depthwiseBackpropInput', [dy, filter], inputShape, numbers, work);
};

/** `DepthwiseConv2dNativeBackpropFilter`: the gradient by the filter [height, width, channels, multiplier]. */
export const depthwiseConv2dBackpropFilter: Kernel = (runtime, call) => {
  const { x, dy } = call.inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const { filterShape } = call.attrs as { filterShape: number[] };
  const name = 'DepthwiseConv2dNativeBackpropFilter';
  const { numbers, work } = convolutionGeometry(name, call, x.shape, filterShape, true);
  return runtime.compute('depthwiseBackpropFilter', [x, dy], filterShape, numbers, work);
};
