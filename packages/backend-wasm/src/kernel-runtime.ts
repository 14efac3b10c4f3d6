import { BackendError } from '@ae-lab/base';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelExports } from './kernel-module';
import type { KernelThreads } from './threads/kernel-threads';

/** The arguments of a kernel: inputs by name and attributes of the operation. */
export interface KernelCall {
  inputs: tf.NamedTensorInfoMap;
  attrs: tf.NamedAttrMap;
}

/** Computes one operation of TensorFlow.js; registered under its name. */
export type Kernel = (runtime: KernelRuntime, call: KernelCall) => tf.TensorInfo | tf.TensorInfo[];

/** A started `wasm` backend with the functions of assembly/ on its memory. */
export class KernelRuntime {
  /** @param stock the backend's own kernels that ours replaced. */
  constructor(
    private readonly backend: BackendWasm,
    private readonly threads: KernelThreads,
    private readonly stock: ReadonlyMap<string, tf.KernelConfig>,
  ) {}

  /**
   * Calls a function of assembly/, on all threads if it is worth it.
   *
   * @param work what it costs, in multiplications of float32 numbers.
   */
  call(name: keyof KernelExports, numbers: readonly number[], work: number): void {
    this.threads.run(name, numbers, work);
  }

  /**
   * Calls a function of assembly/ with the addresses of its inputs, those of its outputs, and numbers, in this order.
   *
   * @param inputs float32 tensors, or addresses.
   * @param shapes the shapes of the outputs.
   * @param work as in {@link call}. Default: that of a few operations for each value of the outputs.
   * @returns the outputs, new float32 tensors.
   */
  computeAll(
    name: keyof KernelExports,
    inputs: readonly (tf.TensorInfo | number)[],
    shapes: readonly number[][],
    numbers: readonly number[],
    work = VALUE_WORK * Math.max(...shapes.map(sizeOf)),
  ): tf.TensorInfo[] {
    // Before the outputs are allocated, so that a refused input leaks nothing.
    const from = inputs.map((input) => (typeof input === 'number' ? input : this.pointer(input)));
    const outputs = shapes.map((shape) => this.output(shape));
    this.call(name, [...from, ...outputs.map((output) => this.pointer(output)), ...numbers], work);
    return outputs;
  }

  /** Does the same as {@link computeAll} for a function with one output. */
  compute(
    name: keyof KernelExports,
    inputs: readonly (tf.TensorInfo | number)[],
    shape: number[],
    numbers: readonly number[],
    work?: number,
  ): tf.TensorInfo {
    return this.computeAll(name, inputs, [shape], numbers, work)[0]!;
  }

  /** Returns the address of a tensor's values. It stays valid as long as the tensor, unlike a view of the memory. */
  pointer(tensor: tf.TensorInfo, dtype: tf.DataType = 'float32'): number {
    if (tensor.dtype !== dtype) {
      throw new BackendError(`The wasm backend computes this operation for ${dtype} only, got ${tensor.dtype}.`);
    }
    return this.backend.getMemoryOffset(tensor.dataId);
  }

  /** Returns the address of an optional input, or 0. */
  optionalPointer(tensor: tf.TensorInfo | undefined): number {
    return tensor == null ? 0 : this.pointer(tensor);
  }

  /** Returns a new float32 tensor with arbitrary values. */
  output(shape: number[]): tf.TensorInfo {
    return this.backend.makeOutput(shape, 'float32');
  }

  /** Returns whether another tensor (a clone, a reshape) shares the data. */
  isShared(tensor: tf.TensorInfo): boolean {
    return this.backend.refCount(tensor.dataId) > 1;
  }

  /** Returns a tensor of another shape that shares the values; it must be disposed like any other. */
  reshape(tensor: tf.TensorInfo, shape: number[]): tf.TensorInfo {
    this.backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
  }

  /** Runs another kernel of the backend, on intermediate values. */
  run(kernelName: string, inputs: tf.NamedTensorInfoMap, attrs: tf.NamedAttrMap = {}): tf.TensorInfo {
    const kernel = tf.getKernel(kernelName, 'wasm');
    return kernel.kernelFunc({ inputs, attrs, backend: this.backend }) as tf.TensorInfo;
  }

  /** Runs the backend's own kernel that ours of the same name replaced. */
  runStock(kernelName: string, { inputs, attrs }: KernelCall): tf.TensorInfo {
    const kernel = this.stock.get(kernelName);
    if (kernel === undefined) throw new BackendError(`The wasm backend has no kernel ${kernelName} of its own.`);
    return kernel.kernelFunc({ inputs, attrs, backend: this.backend }) as tf.TensorInfo;
  }

  dispose(...tensors: tf.TensorInfo[]): void {
    for (const { dataId } of tensors) this.backend.disposeData(dataId);
  }
}

/** The cost of a pass over one value, in multiplications: the time to load and store it. */
export const VALUE_WORK = 8;

/** Returns the number of values of a shape. */
export const sizeOf = (shape: number[]): number => tf.util.sizeFromShape(shape);
