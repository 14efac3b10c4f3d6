import * as tf from '@tensorflow/tfjs-core';
import { hasFused, runFused } from '../kernels';
import { activate, fuseActivation } from './activation-function';
import type { Product } from './affine';
import { Conv2D } from './conv2d';
import { convolutionInputGradient, convolutionKernelGradient } from './convolution';

/**
 * The transposed convolution (Dumoulin and Visin 2016, chapter 4), saved as the stock `Conv2DTranspose`.
 *
 * ```ts
 * import { Conv2DTranspose } from '@ae-lab/core';
 * import { sequential } from '@tensorflow/tfjs-layers';
 *
 * const doubling = sequential({
 *   layers: [new Conv2DTranspose({ filters: 1, kernelSize: 3, strides: 2, padding: 'same', seed: 1, inputShape: [14, 14, 16] })],
 * });
 * ```
 */
export class Conv2DTranspose extends Conv2D {
  static override readonly className = 'Conv2DTranspose';

  protected override kernelShape(channels: number): number[] {
    return [...this.options.kernelSize, this.options.filters, channels];
  }

  protected override outputSize(inputSize: number, axis: 0 | 1): number {
    const { kernelSize, strides, padding } = this.options;
    const extra = padding === 'same' ? 0 : Math.max(kernelSize[axis] - strides[axis], 0);
    return inputSize * strides[axis] + extra;
  }

  protected override product(x: tf.Tensor4D, kernel: tf.Tensor4D): Product {
    const { geometry } = this;
    const strides: [number, number] = [...this.options.strides];
    const { padding } = this.options;
    const inputShape = this.computeOutputShape(x.shape) as tf.Tensor4D['shape'];
    return {
      forward(bias, activation) {
        if (!hasFused('AeLabConv2DTranspose')) {
          const z = convolutionInputGradient(x, kernel, { ...geometry, inputShape });
          return activate(bias === undefined ? z : tf.add(z, bias), activation);
        }
        const inputs: Record<string, tf.Tensor> = { dy: x, filter: kernel };
        if (bias !== undefined) inputs.bias = bias;
        return fuseActivation(activation, (fused) => {
          const attributes = { ...geometry, inputShape, activation: fused, leakyreluAlpha: 0 };
          return runFused('AeLabConv2DTranspose', inputs, attributes)![0];
        });
      },
      plain: (): tf.Tensor => tf.conv2dTranspose(x, kernel, inputShape, strides, padding),
      // The roles of input and output are those of the convolution that this layer transposes.
      kernelGradient: (input, dz) => convolutionKernelGradient(dz, input, { ...geometry, filterShape: kernel.shape }),
      inputGradient: (dz): tf.Tensor => tf.conv2d(dz as tf.Tensor4D, kernel, strides, padding),
    };
  }
}
