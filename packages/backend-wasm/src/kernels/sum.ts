import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type Kernel, sizeOf } from '../kernel-runtime';

/** `Sum` over the leading axes, as of a bias' gradient, which the stock kernel transposes for; it does all other sums. */
export const sum: Kernel = (runtime, call) => {
  const { x } = call.inputs as { x: TensorInfo };
  const { axis, keepDims } = call.attrs as { axis: number | number[]; keepDims?: boolean };
  const axes = util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  const leading = axes.length > 0 && axes.length < x.shape.length && axes.every((each, index) => each === index);
  if (x.dtype !== 'float32' || !leading) return runtime.runStock('Sum', call);
  const kept = x.shape.slice(axes.length);
  const sums = runtime.output(keepDims ? [...axes.map(() => 1), ...kept] : kept);
  runtime.kernels.sumRows(runtime.pointer(x), runtime.pointer(sums), sizeOf(x.shape), sizeOf(kept));
  return sums;
};
