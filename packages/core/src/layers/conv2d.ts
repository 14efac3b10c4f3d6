import type { Read } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { fuseActivation } from './activation-function';
import type { Product } from './affine';
import { AffineLayer } from './affine-layer';
import {
  CONVOLUTION_OPTIONS,
  type ConvolutionOptions,
  convolutionInputGradient,
  convolutionKernelGradient,
  type Geometry,
} from './convolution';
import { type InputShape, singleShape } from './layer';

/**
 * activation(x * kernel + bias) for x [n, height, width, channels], saved as the stock `Conv2D`.
 *
 * ```ts
 * import { Conv2D } from '@ae-lab/core';
 * import { sequential } from '@tensorflow/tfjs-layers';
 *
 * const halving = sequential({
 *   layers: [new Conv2D({ filters: 16, kernelSize: 3, strides: 2, padding: 'same', seed: 1, inputShape: [28, 28, 1] })],
 * });
 * ```
 */
export class Conv2D extends AffineLayer<Read<typeof CONVOLUTION_OPTIONS>> {
  /** The name in a saved network, that of the stock layer. */
  static readonly className: string = 'Conv2D';

  /** @param options filters and a kernel size, and by default strides of 1, padding 'valid', no activation, a bias and a seed of 0. */
  constructor(options: ConvolutionOptions) {
    super(options, CONVOLUTION_OPTIONS);
  }

  /** @internal */
  override computeOutputShape(inputShape: InputShape): (number | null)[] {
    const [n, height, width] = singleShape(inputShape);
    return [n, this.outputSize(height as number, 0), this.outputSize(width as number, 1), this.options.filters];
  }

  /** The size of the output along an axis. */
  protected outputSize(inputSize: number, axis: 0 | 1): number {
    const { kernelSize, strides, padding } = this.options;
    const reach = padding === 'same' ? 1 : kernelSize[axis];
    return Math.ceil((inputSize - reach + 1) / strides[axis]);
  }

  protected override kernelShape(channels: number): number[] {
    return [...this.options.kernelSize, channels, this.options.filters];
  }

  protected get geometry(): Geometry {
    const { strides, padding } = this.options;
    return { strides: [...strides], pad: padding, dataFormat: 'NHWC', dimRoundingMode: '' };
  }

  protected override product(x: tf.Tensor4D, kernel: tf.Tensor4D): Product {
    const { geometry } = this;
    const { strides, padding } = this.options;
    return {
      forward(bias, activation) {
        const inputs: Record<string, tf.TensorInfo> = { x, filter: kernel };
        if (bias !== undefined) inputs.bias = bias;
        return fuseActivation(activation, (fused) => {
          const attributes = { ...geometry, dilations: [1, 1], activation: fused, leakyreluAlpha: 0 };
          return tf.engine().runKernel('FusedConv2D', inputs as tf.NamedTensorMap, attributes) as tf.Tensor;
        });
      },
      plain: (): tf.Tensor => tf.conv2d(x, kernel, [...strides], padding),
      kernelGradient: (input, dz) => convolutionKernelGradient(input, dz, { ...geometry, filterShape: kernel.shape }),
      inputGradient: (dz) => convolutionInputGradient(dz, kernel, { ...geometry, inputShape: x.shape }),
    };
  }
}
