import { type ImageShape, Rng } from '@ae-lab/core';
import { checkImageShape, checkInteger, checkOptions } from '@ae-lab/core/internal';
import { ArrayDataset } from './array-dataset';
import { drawStrokes } from './draw-strokes';
import { handwrittenDigit } from './handwritten-digit';

/** Options of {@link syntheticDigits}. */
export interface SyntheticDigitsOptions {
  /** How many images. */
  readonly size: number;
  /** Another seed, other images: take two for a training and a test set. Default 0. */
  readonly seed?: number;
  /** [height, width, channels]; every channel is alike. Default [28, 28, 1]. */
  readonly imageShape?: ImageShape;
}

/**
 * Handwritten-looking digits, white on black like MNIST's, drawn from strokes: each digit in several ways of writing
 * it, with random shape, slant, size, thickness, wobble and position. The same seed gives the same images, however
 * many.
 */
export function syntheticDigits(options: SyntheticDigitsOptions): ArrayDataset {
  checkOptions('options', options, { size: true, seed: true, imageShape: true });
  const { size, seed = 0, imageShape = [28, 28, 1] } = options;
  checkInteger('size', size, { from: 1 });
  const [height, width, channels] = checkImageShape('imageShape', imageShape);
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
