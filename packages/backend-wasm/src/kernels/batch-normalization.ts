import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Kernel, sizeOf } from '../kernel-runtime';

/** `AeLabBatchNormalization` of core/src/kernels.ts: statistics over all axes but the last, biased variance. */
export const batchNormalization: Kernel = (runtime, { inputs, attrs }) => {
  const { x, scale, offset } = inputs as Record<'x' | 'scale' | 'offset', TensorInfo>;
  const { epsilon } = attrs as { epsilon: number };
  const channels = x.shape.at(-1)!;
  const given = [x, scale, offset].map((tensor) => runtime.pointer(tensor));
  const results = [runtime.output(x.shape), runtime.output([channels]), runtime.output([channels])];
  const pointers = [...given, ...results.map((tensor) => runtime.pointer(tensor))];
  runtime.kernels.batchNormalization(...pointers, sizeOf(x.shape), channels, epsilon);
  return results;
};

/** `AeLabBatchNormalizationGradient`: the gradients by x, scale and offset. */
export const batchNormalizationGradient: Kernel = (runtime, { inputs, attrs }) => {
  const { dy, x, mean, variance, scale } = inputs as Record<'dy' | 'x' | 'mean' | 'variance' | 'scale', TensorInfo>;
  const { epsilon } = attrs as { epsilon: number };
  const channels = x.shape.at(-1)!;
  const given = [dy, x, mean, variance, scale].map((tensor) => runtime.pointer(tensor));
  const results = [runtime.output(x.shape), runtime.output([channels]), runtime.output([channels])];
  const pointers = [...given, ...results.map((tensor) => runtime.pointer(tensor))];
  runtime.kernels.batchNormalizationGradient(...pointers, sizeOf(x.shape), channels, epsilon);
  return results;
};
