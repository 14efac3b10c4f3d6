import { kind, type Rng } from '@ae-lab/base';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import {
  Activation,
  type ActivationName,
  BatchNormalization,
  Conv2D,
  Conv2DTranspose,
  Dense,
  Dropout,
  LeakyReLU,
} from '../layers';
import { STOCK_ACTIVATIONS } from '../layers/activation-function';
import type { Padding, ResolvedArchitecture } from './architecture';

/** Appends named, seeded layers to a network. Within a block the order is product, batch normalisation, activation, dropout. */
export class NetworkBuilder {
  private readonly input: SymbolicTensor;
  private head: SymbolicTensor;
  private blocks = 0;

  constructor(
    inputShape: readonly number[],
    private readonly architecture: ResolvedArchitecture,
    private readonly rng: Rng,
  ) {
    this.input = input({ shape: [...inputShape], name: 'input' });
    this.head = this.input;
  }

  /** The shape of the last layer's output, without the batch. */
  get shape(): number[] {
    return this.head.shape.slice(1) as number[];
  }

  /** Appends a hidden dense block. */
  dense(units: number): this {
    const { architecture } = this;
    const dropout = architecture.kind === 'dense' ? architecture.dropout : architecture.denseDropout;
    return this.hidden((options) => new Dense({ units, ...options }), dropout);
  }

  /** Appends a hidden convolution block. */
  convolution(filters: number, kernelSize: number, strides: number, padding: Padding): this {
    return this.hidden((options) => new Conv2D({ filters, kernelSize, strides, padding, ...options }));
  }

  /** Appends a transposed convolution to images of `size`: a hidden block, or the last layer if `outputActivation` is given. */
  transposedConvolution(
    filters: number,
    kernelSize: number,
    strides: number,
    padding: Padding,
    size: readonly [number, number],
    outputActivation?: OutputActivation,
  ): this {
    const make = (options: BlockOptions) => new Conv2DTranspose({ filters, kernelSize, strides, padding, ...options });
    const built = outputActivation === undefined ? this.hidden(make) : this.append(make(this.output(outputActivation)));
    return built.resize(size);
  }

  /** Appends the last dense layer, without normalisation and dropout. */
  denseOutput(units: number, activation: OutputActivation): this {
    return this.append(new Dense({ units, ...this.output(activation) }));
  }

  flatten(): this {
    return this.append(layers.flatten({ name: 'flatten' }));
  }

  reshape(shape: readonly number[]): this {
    return this.append(layers.reshape({ targetShape: [...shape], name: 'reshape' }));
  }

  build(name: string): LayersModel {
    return model({ inputs: this.input, outputs: this.head, name });
  }

  /** Crops or zero-pads at the bottom and on the right, where the mirrored convolution rounded its output size. */
  private resize([height, width]: readonly [number, number]): this {
    const [rows, columns] = [height - this.shape[0], width - this.shape[1]];
    const name = `resize${this.blocks}`;
    if (rows < 0 || columns < 0) {
      const cropping: [[number, number], [number, number]] = [
        [0, Math.max(-rows, 0)],
        [0, Math.max(-columns, 0)],
      ];
      this.append(layers.cropping2D({ cropping, name: `${name}-crop` }));
    }
    if (rows > 0 || columns > 0) {
      const padding: [[number, number], [number, number]] = [
        [0, Math.max(rows, 0)],
        [0, Math.max(columns, 0)],
      ];
      this.append(layers.zeroPadding2d({ padding, name: `${name}-pad` }));
    }
    return this;
  }

  private hidden(make: (options: BlockOptions) => layers.Layer, dropout = this.architecture.dropout): this {
    const { activation, batchNormalization } = this.architecture;
    const fused = batchNormalization || activation === 'leakyrelu' ? 'linear' : activation;
    const options = { ...this.output(fused), useBias: !batchNormalization };
    this.append(make(options));
    if (batchNormalization) this.append(new BatchNormalization({ name: `${options.name}-norm` }));
    if (fused !== activation) this.append(activationLayer(activation, `${options.name}-${activation}`));
    if (dropout > 0) this.append(new Dropout({ rate: dropout, name: `${options.name}-dropout` }));
    return this;
  }

  private output(activation: OutputActivation): BlockOptions {
    const name = `block${++this.blocks}`;
    return { name, activation, useBias: true, seed: this.rng.split(name).integer(2 ** 31) };
  }

  private append(layer: layers.Layer): this {
    this.head = layer.apply(this.head) as SymbolicTensor;
    return this;
  }
}

/** An activation that a dense or convolutional layer computes itself. */
export type OutputActivation = Exclude<ActivationName, 'leakyrelu'>;

/** The kind of an {@link OutputActivation}. */
export const OUTPUT_ACTIVATION = kind.choice(STOCK_ACTIVATIONS);

interface BlockOptions {
  readonly name: string;
  readonly activation: OutputActivation;
  readonly useBias: boolean;
  readonly seed: number;
}

function activationLayer(activation: ActivationName, name: string): layers.Layer {
  return activation === 'leakyrelu' ? new LeakyReLU({ alpha: 0.2, name }) : new Activation({ activation, name });
}
