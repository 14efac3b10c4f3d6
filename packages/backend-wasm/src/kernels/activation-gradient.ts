import type * as tf from '@tensorflow/tfjs-core';
import { activationCode } from '../activation';
import { type Kernel, sizeOf } from '../kernel-runtime';

/** `AeLabActivationGradient` of core/src/kernels.ts: dx = dy * f'(z) from y = f(z), and its sum over all axes but the last. */
export const activationGradient: Kernel = (runtime, { inputs, attrs }) => {
  const { dy, y } = inputs as { dy: tf.TensorInfo; y: tf.TensorInfo };
  const { activation, alpha } = attrs as { activation: string; alpha?: number };
  const channels = y.shape.at(-1) ?? 1;
  const code = activationCode('AeLabActivationGradient', activation, ['relu6']);
  const pointers = [runtime.pointer(dy), runtime.pointer(y)];
  const dx = runtime.output(dy.shape);
  const biasGradient = runtime.output([channels]);
  pointers.push(runtime.pointer(dx), runtime.pointer(biasGradient));
  runtime.kernels.activationGradient(...pointers, sizeOf(dy.shape), channels, code, alpha ?? 0);
  return [dx, biasGradient];
};
