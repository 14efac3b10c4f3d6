import { BackendError } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelCall, sizeOf, VALUE_WORK } from '../kernel-runtime';
import { foldSlices } from './slices';

/** The losses of assembly/losses.ts and their numbers there. */
const LOSSES: Readonly<Record<string, number>> = { mse: 0, bce: 1 };

/** `AeLabReconstructionLoss` of core/src/kernels.ts: the sum of the loss over all pixels, divided by `divisor`. */
export const reconstructionLoss: Kernel = (runtime, call) => {
  const { images, reconstruction } = call.inputs as { images: tf.TensorInfo; reconstruction: tf.TensorInfo };
  const [count, ...pixels] = images.shape as [number, ...number[]];
  const [kind, divisor] = parameters(call);
  const numbers = [count, sizeOf(pixels), kind];
  const work = VALUE_WORK * sizeOf(images.shape);
  const losses = runtime.compute('imageLosses', [images, reconstruction], [count, 1], numbers, work);
  return foldSlices(runtime, losses, [], 1, 1 / divisor);
};

/** `AeLabReconstructionLossGradient`: the gradient of that loss by the reconstruction, times the scalar `dy`. */
export const reconstructionLossGradient: Kernel = (runtime, call) => {
  const { dy, images, reconstruction } = call.inputs as Record<'dy' | 'images' | 'reconstruction', tf.TensorInfo>;
  const numbers = [sizeOf(images.shape), ...parameters(call)];
  return runtime.compute('reconstructionLossGradient', [dy, images, reconstruction], images.shape, numbers);
};

function parameters({ inputs, attrs }: KernelCall): [kind: number, divisor: number] {
  const { loss, divisor } = attrs as { loss: string; divisor: number };
  const kind = LOSSES[loss];
  if (kind === undefined) {
    throw new BackendError(
      `Reconstruction loss: expected one of ${Object.keys(LOSSES).join(', ')} as loss, got '${loss}'.`,
    );
  }
  const { images, reconstruction } = inputs as { images: tf.TensorInfo; reconstruction: tf.TensorInfo };
  if (String(images.shape) !== String(reconstruction.shape)) {
    throw new BackendError(
      `Reconstruction loss: expected a reconstruction of shape [${images.shape}], got [${reconstruction.shape}].`,
    );
  }
  return [kind, divisor];
}
