import { type Description, type ImageShape, kind, optional, Rng, readOptions } from '@ae-lab/core';
import { ArrayDataset } from './array-dataset';
import { drawStrokes } from './draw-strokes';
import { handwrittenDigit } from './handwritten-digit';

/** Options of {@link syntheticDigits}. */
export interface SyntheticDigitsOptions {
  /** Number of images, at least 1. */
  readonly size: number;
  /** Decides the images; use different seeds for the training and the test set. Default 0. */
  readonly seed?: number;
  /** [height, width, channels]; all channels are equal. Default [28, 28, 1]. */
  readonly imageShape?: ImageShape;
}

const SYNTHETIC_DIGITS_OPTIONS = {
  size: kind.integer({ from: 1 }),
  seed: optional(kind.seed, 0),
  imageShape: optional(kind.imageShape, [28, 28, 1]),
} satisfies Description<SyntheticDigitsOptions>;

/**
 * Draws digits that look handwritten, white on black like those of MNIST.
 *
 * ```ts
 * const train = syntheticDigits({ size: 1000, seed: 1 });
 * const test = syntheticDigits({ size: 200, seed: 2 });
 * console.log(train.imageShape, train.classNames);
 * ```
 *
 * Each digit is drawn from pen strokes in one of several styles, with random shape, slant, size, thickness, wobble and
 * position. The same seed always gives the same images: the first 100 of 1,000 are those of a data set of 100.
 *
 * @throws ArgumentError for an option that is unknown or out of range.
 */
export function syntheticDigits(options: SyntheticDigitsOptions): ArrayDataset {
  const { size, seed, imageShape } = readOptions('options', options, SYNTHETIC_DIGITS_OPTIONS);
  const [height, width, channels] = imageShape;
  const rng = new Rng(seed);
  const images = new Uint8Array(size * height * width * channels);
  const labels = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    labels[i] = rng.integer(10);
    const ink = drawStrokes(handwrittenDigit(labels[i], rng), height, width);
    const start = i * ink.length * channels;
    for (let j = 0; j < ink.length * channels; j++) images[start + j] = Math.round(255 * ink[Math.floor(j / channels)]);
  }
  const classNames = [...'0123456789'];
  return ArrayDataset.fromArrays({ images, imageShape, labels, classNames });
}
