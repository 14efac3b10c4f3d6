import type * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelCall, sizeOf } from '../kernel-runtime';

/** The losses of assembly/losses.ts and their numbers there. */
const LOSSES: Readonly<Record<string, number>> = { mse: 0, bce: 1 };

/** `AeLabReconstructionLoss` of core/src/kernels.ts: the loss of all pixels, summed and divided by `divisor`. */
export const reconstructionLoss: Kernel = (runtime, call) => {
  const { images, reconstruction } = call.inputs as { images: tf.TensorInfo; reconstruction: tf.TensorInfo };
  const [kind, divisor] = parameters(call);
  const pointers = [runtime.pointer(images), runtime.pointer(reconstruction)];
  const value = runtime.output([]);
  const [count, ...pixels] = images.shape as [number, ...number[]];
  runtime.kernels.reconstructionLoss(...pointers, runtime.pointer(value), count, sizeOf(pixels), kind, divisor);
  return value;
};

/** `AeLabReconstructionLossGradient`: its gradient by the reconstruction, times the scalar `dy`. */
export const reconstructionLossGradient: Kernel = (runtime, call) => {
  const { dy, images, reconstruction } = call.inputs as Record<'dy' | 'images' | 'reconstruction', tf.TensorInfo>;
  const [kind, divisor] = parameters(call);
  const pointers = [dy, images, reconstruction].map((tensor) => runtime.pointer(tensor));
  const gradient = runtime.output(images.shape);
  const size = sizeOf(images.shape);
  runtime.kernels.reconstructionLossGradient(...pointers, runtime.pointer(gradient), size, kind, divisor);
  return gradient;
};

function parameters({ inputs, attrs }: KernelCall): [kind: number, divisor: number] {
  const { loss, divisor } = attrs as { loss: string; divisor: number };
  const kind = LOSSES[loss];
  if (kind === undefined) {
    throw new Error(`Reconstruction loss: expected one of ${Object.keys(LOSSES).join(', ')} as loss, got '${loss}'.`);
  }
  const { images, reconstruction } = inputs as { images: tf.TensorInfo; reconstruction: tf.TensorInfo };
  if (String(images.shape) !== String(reconstruction.shape)) {
    throw new Error(
      `Reconstruction loss: expected a reconstruction of shape [${images.shape}], got [${reconstruction.shape}].`,
    );
  }
  return [kind, divisor];
}
