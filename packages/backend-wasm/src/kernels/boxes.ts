import * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelRuntime, sizeOf, VALUE_WORK } from '../kernel-runtime';

/** `Slice` of up to four axes of float32 values, copied within WebAssembly; others go to the stock kernel. */
export const slice: Kernel = (runtime, call) => {
  const { x } = call.inputs as { x: tf.TensorInfo };
  const { begin, size } = call.attrs as { begin: number[]; size: number[] };
  const [from, sizes] = tf.slice_util.parseSliceParams(x, begin, size);
  if (!copyable(x, sizes)) return runtime.runStock('Slice', call);
  const y = runtime.output(sizes);
  copyBox(runtime, { tensor: x, from }, { tensor: y, from: sizes.map(() => 0) }, sizes);
  return y;
};

/** `PadV2` of up to four axes of float32 values. */
export const padV2: Kernel = (runtime, call) => {
  const { x } = call.inputs as { x: tf.TensorInfo };
  const { paddings, constantValue } = call.attrs as { paddings: [number, number][]; constantValue: number };
  if (!copyable(x, x.shape)) return runtime.runStock('PadV2', call);
  const y = runtime.output(x.shape.map((size, axis) => paddings[axis]![0] + size + paddings[axis]![1]));
  runtime.call('fill', [runtime.pointer(y), sizeOf(y.shape), constantValue], VALUE_WORK * sizeOf(y.shape));
  const origin = { tensor: x, from: x.shape.map(() => 0) };
  copyBox(runtime, origin, { tensor: y, from: paddings.map(([before]) => before) }, x.shape);
  return y;
};

/** The first corner of a box in a tensor. */
interface Corner {
  tensor: tf.TensorInfo;
  from: number[];
}

const copyable = ({ dtype, shape }: tf.TensorInfo, sizes: number[]) =>
  dtype === 'float32' && shape.length > 0 && shape.length <= 4 && sizeOf(sizes) > 0;

function copyBox(runtime: KernelRuntime, source: Corner, target: Corner, sizes: number[]): void {
  const leading = (value: number) => Array<number>(4 - sizes.length).fill(value);
  const strides = ({ tensor }: Corner) => [...leading(0), ...tf.util.computeStrides(tensor.shape)];
  const start = ({ tensor, from }: Corner) => {
    const index = tf.util.locToIndex(from, from.length, tf.util.computeStrides(tensor.shape));
    return runtime.pointer(tensor) + 4 * index;
  };
  const counts = [...leading(1), ...sizes];
  const numbers = [start(source), start(target), ...counts, ...strides(source), ...strides(target)];
  runtime.call('copyBox', numbers, VALUE_WORK * sizeOf(sizes));
}
