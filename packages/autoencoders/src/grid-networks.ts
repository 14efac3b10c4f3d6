import {
  Activation,
  ArgumentError,
  BatchNormalization,
  Conv2D,
  Conv2DTranspose,
  type ConvolutionOptions,
  type ImageShape,
  type OutputActivation,
  type Rng,
} from '@ae-lab/core';
import { checkImageShape, checkInteger } from '@ae-lab/core/internal';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { NetworkPair } from './network-pair';

/** Networks of a {@link VqVae}, from images to a grid of vectors and back. */
export interface GridNetworkOptions {
  /** [height, width, channels]. Default [28, 28, 1]. */
  readonly imageShape?: ImageShape;
  /** The numbers in each place of the grid, at least 1. Default 16. */
  readonly embeddingDim?: number;
  /** Channels of the encoder's convolutions, each of which halves height and width. Default [32, 64]: 28 x 28 to 7 x 7. */
  readonly widths?: readonly number[];
  /** Batch normalisation in all layers but the last of each network. Default true. */
  readonly batchNormalization?: boolean;
  /** The activation of the pixels. Default 'sigmoid', for images in [0, 1]. */
  readonly outputActivation?: OutputActivation;
}

/** The size of a grid, as of an image. */
export type GridShape = readonly [rows: number, columns: number, embeddingDim: number];

/**
 * Convolutional networks from images [n, height, width, channels] to a grid [n, rows, columns, embeddingDim] and back:
 * 3 x 3 convolutions with ReLU and stride 2, one to the grid, and their mirror image with transposed convolutions.
 *
 * @param rng draws the initial weights.
 * @throws ArgumentError if an option is out of range.
 */
export function gridNetworks(options: GridNetworkOptions, rng: Rng): NetworkPair {
  const { widths = [32, 64], batchNormalization = true, outputActivation = 'sigmoid' } = options;
  const [height, width, channels] = checkImageShape('imageShape', options.imageShape ?? [28, 28, 1]);
  const embeddingDim = checkInteger('embeddingDim', options.embeddingDim ?? 16, { from: 1 });
  for (const filters of widths) checkInteger('widths', filters, { from: 1 });
  const halved = (size: number, times: number) => Math.ceil(size / 2 ** times);
  const sizes = Array.from({ length: widths.length + 1 }, (_, i) => [halved(height, i), halved(width, i)]);

  const encoder = new Stack([height, width, channels], batchNormalization, rng.split('encoder'));
  for (const filters of widths) encoder.hidden(Conv2D, { filters, kernelSize: 3, strides: 2 });
  encoder.output(Conv2D, { filters: embeddingDim, kernelSize: 3 });

  const grid = [...sizes[widths.length], embeddingDim];
  const decoder = new Stack(grid, batchNormalization, rng.split('decoder'));
  decoder.hidden(Conv2D, { filters: widths.at(-1) ?? embeddingDim, kernelSize: 3 });
  for (let i = widths.length - 1; i > 0; i--) {
    decoder.hidden(Conv2DTranspose, { filters: widths[i - 1], kernelSize: 3, strides: 2 }).crop(sizes[i]);
  }
  decoder.output(Conv2DTranspose, {
    filters: channels,
    kernelSize: 3,
    strides: widths.length === 0 ? 1 : 2,
    activation: outputActivation,
  });
  return { encoder: encoder.build('encoder'), decoder: decoder.crop(sizes[0]).build('decoder') };
}

/** The image shape and grid shape of two networks; throws an {@link ArgumentError} unless they fit together. */
export function checkGridNetworks({ encoder, decoder }: NetworkPair): [ImageShape, GridShape] {
  const [imageShape, grid] = [encoder.inputs[0].shape.slice(1), encoder.outputs[0].shape.slice(1)];
  checkImageShape('encoder.inputs', imageShape);
  checkImageShape('encoder.outputs', grid);
  for (const [argument, shape, expected] of [
    ['decoder.inputs', decoder.inputs[0].shape, grid],
    ['decoder.outputs', decoder.outputs[0].shape, imageShape],
  ] as const) {
    if (String(shape.slice(1)) !== String(expected)) throw new ArgumentError(argument, `[n, ${expected}]`, shape);
  }
  return [imageShape as unknown as ImageShape, grid as unknown as GridShape];
}

/** Layers on top of each other. */
class Stack {
  private readonly input: SymbolicTensor;
  private head: SymbolicTensor;
  private count = 0;

  constructor(
    shape: readonly number[],
    private readonly batchNormalization: boolean,
    private readonly rng: Rng,
  ) {
    this.input = input({ shape: [...shape] });
    this.head = this.input;
  }

  /** A convolution with a ReLU, and batch normalisation between them. */
  hidden(Convolution: typeof Conv2D, options: ConvolutionOptions): this {
    if (!this.batchNormalization) return this.output(Convolution, { ...options, activation: 'relu' });
    this.output(Convolution, { ...options, useBias: false });
    this.append(new BatchNormalization({ name: `block${this.count}-norm` }));
    return this.append(new Activation({ activation: 'relu', name: `block${this.count}-relu` }));
  }

  /** A convolution alone. */
  output(Convolution: typeof Conv2D, options: ConvolutionOptions): this {
    const name = `block${++this.count}`;
    const seed = this.rng.split(name).integer(2 ** 31);
    return this.append(new Convolution({ padding: 'same', ...options, name, seed }));
  }

  /** Cuts off what is too much below and to the right, where the mirrored convolution rounded its size up. */
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
