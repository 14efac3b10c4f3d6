import { ArgumentError, type Generator, type ImageDataset, Rng } from '@ae-lab/core';
import { checkImageShape, checkInteger, checkMethods, checkOptions } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';

/** Images that are drawn at once, from a stream of random numbers of their own. */
const DRAWN_AT_ONCE = 256;

/** Options of {@link generatedImages}. */
export interface GeneratedImagesOptions {
  /** How many images there are, at least 1. */
  readonly size: number;
  /** Decides the images: the same ones at every reading, in whatever batches. Default 0. */
  readonly seed?: number;
}

/**
 * Images of a generator as a data set, for everything that takes one. None is kept: they are drawn anew, 256 at once, whenever
 * a batch is asked for, so that reading in order is cheapest and any number of them needs no memory. Throws an ArgumentError
 * if an option is out of range, or for a generator that gives other than the number of images asked for.
 */
export function generatedImages(generator: Generator, options: GeneratedImagesOptions): ImageDataset {
  checkOptions('options', options, { size: true, seed: true });
  checkMethods('generator', generator, 'generate');
  const { size, seed = 0 } = options;
  checkInteger('size', size, { from: 1 });
  const imageShape = checkImageShape('generator.imageShape', generator.imageShape);
  const rng = new Rng(seed);
  const draw = (part: number): tf.Tensor4D => {
    const count = Math.min(DRAWN_AT_ONCE, size - part * DRAWN_AT_ONCE);
    const images = generator.generate(count, rng.split(part));
    if (String(images.shape) === String([count, ...imageShape])) return images;
    throw new ArgumentError('generator', `images of shape [${count}, ${imageShape.join(', ')}]`, images.shape);
  };
  return {
    size,
    imageShape,
    classes: 0,
    batch: (indices) => {
      const positions = Int32Array.from(indices, (index) => checkInteger('indices', index, { from: 0, to: size - 1 }));
      // In ascending order, so that the last part, which may be smaller, comes last.
      const parts = [...new Set(positions.map(partOf))].sort((a, b) => a - b);
      const rows = positions.map((index) => parts.indexOf(partOf(index)) * DRAWN_AT_ONCE + (index % DRAWN_AT_ONCE));
      const images = tf.tidy(() => tf.gather(tf.concat(parts.map(draw)), tf.tensor1d(rows, 'int32')));
      return { images, indices: positions };
    },
  };
}

function partOf(index: number): number {
  return Math.floor(index / DRAWN_AT_ONCE);
}
