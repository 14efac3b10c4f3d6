import * as core from '@ae-lab/core';
import { checkImageShape, checkMethods } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkArray } from './check-array';

/** Number of images generated at once, from a stream of random numbers of their own. */
const DRAWN_AT_ONCE = 256;

/** Options of {@link generatedImages}. */
export interface GeneratedImagesOptions {
  /** Number of images, at least 1. */
  readonly size: number;
  /** Decides the images, which are the same at every reading, in whatever batches. Default 0. */
  readonly seed?: number;
}

const GENERATED_IMAGES_OPTIONS = {
  size: core.kind.integer({ from: 1 }),
  seed: core.optional(core.kind.seed, 0),
} satisfies core.Description<GeneratedImagesOptions>;

/**
 * Returns the images of a generator as a data set, for all functions that take one.
 *
 * No image is kept. Every batch generates its images anew, 256 at once, so reading in order is fastest, and any number of images
 * needs no memory.
 *
 * @throws ArgumentError if an option is out of range, or when the generator returns images of another number or shape.
 */
export function generatedImages(generator: core.Generator, options: GeneratedImagesOptions): core.ImageDataset {
  const { size, seed } = core.readOptions('options', options, GENERATED_IMAGES_OPTIONS);
  checkMethods('generator', generator, 'generate');
  const imageShape = checkImageShape('generator.imageShape', generator.imageShape);
  const rng = new core.Rng(seed);
  const index = core.kind.integer({ from: 0, to: size - 1 });
  const draw = (part: number): tf.Tensor4D => {
    const count = Math.min(DRAWN_AT_ONCE, size - part * DRAWN_AT_ONCE);
    const images = generator.generate(count, rng.split(part));
    if (String(images.shape) === String([count, ...imageShape])) return images;
    throw new core.ArgumentError('generator', `images of shape [${count}, ${imageShape.join(', ')}]`, images.shape);
  };
  return {
    size,
    imageShape,
    classes: 0,
    batch: (indices) => {
      checkArray('indices', indices);
      const positions = Int32Array.from(indices, (value) => index.read('indices', value));
      if (positions.length === 0) return { images: tf.zeros([0, ...imageShape]), indices: positions };
      // In ascending order, so that the last part, which may be smaller, comes last.
      const parts = [...new Set(positions.map(partOf))].sort((a, b) => a - b);
      const rows = positions.map(
        (position) => parts.indexOf(partOf(position)) * DRAWN_AT_ONCE + (position % DRAWN_AT_ONCE),
      );
      const images = tf.tidy(() => tf.gather(tf.concat(parts.map(draw)), tf.tensor1d(rows, 'int32')));
      return { images, indices: positions };
    },
  };
}

function partOf(index: number): number {
  return Math.floor(index / DRAWN_AT_ONCE);
}
