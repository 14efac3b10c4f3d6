import * as tf from '@tensorflow/tfjs-core';
import type { Inputs } from '../inputs';
import type { Measurement } from '../protocol';
import { type ConvolutionTask, type KernelTask, outputShape } from '../tasks';
import { timed } from './serve';

/** Measures one kernel on the current backend of TensorFlow.js. */
export async function measureKernel(inputs: Inputs, task: KernelTask, repeats: number): Promise<Measurement> {
  const { run, operands } = task.kind === 'product' ? product(inputs, task.size, task) : convolution(inputs, task);
  const check = await magnitude(run());
  const milliseconds = await timed(
    repeats,
    () => run().dispose(),
    () => finished(operands[0]),
  );
  tf.dispose(operands);
  return { milliseconds, check };
}

/** Returns the mean absolute value of a result and disposes of it. */
export async function magnitude(result: tf.Tensor): Promise<number> {
  const value = await read(tf.tidy(() => tf.mean(tf.abs(result))));
  result.dispose();
  return value;
}

/** Waits for a device to finish all its work, which it does in order, by reading one value of a tensor that it holds. */
export async function finished(tensor: tf.Tensor): Promise<void> {
  await read(tf.tidy(() => tf.slice(tf.reshape(tensor, [-1]), 0, 1)));
}

/** Returns the only value of a tensor and disposes of it. The read is asynchronous because WebGPU in Node has no other. */
export async function read(tensor: tf.Tensor): Promise<number> {
  const [value] = await tensor.data();
  tensor.dispose();
  return value;
}

interface Kernel {
  readonly run: () => tf.Tensor;
  readonly operands: tf.Tensor[];
}

function product(inputs: Inputs, size: number, transposes: { transposeA: boolean; transposeB: boolean }): Kernel {
  const [a, b] = ([0, 1] as const).map((which) => tf.tensor2d(inputs.operand(which, size * size), [size, size]));
  return { run: () => tf.matMul(a, b, transposes.transposeA, transposes.transposeB), operands: [a, b] };
}

function convolution(inputs: Inputs, task: ConvolutionTask): Kernel {
  const { input, filters, kernelSize, stride, pass } = task;
  const kernelShape: [number, number, number, number] = [kernelSize, kernelSize, input[3], filters];
  const operand = (which: 0 | 1, shape: [number, number, number, number]) =>
    tf.tensor4d(
      inputs.operand(
        which,
        shape.reduce((product, size) => product * size, 1),
      ),
      shape,
    );
  if (pass === 'forward') {
    const [x, kernel] = [operand(0, [...input]), operand(1, kernelShape)];
    return { run: () => tf.conv2d(x, kernel, stride, 'same'), operands: [x, kernel] };
  }
  const dy = operand(0, outputShape(task));
  if (pass === 'inputGradient') {
    const kernel = operand(1, kernelShape);
    return { run: () => tf.conv2dTranspose(dy, kernel, [...input], stride, 'same'), operands: [dy, kernel] };
  }
  const x = operand(1, [...input]);
  const geometry = { strides: [stride, stride], pad: 'same', dataFormat: 'NHWC', dimRoundingMode: 'round' };
  const attributes = { ...geometry, filterShape: kernelShape };
  return {
    run: () =>
      tf.engine().runKernel('Conv2DBackpropFilter', { x, dy } as unknown as tf.NamedTensorMap, attributes) as tf.Tensor,
    operands: [x, dy],
  };
}
