import * as tf from '@tensorflow/tfjs-core';
import { runFused } from '../kernels';
import { activate } from './activation-function';
import type { Product } from './affine';
import { Conv2D, convolutionInputGradient, convolutionKernelGradient } from './conv2d';

/** The transposed convolution (Dumoulin and Visin 2016, chapter 4), saved as the stock `Conv2DTranspose`. */
export class Conv2DTranspose extends Conv2D {
  static override readonly className = 'Conv2DTranspose';

  protected override kernelShape(channels: number): number[] {
    return [...this.kernelSize, this.filters, channels];
  }

  protected override outputSize(inputSize: number, axis: 0 | 1): number {
    const extra = this.padding === 'same' ? 0 : Math.max(this.kernelSize[axis] - this.strides[axis], 0);
    return inputSize * this.strides[axis] + extra;
  }

  protected override product(x: tf.Tensor4D, kernel: tf.Tensor4D): Product {
    const strides: [number, number] = [...this.strides];
    const geometry = { strides, pad: this.padding, dataFormat: 'NHWC', dimRoundingMode: '' };
    const inputShape = this.computeOutputShape(x.shape) as number[];
    return {
      forward(_, __, bias, activation) {
        const inputs: Record<string, tf.Tensor> = { dy: x, filter: kernel };
        if (bias !== undefined) inputs.bias = bias;
        const fusible = activation === 'tanh' ? 'linear' : activation;
        const attributes = { ...geometry, inputShape, activation: fusible, leakyreluAlpha: 0 };
        const fused = runFused('AeLabConv2DTranspose', inputs, attributes);
        if (fused !== undefined) return activation === fusible ? fused[0] : activate(fused[0], activation);
        const z = convolutionInputGradient(x, kernel, { ...geometry, inputShape });
        return activate(bias === undefined ? z : tf.add(z, bias), activation);
      },
      plain: (): tf.Tensor => tf.conv2dTranspose(x, kernel, inputShape as tf.Tensor4D['shape'], strides, this.padding),
      // The roles of input and output are those of the convolution that this layer transposes.
      kernelGradient: (input, dz) => convolutionKernelGradient(dz, input, { ...geometry, filterShape: kernel.shape }),
      inputGradient: (dz): tf.Tensor => tf.conv2d(dz as tf.Tensor4D, kernel, strides, this.padding),
    };
  }
}
