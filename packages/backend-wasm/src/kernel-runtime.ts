import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelExports } from './kernel-module';

/** What a kernel is given: the inputs by name and the attributes of the operation. */
export interface KernelCall {
  inputs: tf.NamedTensorInfoMap;
  attrs: tf.NamedAttrMap;
}

/** Computes one operation of TensorFlow.js; registered under its name. */
export type Kernel = (runtime: KernelRuntime, call: KernelCall) => tf.TensorInfo | tf.TensorInfo[];

/** A started `wasm` backend with the kernels that work on its memory. */
export class KernelRuntime {
  /** @param stock the kernels that the backend came with and that ours replaced. */
  constructor(
    private readonly backend: BackendWasm,
    readonly kernels: KernelExports,
    private readonly stock: ReadonlyMap<string, tf.KernelConfig>,
  ) {}

  /** Where the values of a tensor lie. Valid as long as the tensor: views of the memory are not, addresses are. */
  pointer(tensor: tf.TensorInfo, dtype: tf.DataType = 'float32'): number {
    if (tensor.dtype !== dtype) {
      throw new Error(`The wasm backend computes this operation for ${dtype} only, got ${tensor.dtype}.`);
    }
    return this.backend.getMemoryOffset(tensor.dataId);
  }

  /** The address of an input that may be left out, or 0. */
  optionalPointer(tensor: tf.TensorInfo | undefined): number {
    return tensor == null ? 0 : this.pointer(tensor);
  }

  /** A new float32 tensor, its values not set. */
  output(shape: number[]): tf.TensorInfo {
    const tensor = this.backend.makeOutput(shape, 'float32');
    if (this.backend.getMemoryOffset(tensor.dataId) === 0) {
      this.dispose(tensor);
      throw new Error(`The wasm backend has no memory left for a tensor of shape [${shape}].`);
    }
    return tensor;
  }

  /** Whether another tensor (a clone, a reshape) holds the same data. */
  isShared(tensor: tf.TensorInfo): boolean {
    return this.backend.refCount(tensor.dataId) > 1;
  }

  /** The same values under another shape; dispose of it like any other. */
  reshape(tensor: tf.TensorInfo, shape: number[]): tf.TensorInfo {
    this.backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
  }

  /** Runs another kernel of the backend on intermediate values. */
  run(kernelName: string, inputs: tf.NamedTensorInfoMap, attrs: tf.NamedAttrMap = {}): tf.TensorInfo {
    const kernel = tf.getKernel(kernelName, 'wasm');
    return kernel.kernelFunc({ inputs, attrs, backend: this.backend }) as tf.TensorInfo;
  }

  /** Runs the stock kernel that ours of the same name replaced. */
  runStock(kernelName: string, { inputs, attrs }: KernelCall): tf.TensorInfo {
    const kernel = this.stock.get(kernelName);
    if (kernel === undefined) throw new Error(`The wasm backend came without its kernel ${kernelName}.`);
    return kernel.kernelFunc({ inputs, attrs, backend: this.backend }) as tf.TensorInfo;
  }

  dispose(...tensors: tf.TensorInfo[]): void {
    for (const { dataId } of tensors) this.backend.disposeData(dataId);
  }
}

/** Number of values of a shape. */
export const sizeOf = (shape: number[]): number => tf.util.sizeFromShape(shape);
