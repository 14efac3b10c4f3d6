import type * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelCall, type KernelRuntime, sizeOf } from '../kernel-runtime';

/** `AeLabRandomNormal` of core/src/kernels.ts: what `Rng.normals` draws, filled in place. */
export const randomNormal: Kernel = (runtime, call) => {
  const { mean, deviation } = call.attrs as { mean: number; deviation: number };
  return fill(runtime, call, 'randomNormal', [mean, deviation]);
};

/** `AeLabRandomUniform`: what `Rng.uniforms` draws. */
export const randomUniform: Kernel = (runtime, call) => {
  const { low, high } = call.attrs as { low: number; high: number };
  return fill(runtime, call, 'randomUniform', [low, high - low]);
};

function fill(
  runtime: KernelRuntime,
  { attrs }: KernelCall,
  kernel: 'randomNormal' | 'randomUniform',
  parameters: [number, number],
): tf.TensorInfo[] {
  const { key, position, shape } = attrs as { key: [number, number]; position: number; shape: number[] };
  const values = runtime.output(shape);
  const words = [...key, position % 2 ** 32, Math.floor(position / 2 ** 32)];
  runtime.kernels[kernel](runtime.pointer(values), sizeOf(shape), ...words, ...parameters);
  return [values];
}
