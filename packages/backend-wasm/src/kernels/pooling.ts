import * as tf from '@tensorflow/tfjs-core';
import type { Kernel, KernelCall, KernelRuntime } from '../kernel-runtime';

/** `MaxPool`: the stock kernel, but for sizes that make it write out of bounds. */
export const maxPool: Kernel = (runtime, call) => pool(runtime, 'MaxPool', call);

/** `AvgPool`: likewise. */
export const avgPool: Kernel = (runtime, call) => pool(runtime, 'AvgPool', call);

function pool(runtime: KernelRuntime, name: string, call: KernelCall): tf.TensorInfo {
  const { filterSize, strides, pad } = call.attrs;
  const isSquare = (sizes: unknown) => new Set([sizes].flat()).size === 1;
  if (typeof pad === 'number' && !(isSquare(filterSize) && isSquare(strides))) {
    throw new Error(
      `${name}: for padding in pixels TensorFlow.js takes windows and strides for square, got ` +
        `window [${filterSize}] and strides [${strides}]. Use pad 'same' or 'valid'.`,
    );
  }
  return runtime.runStock(name, call);
}

/** `MaxPoolGrad`: the gradient by `input`; the first of equal values in a window gets it. */
export const maxPoolGrad: Kernel = (runtime, call) => {
  const { dy, input } = call.inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
  const pointers = [runtime.pointer(dy), runtime.pointer(input)];
  const dx = runtime.output(input.shape);
  runtime.kernels.maxPoolGradient(...pointers, runtime.pointer(dx), ...geometry(call));
  return dx;
};

/**
 * `AvgPoolGrad`: the gradient by `input`. Windows over the border average the pixels within, as `AvgPool` does; the kernels
 * of TensorFlow.js always divide by the whole window there.
 */
export const avgPoolGrad: Kernel = (runtime, call) => {
  const { dy, input } = call.inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
  const dyPointer = runtime.pointer(dy);
  const dx = runtime.output(input.shape);
  runtime.kernels.averagePoolGradient(dyPointer, runtime.pointer(dx), ...geometry(call));
  return dx;
};

/** The arguments that both kernels of assembly/pooling.ts share. */
function geometry({ inputs, attrs }: KernelCall): number[] {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const info = tf.backend_util.computePool2DInfo(
    inputs.input!.shape as [number, number, number, number],
    filterSize as number,
    strides as number,
    1,
    pad as number,
    dimRoundingMode as 'floor' | undefined,
  );
  return [
    ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left],
  ];
}
