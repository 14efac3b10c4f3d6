import type * as tf from '@tensorflow/tfjs-core';
import { type Kernel, sizeOf } from '../kernel-runtime';

/** `AeLabBatchNormalization` of core/src/kernels.ts: the batch's statistics, and the moving averages that follow them. */
export const batchNormalization: Kernel = (runtime, { inputs, attrs }) => {
  const names = ['x', 'scale', 'offset', 'movingMean', 'movingVariance'];
  const { x } = inputs as { x: tf.TensorInfo };
  const { epsilon, momentum } = attrs as { epsilon: number; momentum: number };
  const channels = x.shape.at(-1)!;
  const given = names.map((name) => runtime.pointer(inputs[name]!));
  const results = [x.shape, ...Array.from({ length: 4 }, () => [channels])].map((shape) => runtime.output(shape));
  const pointers = [...given, ...results.map((tensor) => runtime.pointer(tensor))];
  runtime.kernels.batchNormalization(...pointers, sizeOf(x.shape), channels, epsilon, momentum, 1 - momentum);
  return results;
};

/** `AeLabBatchNormalizationGradient`: the gradients by x, scale and offset. */
export const batchNormalizationGradient: Kernel = (runtime, { inputs, attrs }) => {
  const { dy, x, mean, variance, scale } = inputs as Record<'dy' | 'x' | 'mean' | 'variance' | 'scale', tf.TensorInfo>;
  const { epsilon } = attrs as { epsilon: number };
  const channels = x.shape.at(-1)!;
  const given = [dy, x, mean, variance, scale].map((tensor) => runtime.pointer(tensor));
  const results = [runtime.output(x.shape), runtime.output([channels]), runtime.output([channels])];
  const pointers = [...given, ...results.map((tensor) => runtime.pointer(tensor))];
  runtime.kernels.batchNormalizationGradient(...pointers, sizeOf(x.shape), channels, epsilon);
  return results;
};
