import type * as tf from '@tensorflow/tfjs-core';
import { activationCode } from '../activation';
import { type Kernel, sizeOf, VALUE_WORK } from '../kernel-runtime';
import { foldSlices, sliceTable } from './slices';

/** `AeLabActivationGradient` of core/src/kernels.ts: dx = dy * f'(z) from y = f(z), and the sum of dx over all axes but the last. */
export const activationGradient: Kernel = (runtime, { inputs, attrs }) => {
  const { dy, y } = inputs as { dy: tf.TensorInfo; y: tf.TensorInfo };
  const { activation, alpha } = attrs as { activation: string; alpha?: number };
  const channels = y.shape.at(-1) ?? 1;
  const code = activationCode('AeLabActivationGradient', activation, ['relu6']);
  const size = sizeOf(dy.shape);
  const table = sliceTable(runtime, size, channels);
  const dx = runtime.output(dy.shape);
  const pointers = [dy, y, dx, table].map((tensor) => runtime.pointer(tensor));
  runtime.call('activationGradient', [...pointers, size, channels, code, alpha ?? 0], VALUE_WORK * size);
  return [dx, foldSlices(runtime, table, [channels], channels, 1)];
};
