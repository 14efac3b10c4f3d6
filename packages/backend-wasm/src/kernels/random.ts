import type * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelCall, type KernelRuntime, sizeOf } from '../kernel-runtime';

/** `AeLabRandomNormal` of core/src/kernels.ts: the numbers that `Rng.normals` draws. */
export const randomNormal: Kernel = (runtime, call) => {
  const { mean, deviation } = call.attrs as { mean: number; deviation: number };
  return fill(runtime, call, 'randomNormal', [mean, deviation]);
};

/** `AeLabRandomUniform`: the numbers that `Rng.uniforms` draws. */
export const randomUniform: Kernel = (runtime, call) => {
  const { low, high } = call.attrs as { low: number; high: number };
  return fill(runtime, call, 'randomUniform', [low, high - low]);
};

function fill(
  runtime: KernelRuntime,
  { attrs }: KernelCall,
  kernel: 'randomNormal' | 'randomUniform',
  parameters: [number, number],
): tf.TensorInfo {
  const { key, position, shape } = attrs as { key: [number, number]; position: number; shape: number[] };
  const words = [...key, position % 2 ** 32, Math.floor(position / 2 ** 32)];
  return runtime.compute(kernel, [], shape, [sizeOf(shape), ...words, ...parameters]);
}
