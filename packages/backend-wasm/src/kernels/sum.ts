import * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelCall, type KernelRuntime, sizeOf } from '../kernel-runtime';

/**
 * `Sum` over the leading axes, as of a bias' gradient, which the stock kernel transposes for, or over all axes, where it loses
 * digits by adding one number after the other; it does all other sums.
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
  const result = runtime.output(keepDims ? [...axes.map(() => 1), ...kept] : kept);
  const count = sizeOf(x.shape) / sizeOf(kept);
  runtime.kernels.sumRows(runtime.pointer(x), runtime.pointer(result), sizeOf(x.shape), sizeOf(kept), factor(count));
  return result;
}
