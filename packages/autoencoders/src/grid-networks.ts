import * as core from '@ae-lab/core';
import { checkImageShape, OUTPUT_ACTIVATION } from '@ae-lab/core/internal';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkDecoder, type NetworkPair } from './network-pair';

/** The sizes of the networks of a {@link VqVae}, from images to a grid of vectors and back. */
export interface GridNetworkOptions {
  /** [height, width, channels] of the images. Default [28, 28, 1]. */
  readonly imageShape?: core.ImageShape;
  /** The size of the vector at each place of the grid, at least 1. Default 16. */
  readonly embeddingDim?: number;
  /** Channels of the encoder's convolutions, each of which halves height and width. Default [32, 64]: 28 x 28 to 7 x 7. */
  readonly widths?: readonly number[];
  /** Whether all layers but the last of each network have batch normalisation. Default true. */
  readonly batchNormalization?: boolean;
  /** The activation of the pixels. Default 'sigmoid', for images in [0, 1]. */
  readonly outputActivation?: core.OutputActivation;
}

/** The description of {@link GridNetworkOptions}. */
export const GRID_NETWORK_OPTIONS = {
  imageShape: core.optional(core.kind.imageShape, [28, 28, 1]),
  embeddingDim: core.optional(core.kind.integer({ from: 1 }), 16),
  widths: core.optional(core.kind.list(core.kind.integer({ from: 1 })), [32, 64]),
  batchNormalization: core.optional(core.kind.flag, true),
  outputActivation: core.optional(OUTPUT_ACTIVATION, 'sigmoid'),
} satisfies core.Description<GridNetworkOptions>;

/** The size of a grid of vectors: [rows, columns, embeddingDim]. */
export type GridShape = readonly [rows: number, columns: number, embeddingDim: number];

/**
 * Builds convolutional networks from images [n, height, width, channels] to a grid [n, rows, columns, embeddingDim] and back:
 * 3 x 3 convolutions with ReLU and stride 2, one to the grid, and their mirror image with transposed convolutions.
 *
 * @param rng draws the initial weights.
 */
export function gridNetworks(options: core.Read<typeof GRID_NETWORK_OPTIONS>, rng: core.Rng): NetworkPair {
  const { imageShape, embeddingDim, widths, batchNormalization, outputActivation } = options;
  const [height, width, channels] = imageShape;
  const halved = (size: number, times: number) => Math.ceil(size / 2 ** times);
  const sizes = Array.from({ length: widths.length + 1 }, (_, i) => [halved(height, i), halved(width, i)]);

  const encoder = new Stack([height, width, channels], batchNormalization, rng.split('encoder'));
  for (const filters of widths) encoder.hidden(core.Conv2D, { filters, kernelSize: 3, strides: 2 });
  encoder.output(core.Conv2D, { filters: embeddingDim, kernelSize: 3 });

  const grid = [...sizes[widths.length], embeddingDim];
  const decoder = new Stack(grid, batchNormalization, rng.split('decoder'));
  decoder.hidden(core.Conv2D, { filters: widths.at(-1) ?? embeddingDim, kernelSize: 3 });
  for (let i = widths.length - 1; i > 0; i--) {
    decoder.hidden(core.Conv2DTranspose, { filters: widths[i - 1], kernelSize: 3, strides: 2 }).crop(sizes[i]);
  }
  decoder.output(core.Conv2DTranspose, {
    filters: channels,
    kernelSize: 3,
    strides: widths.length === 0 ? 1 : 2,
    activation: outputActivation,
  });
  return { encoder: encoder.build('encoder'), decoder: decoder.crop(sizes[0]).build('decoder') };
}

/** Returns the image shape and grid shape of two networks. Throws an {@link ArgumentError} unless they fit together. */
export function checkGridNetworks({ encoder, decoder }: NetworkPair): [core.ImageShape, GridShape] {
  const imageShape = checkImageShape('encoder.inputs', encoder.inputs[0].shape.slice(1));
  const grid = checkImageShape('encoder.outputs', encoder.outputs[0].shape.slice(1));
  checkDecoder(decoder, grid, imageShape);
  return [imageShape, grid];
}

/** Appends layers, one after the other. */
class Stack {
  private readonly input: SymbolicTensor;
  private head: SymbolicTensor;
  private count = 0;

  constructor(
    shape: readonly number[],
    private readonly batchNormalization: boolean,
    private readonly rng: core.Rng,
  ) {
    this.input = input({ shape: [...shape] });
    this.head = this.input;
  }

  /** A convolution with a ReLU, and batch normalisation between them. */
  hidden(Convolution: typeof core.Conv2D, options: core.ConvolutionOptions): this {
    if (!this.batchNormalization) return this.output(Convolution, { ...options, activation: 'relu' });
    this.output(Convolution, { ...options, useBias: false });
    this.append(new core.BatchNormalization({ name: `block${this.count}-norm` }));
    return this.append(new core.Activation({ activation: 'relu', name: `block${this.count}-relu` }));
  }

  /** A convolution alone. */
  output(Convolution: typeof core.Conv2D, options: core.ConvolutionOptions): this {
    const name = `block${++this.count}`;
    const seed = this.rng.split(name).integer(2 ** 31);
    return this.append(new Convolution({ padding: 'same', ...options, name, seed }));
  }

  /** Crops the rows and columns at the bottom and right that the mirrored convolution has too many of, having rounded up. */
  crop([rows, columns]: readonly number[]): this {
    const [, height, width] = this.head.shape as number[];
    const cropping: [[number, number], [number, number]] = [
      [0, height - rows],
      [0, width - columns],
    ];
    if (height === rows && width === columns) return this;
    return this.append(layers.cropping2D({ cropping, name: `block${this.count}-crop` }));
  }

  build(name: string): LayersModel {
    return model({ inputs: this.input, outputs: this.head, name });
  }

  private append(layer: layers.Layer): this {
    this.head = layer.apply(this.head) as SymbolicTensor;
    return this;
  }
}
