import { BackendError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { Kernel, KernelCall, KernelRuntime } from '../kernel-runtime';

/** `MaxPool`: the stock kernel; refuses the sizes for which that writes out of bounds. */
export const maxPool: Kernel = (runtime, call) => pool(runtime, 'MaxPool', call);

/** `AvgPool`: the stock kernel, with the same refusal. */
export const avgPool: Kernel = (runtime, call) => pool(runtime, 'AvgPool', call);

function pool(runtime: KernelRuntime, name: string, call: KernelCall): tf.TensorInfo {
  const { filterSize, strides, pad } = call.attrs;
  const isSquare = (sizes: unknown) => new Set([sizes].flat()).size === 1;
  if (typeof pad === 'number' && !(isSquare(filterSize) && isSquare(strides))) {
    throw new BackendError(
      `${name}: with padding in pixels TensorFlow.js supports only square windows and strides, got ` +
        `window [${filterSize}] and strides [${strides}]. Use pad 'same' or 'valid'.`,
    );
  }
  return runtime.runStock(name, call);
}

/** `MaxPoolGrad`: the gradient by `input`. In each window the first of the largest values gets all of it. */
export const maxPoolGrad: Kernel = (runtime, call) => {
  const { dy, input } = call.inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
  return runtime.compute('maxPoolGradient', [dy, input], input.shape, geometry(call));
};

/**
 * `AvgPoolGrad`: the gradient by `input`. As in `AvgPool`, a window that crosses the border averages the pixels inside the
 * image; the gradient kernels of TensorFlow.js always divide by the size of the whole window.
 */
export const avgPoolGrad: Kernel = (runtime, call) => {
  const { dy, input } = call.inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
  return runtime.compute('averagePoolGradient', [dy], input.shape, geometry(call));
};

/** Returns the numbers that both functions of assembly/pooling.ts take. */
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
