import type { ImageShape } from '@ae-lab/core';
import type { NetworkName } from './networks';

/** Training steps that start from the saved weights, with the losses of objectives.ts and the saved settings of Adam. */
export interface TrainingTask {
  readonly kind: 'training';
  readonly network: NetworkName;
  readonly image: ImageShape;
  /** Images per step. */
  readonly batch: number;
}

/** One direction of a saved autoencoder, with the result read back. */
export interface InferenceTask {
  readonly kind: 'inference';
  readonly direction: 'encode' | 'decode';
  readonly network: NetworkName;
  readonly batch: number;
}

/** The codes of all images that the inputs have, encoded in batches by a saved autoencoder in inference. */
export interface EncodingTask {
  readonly kind: 'encoding';
  readonly network: NetworkName;
  readonly image: ImageShape;
  /** Images per batch. */
  readonly batch: number;
}

/** The product of two square matrices, either of them transposed. */
export interface ProductTask {
  readonly kind: 'product';
  readonly size: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** One pass of a convolution with `same` padding. */
export interface ConvolutionTask {
  readonly kind: 'convolution';
  readonly pass: 'forward' | 'inputGradient' | 'filterGradient';
  /** [n, height, width, channels]. */
  readonly input: readonly [number, number, number, number];
  readonly filters: number;
  readonly kernelSize: number;
  readonly stride: number;
}

export type KernelTask = ProductTask | ConvolutionTask;
export type Task = TrainingTask | InferenceTask | EncodingTask | KernelTask;

/** Returns [n, height, width, filters]. */
export function outputShape({ input, filters, stride }: ConvolutionTask): [number, number, number, number] {
  const [n, height, width] = input;
  return [n, Math.ceil(height / stride), Math.ceil(width / stride), filters];
}

/** Returns the floating-point operations: a multiplication and an addition count as two, and padding counts as well. */
export function operations(task: KernelTask): number {
  if (task.kind === 'product') return 2 * task.size ** 3;
  const outputs = outputShape(task).reduce((product, size) => product * size, 1);
  return 2 * outputs * task.kernelSize ** 2 * task.input[3];
}
