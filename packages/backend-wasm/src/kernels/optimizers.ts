import type * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelCall, type KernelRuntime, sizeOf } from '../kernel-runtime';

/**
 * The optimizer steps of core/src/kernels.ts, one pass each. Results are new tensors: the backend caches weights in packed
 * form by tensor, and clones and reshapes share memory, so writing in place would change or miss what others hold.
 */
export const sgd: Kernel = (runtime, call) => {
  const { learningRate, momentum } = numbers(call);
  return step(runtime, call, ['velocity'], (pointers, size) =>
    runtime.kernels.sgd(...pointers, size, learningRate!, momentum!),
  );
};

export const rmsProp: Kernel = (runtime, call) => {
  const { learningRate, decay, epsilon } = numbers(call);
  return step(runtime, call, ['meanSquare'], (pointers, size) =>
    runtime.kernels.rmsProp(...pointers, size, learningRate!, decay!, 1 - decay!, epsilon!),
  );
};

export const adam: Kernel = (runtime, call) => {
  const { learningRate, beta1, beta2, epsilon, weightDecay, step: count } = numbers(call) as Record<string, number>;
  const rate1 = learningRate! / (1 - beta1! ** count!);
  const scale2 = 1 / (1 - beta2! ** count!);
  const factors = [rate1, scale2, beta1!, 1 - beta1!, beta2!, 1 - beta2!, epsilon!, 1 - learningRate! * weightDecay!];
  return step(runtime, call, ['firstMoment', 'secondMoment'], (pointers, size) =>
    runtime.kernels.adam(...pointers, size, ...factors),
  );
};

const numbers = (call: KernelCall) => call.attrs as Record<string, number>;

/** Runs an update of `variable` and its `slots` from `gradient`; all have one shape. */
function step(
  runtime: KernelRuntime,
  { inputs }: KernelCall,
  slots: string[],
  update: (pointers: number[], size: number) => void,
): tf.TensorInfo[] {
  const { variable, gradient } = inputs as { variable: tf.TensorInfo; gradient: tf.TensorInfo };
  const given = [variable, gradient, ...slots.map((slot) => inputs[slot]!)];
  const size = sizeOf(variable.shape);
  for (const tensor of given) {
    if (sizeOf(tensor.shape) !== size) {
      throw new Error(
        `Optimizer step: expected a gradient and moments of shape [${variable.shape}], got [${tensor.shape}].`,
      );
    }
  }
  const from = given.map((tensor) => runtime.pointer(tensor));
  const results = ['variable', ...slots].map(() => runtime.output(variable.shape));
  update([...from, ...results.map((tensor) => runtime.pointer(tensor))], size);
  return results;
}
