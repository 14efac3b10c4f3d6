import * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelRuntime, sizeOf, VALUE_WORK } from '../kernel-runtime';
import { channelSums, foldSlices, sliceTable } from './slices';

/** `AeLabBatchNormalization` of core/src/kernels.ts: the batch's statistics, and the new moving averages. */
export const batchNormalization: Kernel = (runtime, { inputs, attrs }) => {
  const { x, ...perChannel } = inputs as Record<
    'x' | 'scale' | 'offset' | 'movingMean' | 'movingVariance',
    tf.TensorInfo
  >;
  const { scale, offset, movingMean, movingVariance } = perChannel;
  const { epsilon, momentum } = attrs as { epsilon: number; momentum: number };
  const size = sizeOf(x.shape);
  const shape = [x.shape.at(-1)!];
  const rows = size / shape[0]!;
  const mean = channelSums(runtime, x, shape, shape[0]!, 1 / rows);
  const variance = channelProducts(runtime, x, mean, x, mean, 1 / rows);
  const given = [mean, variance, scale, offset, movingMean, movingVariance];
  const numbers = [shape[0]!, epsilon, momentum, 1 - momentum];
  const factors = runtime.computeAll('batchFactors', given, [shape, shape, shape, shape], numbers);
  const [newMovingMean, newMovingVariance, factor, shift] = factors as [
    tf.TensorInfo,
    tf.TensorInfo,
    tf.TensorInfo,
    tf.TensorInfo,
  ];
  const y = runtime.compute('affine', [x, factor, 0, 0, shift], x.shape, [size, shape[0]!]);
  runtime.dispose(factor, shift);
  return [y, mean, variance, newMovingMean, newMovingVariance];
};

/** `AeLabBatchNormalizationGradient`: the gradients by x, scale and offset. */
export const batchNormalizationGradient: Kernel = (runtime, { inputs, attrs }) => {
  const { dy, x, mean, variance, scale } = inputs as Record<'dy' | 'x' | 'mean' | 'variance' | 'scale', tf.TensorInfo>;
  const { epsilon } = attrs as { epsilon: number };
  const size = sizeOf(x.shape);
  const shape = [x.shape.at(-1)!];
  const rows = size / shape[0]!;
  const offsetGradient = channelSums(runtime, dy, shape, shape[0]!, 1);
  const products = channelProducts(runtime, dy, undefined, x, mean, 1);
  const given = [products, offsetGradient, mean, variance, scale];
  const factors = runtime.computeAll(
    'batchGradientFactors',
    given,
    [shape, shape, shape, shape],
    [shape[0]!, epsilon, rows],
  );
  const [scaleGradient, dyFactor, xFactor, shift] = factors as [
    tf.TensorInfo,
    tf.TensorInfo,
    tf.TensorInfo,
    tf.TensorInfo,
  ];
  const dx = runtime.compute('affine', [dy, dyFactor, x, xFactor, shift], x.shape, [size, shape[0]!]);
  runtime.dispose(products, dyFactor, xFactor, shift);
  return [dx, scaleGradient, offsetGradient];
};

/**
 * `FusedBatchNorm`: batch normalisation by a given mean and variance, as in inference. It is ten times as fast as the stock kernel,
 * which still computes statistics of shapes other than [channels].
 */
export const fusedBatchNorm: Kernel = (runtime, call) => {
  const { x, mean, variance, scale, offset } = call.inputs as Record<string, tf.TensorInfo>;
  const { varianceEpsilon } = call.attrs as { varianceEpsilon: number };
  const channels = x.shape.at(-1)!;
  const given = [mean, variance, scale, offset].filter((tensor) => tensor != null);
  const perChannel = given.every(({ shape }) => tf.util.arraysEqual(shape, [channels]));
  if (!perChannel || sizeOf(x.shape) === 0) return runtime.runStock('FusedBatchNorm', call);
  const inputs = [x, mean, variance, runtime.optionalPointer(scale), runtime.optionalPointer(offset)];
  return runtime.compute('normalizeChannels', inputs, x.shape, [sizeOf(x.shape), channels, varianceEpsilon]);
};

/** Returns the sums of (x - centre) * (y - otherCentre) over all axes but the last, times a factor. */
function channelProducts(
  runtime: KernelRuntime,
  x: tf.TensorInfo,
  centre: tf.TensorInfo | undefined,
  y: tf.TensorInfo,
  otherCentre: tf.TensorInfo,
  factor: number,
): tf.TensorInfo {
  const size = sizeOf(x.shape);
  const channels = x.shape.at(-1)!;
  const table = sliceTable(runtime, size, channels);
  const pointers = [
    runtime.pointer(x),
    runtime.optionalPointer(centre),
    runtime.pointer(y),
    runtime.pointer(otherCentre),
  ];
  runtime.call('channelProducts', [...pointers, runtime.pointer(table), size, channels], VALUE_WORK * size);
  return foldSlices(runtime, table, [channels], channels, factor);
}
