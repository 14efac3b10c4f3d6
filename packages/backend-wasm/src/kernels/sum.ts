import * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelCall, type KernelRuntime, sizeOf } from '../kernel-runtime';
import { channelSums } from './slices';

/**
 * `Sum` over the leading axes (a bias gradient, for instance), for which the stock kernel transposes, or over all axes, where
 * the stock kernel loses digits by adding one number after another. All other sums go to the stock kernel.
 */
export const sum: Kernel = (runtime, call) => reduced(runtime, 'Sum', call, () => 1);

/** `Mean` over the leading axes or over all of them. */
export const mean: Kernel = (runtime, call) => reduced(runtime, 'Mean', call, (count) => 1 / count);

function reduced(
  runtime: KernelRuntime,
  name: string,
  call: KernelCall,
  factor: (count: number) => number,
): tf.TensorInfo {
  const { x } = call.inputs as { x: tf.TensorInfo };
  const { axis, keepDims } = call.attrs as { axis: number | number[]; keepDims?: boolean };
  const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  const leading = axes.length > 0 && axes.every((each, index) => each === index);
  const kept = x.shape.slice(axes.length);
  if (x.dtype !== 'float32' || !leading || sizeOf(x.shape) === 0) return runtime.runStock(name, call);
  const shape = keepDims ? [...axes.map(() => 1), ...kept] : kept;
  const [size, columns] = [sizeOf(x.shape), sizeOf(kept)];
  return channelSums(runtime, x, shape, columns, factor(size / columns));
}
