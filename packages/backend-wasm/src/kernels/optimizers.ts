import { BackendError } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelCall, type KernelRuntime, sizeOf } from '../kernel-runtime';

/**
 * `AeLabSgd` of core/src/kernels.ts, in one pass. Like those of the other optimizers, its results are new tensors. Writing in
 * place would change the tensors that share the memory (clones and reshapes), and would miss the weights that the backend has
 * cached in packed form for each tensor.
 */
export const sgd: Kernel = (runtime, call) => {
  const { learningRate, momentum } = numbers(call);
  return step(runtime, call, 'sgd', ['velocity'], [learningRate!, momentum!]);
};

/** `AeLabRmsProp`. */
export const rmsProp: Kernel = (runtime, call) => {
  const { learningRate, decay, epsilon } = numbers(call);
  return step(runtime, call, 'rmsProp', ['meanSquare'], [learningRate!, decay!, 1 - decay!, epsilon!]);
};

/** `AeLabAdam`. */
export const adam: Kernel = (runtime, call) => {
  const { learningRate, beta1, beta2, epsilon, weightDecay, step: count } = numbers(call);
  const rate1 = learningRate! / (1 - beta1! ** count!);
  const scale2 = 1 / (1 - beta2! ** count!);
  const factors = [rate1, scale2, beta1!, 1 - beta1!, beta2!, 1 - beta2!, epsilon!, 1 - learningRate! * weightDecay!];
  return step(runtime, call, 'adam', ['firstMoment', 'secondMoment'], factors);
};

const numbers = (call: KernelCall) => call.attrs as Record<string, number>;

/** Computes the new `variable` and `slots` from `gradient`; all have the same shape. */
function step(
  runtime: KernelRuntime,
  { inputs }: KernelCall,
  name: 'sgd' | 'rmsProp' | 'adam',
  slots: string[],
  factors: number[],
): tf.TensorInfo[] {
  const { variable, gradient } = inputs as { variable: tf.TensorInfo; gradient: tf.TensorInfo };
  const given = [variable, gradient, ...slots.map((slot) => inputs[slot]!)];
  const size = sizeOf(variable.shape);
  for (const tensor of given) {
    if (sizeOf(tensor.shape) !== size) {
      throw new BackendError(
        `Optimizer step: expected a gradient and moments of shape [${variable.shape}], got [${tensor.shape}].`,
      );
    }
  }
  const shapes = ['variable', ...slots].map(() => variable.shape);
  return runtime.computeAll(name, given, shapes, [size, ...factors]);
}
