import * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelCall, type KernelRuntime, sizeOf, VALUE_WORK } from '../kernel-runtime';

/** `MaxPool`. */
export const maxPool: Kernel = (runtime, call) => pool(runtime, 'maxPool', call);

/** `AvgPool`: a window that crosses the border averages the pixels inside the image. */
export const avgPool: Kernel = (runtime, call) => pool(runtime, 'averagePool', call);

function pool(runtime: KernelRuntime, name: 'maxPool' | 'averagePool', { inputs, attrs }: KernelCall): tf.TensorInfo {
  const info = poolInfo(inputs.x!, attrs);
  return runtime.compute(name, [inputs.x!], info.outShape, geometry(info), VALUE_WORK * sizeOf(inputs.x!.shape));
}

/** `MaxPoolGrad`: the gradient by `input`. In each window the first of the largest values gets all of it. */
export const maxPoolGrad: Kernel = (runtime, call) => {
  const { dy, input } = call.inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
  return runtime.compute('maxPoolGradient', [dy, input], input.shape, geometry(poolInfo(input, call.attrs)));
};

/** `AvgPoolGrad`: the gradient by `input`. The stock one always divides by the size of the whole window. */
export const avgPoolGrad: Kernel = (runtime, call) => {
  const { dy, input } = call.inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
  return runtime.compute('averagePoolGradient', [dy], input.shape, geometry(poolInfo(input, call.attrs)));
};

function poolInfo({ shape }: tf.TensorInfo, attrs: tf.NamedAttrMap): tf.backend_util.Conv2DInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  return tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize as number,
    strides as number,
    1,
    pad as number,
    dimRoundingMode as 'floor' | undefined,
  );
}

/** Returns the numbers that all functions of assembly/pooling.ts take. */
function geometry(info: tf.backend_util.Conv2DInfo): number[] {
  return [
    ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left],
  ];
}
