import type * as tf from '@tensorflow/tfjs-core';
import { type KernelRuntime, sizeOf, VALUE_WORK } from '../kernel-runtime';

/** Returns the number of slices over which a sum of `size` values runs, as in assembly/parts.ts. */
export const sliceCount = (size: number) => Math.min(Math.max(Math.floor(size / 16384), 1), 32);

/** Returns the channels, repeated until they fill whole vectors of four, as in assembly/channels.ts. */
const periodOf = (channels: number) =>
  channels % 4 === 0 ? channels : channels % 2 === 0 ? 2 * channels : 4 * channels;

/** Returns a new table of the sums of every slice over `size` values, by channel. */
export const sliceTable = (runtime: KernelRuntime, size: number, channels: number) =>
  runtime.output([sliceCount(size), periodOf(channels)]);

/** Adds the slices of a table up to sums of the given shape, times a factor, and disposes the table. */
export function foldSlices(
  runtime: KernelRuntime,
  table: tf.TensorInfo,
  shape: number[],
  channels: number,
  factor: number,
): tf.TensorInfo {
  const [slices, period] = table.shape as [number, number];
  const numbers = [slices, period, channels, factor];
  const sums = runtime.compute('foldSlices', [table], shape, numbers, VALUE_WORK * sizeOf(table.shape));
  runtime.dispose(table);
  return sums;
}

/** Returns the sums of x [..., channels] over all axes but the last, times a factor. */
export function channelSums(
  runtime: KernelRuntime,
  x: tf.TensorInfo,
  shape: number[],
  channels: number,
  factor: number,
): tf.TensorInfo {
  const size = sizeOf(x.shape);
  const table = sliceTable(runtime, size, channels);
  const numbers = [runtime.pointer(x), runtime.pointer(table), size, channels];
  runtime.call('channelSums', numbers, VALUE_WORK * size);
  return foldSlices(runtime, table, shape, channels, factor);
}
