import type * as tf from '@tensorflow/tfjs-core';
import { activationCode } from '../activation';
import { type KernelCall, type KernelRuntime, sizeOf, VALUE_WORK } from '../kernel-runtime';

/** Bias and activation of a fused operation: the part that the product's function applies, and the part that follows it. */
export interface FusedTail {
  /** Address of one bias per channel, or 0. */
  bias: number;
  activation: number;
  alpha: number;
  /** Applies the rest: a bias of another shape, and prelu, whose slopes are a tensor. */
  finish(product: tf.TensorInfo): tf.TensorInfo;
}

/** Reads the inputs and attributes `bias`, `preluActivationWeights`, `activation` and `leakyreluAlpha` of `_FusedMatMul` and `FusedConv2D`. */
export function fusedTail(runtime: KernelRuntime, name: string, call: KernelCall, channels: number): FusedTail {
  const { bias, preluActivationWeights } = call.inputs;
  const { activation = 'linear', leakyreluAlpha: alpha = 0.2 } = call.attrs as {
    activation?: string;
    leakyreluAlpha?: number;
  };
  const perChannel = bias != null && bias.shape.length === 1 && bias.shape[0] === channels;
  const prelu = activation === 'prelu';
  const code = prelu ? 0 : activationCode(name, activation, ['tanh']);
  if (bias == null || perChannel) {
    const finish = (product: tf.TensorInfo) =>
      prelu ? replace(runtime, product, 'Prelu', { x: product, alpha: preluActivationWeights! }) : product;
    return { bias: runtime.optionalPointer(bias), activation: code, alpha, finish };
  }
  return {
    bias: 0,
    activation: 0,
    alpha: 0,
    finish(product) {
      const sum = replace(runtime, product, 'Add', { a: product, b: bias });
      if (prelu) return replace(runtime, sum, 'Prelu', { x: sum, alpha: preluActivationWeights! });
      const pointer = runtime.pointer(sum);
      const size = sizeOf(sum.shape);
      if (activation !== 'linear') runtime.call('activate', [pointer, pointer, size, code, alpha], VALUE_WORK * size);
      return sum;
    },
  };
}

function replace(
  runtime: KernelRuntime,
  old: tf.TensorInfo,
  kernel: string,
  inputs: KernelCall['inputs'],
): tf.TensorInfo {
  const result = runtime.run(kernel, inputs);
  runtime.dispose(old);
  return result;
}
