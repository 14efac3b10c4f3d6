import type * as tf from '@tensorflow/tfjs-core';
import { activationCode } from '../activation';
import { type Kernel, sizeOf } from '../kernel-runtime';

/** `AeLabActivationGradient` of core/src/kernels.ts: dx = dy * f'(z) from y = f(z), and the sum of dx over all axes but the last. */
export const activationGradient: Kernel = (runtime, { inputs, attrs }) => {
  const { dy, y } = inputs as { dy: tf.TensorInfo; y: tf.TensorInfo };
  const { activation, alpha } = attrs as { activation: string; alpha?: number };
  const channels = y.shape.at(-1) ?? 1;
  const code = activationCode('AeLabActivationGradient', activation, ['relu6']);
  const numbers = [sizeOf(dy.shape), channels, code, alpha ?? 0];
  return runtime.computeAll('activationGradient', [dy, y], [dy.shape, [channels]], numbers);
};
