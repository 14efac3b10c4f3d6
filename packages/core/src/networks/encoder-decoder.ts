import { ArgumentError, type Description, type ImageShape, kind, optional, type Rng, readOptions } from '@ae-lab/base';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Architecture, type Padding, RESOLVED_ARCHITECTURE } from './architecture';
import { NetworkBuilder, OUTPUT_ACTIVATION, type OutputActivation } from './network-builder';

/** Options of {@link buildEncoder}. */
export interface EncoderOptions {
  /** [height, width, channels] of the images that it encodes. */
  readonly imageShape: ImageShape;
  /** The size of the output, at least 1: the latent dimension, or twice that for a mean and a variance. */
  readonly outputs: number;
  /** The layers between image and outputs. */
  readonly architecture: Architecture;
  /** The activation of the code. Default 'linear'. */
  readonly codeActivation?: OutputActivation;
  /** The source of the initial weights. */
  readonly rng: Rng;
}

/** Options of {@link buildDecoder}. */
export interface DecoderOptions {
  /** [height, width, channels] of the images that it returns. */
  readonly imageShape: ImageShape;
  /** The size of a code, at least 1. */
  readonly latentDim: number;
  /** The architecture of the encoder that this decoder mirrors. */
  readonly architecture: Architecture;
  /** The activation of the pixels. Default 'sigmoid', for pixels in [0, 1]. */
  readonly outputActivation?: OutputActivation;
  /** The source of the initial weights. */
  readonly rng: Rng;
}

const ENCODER_OPTIONS = {
  imageShape: kind.imageShape,
  outputs: kind.integer({ from: 1 }),
  architecture: RESOLVED_ARCHITECTURE,
  codeActivation: optional(OUTPUT_ACTIVATION, 'linear'),
  rng: kind.rng,
} satisfies Description<EncoderOptions>;

const DECODER_OPTIONS = {
  imageShape: kind.imageShape,
  latentDim: kind.integer({ from: 1 }),
  architecture: RESOLVED_ARCHITECTURE,
  outputActivation: optional(OUTPUT_ACTIVATION, 'sigmoid'),
  rng: kind.rng,
} satisfies Description<DecoderOptions>;

/**
 * Builds a network from images [n, height, width, channels] to codes [n, outputs].
 *
 * ```ts
 * import { buildEncoder, Rng } from '@ae-lab/core';
 *
 * const encoder = buildEncoder({
 *   imageShape: [28, 28, 1],
 *   outputs: 8,
 *   architecture: { kind: 'convolutional', widths: [16, 32], dense: [64] },
 *   rng: new Rng(1),
 * });
 * ```
 *
 * @throws ArgumentError for options that are unknown or out of range, and for images too small for the convolutions.
 */
export function buildEncoder(options: EncoderOptions): LayersModel {
  const { imageShape, outputs, architecture, codeActivation, rng } = readOptions(
    'buildEncoder',
    options,
    ENCODER_OPTIONS,
  );
  const builder = new NetworkBuilder(imageShape, architecture, rng);
  if (architecture.kind === 'dense') {
    builder.flatten();
    for (const width of architecture.widths) builder.dense(width);
  } else {
    convolutionSizes(imageShape, architecture);
    architecture.widths.forEach((width, i) => {
      builder.convolution(width, architecture.kernelSize, architecture.strides[i], architecture.padding[i]);
    });
    builder.flatten();
    for (const width of architecture.dense) builder.dense(width);
  }
  return builder.denseOutput(outputs, codeActivation).build('encoder');
}

/**
 * Builds a network from codes [n, latentDim] to images [n, height, width, channels], the mirror image of the encoder.
 *
 * ```ts
 * import { buildDecoder, Rng } from '@ae-lab/core';
 *
 * const decoder = buildDecoder({
 *   imageShape: [28, 28, 1],
 *   latentDim: 8,
 *   architecture: { kind: 'convolutional', widths: [16, 32], dense: [64] },
 *   rng: new Rng(2),
 * });
 * ```
 *
 * @throws ArgumentError for options that are unknown or out of range, and for images too small for the convolutions.
 */
export function buildDecoder(options: DecoderOptions): LayersModel {
  const { imageShape, latentDim, architecture, outputActivation, rng } = readOptions(
    'buildDecoder',
    options,
    DECODER_OPTIONS,
  );
  const [height, width, channels] = imageShape;
  const builder = new NetworkBuilder([latentDim], architecture, rng);
  if (architecture.kind === 'dense') {
    for (const units of architecture.widths.toReversed()) builder.dense(units);
    return builder
      .denseOutput(height * width * channels, outputActivation)
      .reshape(imageShape)
      .build('decoder');
  }
  const { widths, kernelSize, strides, padding } = architecture;
  const sizes = convolutionSizes(imageShape, architecture);
  const [innerHeight, innerWidth] = sizes[widths.length];
  const innerChannels = widths[widths.length - 1];
  for (const units of architecture.dense.toReversed()) builder.dense(units);
  builder.dense(innerHeight * innerWidth * innerChannels).reshape([innerHeight, innerWidth, innerChannels]);
  for (let i = widths.length - 1; i > 0; i--) {
    builder.transposedConvolution(widths[i - 1], kernelSize, strides[i], padding[i], sizes[i]);
  }
  return builder
    .transposedConvolution(channels, kernelSize, strides[0], padding[0], [height, width], outputActivation)
    .build('decoder');
}

interface Convolutions {
  readonly widths: readonly number[];
  readonly kernelSize: number;
  readonly strides: readonly number[];
  readonly padding: readonly Padding[];
}

/** Returns height and width before the first convolution and after each. */
function convolutionSizes(
  [height, width]: ImageShape,
  { widths, kernelSize, strides, padding }: Convolutions,
): [number, number][] {
  const sizes: [number, number][] = [[height, width]];
  widths.forEach((_, i) => {
    const reach = padding[i] === 'same' ? 1 : kernelSize;
    const shrink = (size: number) => Math.floor((size - reach) / strides[i]) + 1;
    const [rows, columns] = sizes[i];
    if (
      rows < reach ||
      columns < reach ||
      (padding[i] === 'same' && i > 0 && strides[i] > 1 && Math.min(rows, columns) === 1)
    ) {
      throw new ArgumentError(
        'imageShape',
        `images large enough for ${widths.length} convolutions with kernels of ${kernelSize} and strides ${strides.join(', ')}`,
        `${height} x ${width}, which is ${rows} x ${columns} before convolution ${i + 1}`,
      );
    }
    sizes.push([shrink(rows), shrink(columns)]);
  });
  return sizes;
}
