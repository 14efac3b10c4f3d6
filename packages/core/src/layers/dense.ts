import { checkInteger } from '@ae-lab/base';
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
  singleInput,
  singleShape,
} from './layer';

/** Options of {@link Dense}. */
export interface DenseOptions extends AffineLayerOptions {
  /** The size of the output. */
  readonly units: number;
}

/** activation(x · kernel + bias) for x [n, inputs], saved as the stock `Dense`; one node of the gradient tape. */
export class Dense extends layers.Layer {
  static readonly className = 'Dense';
  private readonly units: number;
  private readonly activation: StockActivation;
  private readonly useBias: boolean;
  private kernel!: LayerVariable;
  private bias: LayerVariable | undefined;

  /** @param options no activation and a bias unless told otherwise. */
  constructor(private readonly options: DenseOptions) {
    super(options);
    checkLayerOptions('Dense', options);
    this.units = checkInteger('units', options.units, { from: 1 });
    this.activation = options.activation ?? 'linear';
    this.useBias = options.useBias ?? true;
  }

  override build(inputShape: (number | null)[] | (number | null)[][]): void {
    const inputs = singleShape(inputShape).at(-1) as number;
    this.kernel = this.addWeight('kernel', [inputs, this.units], 'float32', kernelInitializer(this.options));
    if (this.useBias) this.bias = this.addWeight('bias', [this.units], 'float32', initializers.zeros());
    this.built = true;
  }

  override computeOutputShape(inputShape: (number | null)[] | (number | null)[][]): (number | null)[] {
    return [...singleShape(inputShape).slice(0, -1), this.units];
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    { constant, frozen, secondDerivatives = false }: CallOptions,
  ): tf.Tensor {
    return tf.tidy(() => {
      const x = singleInput<tf.Tensor2D>(inputs);
      const kernel = this.kernel.read() as tf.Tensor2D;
      const needs = { weights: frozen !== true, input: !isConstant(x, constant), second: secondDerivatives };
      return affine(denseProduct(kernel), x, kernel, this.bias?.read(), this.activation, needs);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), units: this.units, activation: this.activation, useBias: this.useBias };
  }
}

function denseProduct(kernel: tf.Tensor2D): Product {
  return {
    forward(x, _, bias, activation) {
      const fusible = activation === 'tanh' ? 'linear' : activation;
      // Products of a batch of one: the kernel of TensorFlow.js' own 'wasm' backend reads a third dimension.
      const inputs: Record<string, tf.TensorInfo> = { a: tf.expandDims(x), b: tf.expandDims(kernel) };
      if (bias !== undefined) inputs.bias = bias;
      const attributes = { transposeA: false, transposeB: false, activation: fusible, leakyreluAlpha: 0 };
      const product = tf.engine().runKernel('_FusedMatMul', inputs as tf.NamedTensorMap, attributes) as tf.Tensor;
      const y = tf.squeeze(product, [0]);
      return activation === fusible ? y : activate(y, activation);
    },
    plain: (x) => tf.matMul(x as tf.Tensor2D, kernel),
    kernelGradient: (x, dz) => tf.matMul(x as tf.Tensor2D, dz as tf.Tensor2D, true, false),
    inputGradient: (dz) => tf.matMul(dz as tf.Tensor2D, kernel, false, true),
  };
}
