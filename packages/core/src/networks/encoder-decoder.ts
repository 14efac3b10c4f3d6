import { ArgumentError, checkInteger, type ImageShape, type Rng } from '@ae-lab/base';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkImageShape } from '../check';
import { type Architecture, type Padding, resolveArchitecture } from './architecture';
import { NetworkBuilder, type OutputActivation } from './network-builder';

/** Options of {@link buildEncoder}. */
export interface EncoderOptions {
  /** [height, width, channels] of the images that it takes. */
  readonly imageShape: ImageShape;
  /** The size of the output: the latent dimension, or twice that for a mean and a variance. */
  readonly outputs: number;
  /** What lies between image and outputs. */
  readonly architecture: Architecture;
  /** The activation of the code. Default 'linear'. */
  readonly codeActivation?: OutputActivation;
  /** Draws the initial weights. */
  readonly rng: Rng;
}

/** Options of {@link buildDecoder}. */
export interface DecoderOptions {
  /** [height, width, channels] of the images that it gives. */
  readonly imageShape: ImageShape;
  /** Numbers a code that it takes, at least 1. */
  readonly latentDim: number;
  /** The architecture of the encoder that this decoder mirrors. */
  readonly architecture: Architecture;
  /** Default 'sigmoid', for pixels in [0, 1]. */
  readonly outputActivation?: OutputActivation;
  /** Draws the initial weights. */
  readonly rng: Rng;
}

/** A network from images [n, height, width, channels] to codes [n, outputs]. */
export function buildEncoder(options: EncoderOptions): LayersModel {
  const imageShape = checkImageShape('imageShape', options.imageShape);
  const outputs = checkInteger('outputs', options.outputs, { from: 1 });
  const architecture = resolveArchitecture(options.architecture);
  const builder = new NetworkBuilder(imageShape, architecture, options.rng);
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
  return builder.denseOutput(outputs, options.codeActivation ?? 'linear').build('encoder');
}

/** A network from codes [n, latentDim] to images [n, height, width, channels], the mirror image of the encoder. */
export function buildDecoder(options: DecoderOptions): LayersModel {
  const imageShape = checkImageShape('imageShape', options.imageShape);
  const latentDim = checkInteger('latentDim', options.latentDim, { from: 1 });
  const architecture = resolveArchitecture(options.architecture);
  const outputActivation = options.outputActivation ?? 'sigmoid';
  const [height, width, channels] = imageShape;
  const builder = new NetworkBuilder([latentDim], architecture, options.rng);
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
    .transposedConvolution(
      channels,
      kernelSize,
      strides[0],
      padding[0],
      imageShape.slice(0, 2) as [number, number],
      outputActivation,
    )
    .build('decoder');
}

interface Convolutions {
  readonly widths: readonly number[];
  readonly kernelSize: number;
  readonly strides: readonly number[];
  readonly padding: readonly Padding[];
}

/** Height and width before the first convolution and behind each. */
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
