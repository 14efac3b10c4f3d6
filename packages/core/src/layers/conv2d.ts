import { checkInteger, checkOneOf } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers } from '@tensorflow/tfjs-layers';
import { activate, type StockActivation } from './activation-function';
import { affine, type Product } from './affine';
import {
  type AffineLayerOptions,
  type CallOptions,
  checkLayerOptions,
  isConstant,
  kernelInitializer,
  pair,
  singleInput,
  singleShape,
} from './layer';

/** Options of {@link Conv2D} and {@link Conv2DTranspose}. */
export interface ConvolutionOptions extends AffineLayerOptions {
  /** The number of output channels. */
  readonly filters: number;
  /** Pixels, one number or [height, width]. */
  readonly kernelSize: number | readonly number[];
  /** Default 1. */
  readonly strides?: number | readonly number[];
  /** Default 'valid'. */
  readonly padding?: 'same' | 'valid';
}

/** activation(x * kernel + bias) for x [n, height, width, channels], saved as the stock `Conv2D`; one tape node. */
export class Conv2D extends layers.Layer {
  /** The name in a saved network, that of the stock layer. */
  static readonly className: string = 'Conv2D';
  protected readonly filters: number;
  protected readonly kernelSize: readonly [number, number];
  protected readonly strides: readonly [number, number];
  protected readonly padding: 'same' | 'valid';
  private readonly activation: StockActivation;
  private readonly useBias: boolean;
  private kernel!: LayerVariable;
  private bias: LayerVariable | undefined;

  /** @param options strides of 1, padding 'valid', no activation and a bias unless told otherwise. */
  constructor(private readonly options: ConvolutionOptions) {
    super(options);
    checkLayerOptions(this.getClassName(), options);
    this.filters = checkInteger('filters', options.filters, { from: 1 });
    this.kernelSize = pair('kernelSize', options.kernelSize);
    this.strides = pair('strides', options.strides ?? 1);
    this.padding = checkOneOf('padding', options.padding ?? 'valid', ['same', 'valid']);
    this.activation = options.activation ?? 'linear';
    this.useBias = options.useBias ?? true;
  }

  override build(inputShape: (number | null)[] | (number | null)[][]): void {
    const channels = singleShape(inputShape)[3] as number;
    this.kernel = this.addWeight('kernel', this.kernelShape(channels), 'float32', kernelInitializer(this.options));
    if (this.useBias) this.bias = this.addWeight('bias', [this.filters], 'float32', initializers.zeros());
    this.built = true;
  }

  override computeOutputShape(inputShape: (number | null)[] | (number | null)[][]): (number | null)[] {
    const [n, height, width] = singleShape(inputShape);
    return [n, this.outputSize(height as number, 0), this.outputSize(width as number, 1), this.filters];
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    { constant, frozen, secondDerivatives = false }: CallOptions,
  ): tf.Tensor {
    return tf.tidy(() => {
      const x = singleInput<tf.Tensor4D>(inputs);
      const kernel = this.kernel.read() as tf.Tensor4D;
      const needs = { weights: frozen !== true, input: !isConstant(x, constant), second: secondDerivatives };
      return affine(this.product(x, kernel), x, kernel, this.bias?.read(), this.activation, needs);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      filters: this.filters,
      kernelSize: [...this.kernelSize],
      strides: [...this.strides],
      padding: this.padding,
      activation: this.activation,
      useBias: this.useBias,
    };
  }

  protected kernelShape(channels: number): number[] {
    return [...this.kernelSize, channels, this.filters];
  }

  protected outputSize(inputSize: number, axis: 0 | 1): number {
    const reach = this.padding === 'same' ? 1 : this.kernelSize[axis];
    return Math.ceil((inputSize - reach + 1) / this.strides[axis]);
  }

  protected product(x: tf.Tensor4D, kernel: tf.Tensor4D): Product {
    const geometry = { strides: [...this.strides], pad: this.padding, dataFormat: 'NHWC', dimRoundingMode: '' };
    return {
      forward(_, __, bias, activation) {
        const fusible = activation === 'tanh' ? 'linear' : activation;
        const inputs: Record<string, tf.TensorInfo> = { x, filter: kernel };
        if (bias !== undefined) inputs.bias = bias;
        const attributes = { ...geometry, dilations: [1, 1], activation: fusible, leakyreluAlpha: 0 };
        const y = tf.engine().runKernel('FusedConv2D', inputs as tf.NamedTensorMap, attributes) as tf.Tensor;
        return activation === fusible ? y : activate(y, activation);
      },
      plain: (): tf.Tensor => tf.conv2d(x, kernel, [...this.strides], this.padding),
      kernelGradient: (input, dz) => convolutionKernelGradient(input, dz, { ...geometry, filterShape: kernel.shape }),
      inputGradient: (dz) => convolutionInputGradient(dz, kernel, { ...geometry, inputShape: x.shape }),
    };
  }
}

interface Geometry {
  readonly strides: number[];
  readonly pad: string;
  readonly dataFormat: string;
  readonly dimRoundingMode: string;
}

/** The gradient of a convolution by its kernel: `x` is the convolution's input, `dy` the gradient by its output. */
export function convolutionKernelGradient(
  x: tf.Tensor,
  dy: tf.Tensor,
  geometry: Geometry & { filterShape: number[] },
): tf.Tensor {
  return tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, { ...geometry });
}

/** The gradient of a convolution by its input, which is the transposed convolution of `dy`. */
export function convolutionInputGradient(
  dy: tf.Tensor,
  filter: tf.Tensor,
  geometry: Geometry & { inputShape: number[] },
): tf.Tensor {
  return tf.engine().runKernel('Conv2DBackpropInput', { dy, filter }, { ...geometry });
}
