import * as tf from '@tensorflow/tfjs-core';

/** The size in pixels from which a side is no longer halved. */
const COARSEST = 4;

/** The weights of the binomial filter of Burt and Adelson, from -2 to 2. */
const FILTER = [1, 4, 6, 4, 1].map((weight) => weight / 16);

/**
 * Returns the Laplacian pyramid of images [n, height, width, channels] (Burt and Adelson 1983, "The Laplacian pyramid as a compact
 * image code"): the details that each halving of the size loses, finest first, then the smallest images themselves. To halve an
 * image, it is mirrored at its borders and blurred by (1, 4, 6, 4, 1) / 16 along both sides, and every second pixel is kept. To
 * enlarge it again, the same filter is applied to pixels interleaved with zeros, its weights normalised to sum 1 at each place. All of
 * this is linear in the images. Halving stops when the shorter side has four pixels or fewer.
 */
export function laplacianPyramid(images: tf.Tensor4D): tf.Tensor4D[] {
  const levels: tf.Tensor4D[] = [];
  let current = images;
  while (Math.min(current.shape[1], current.shape[2]) > COARSEST) {
    const [, height, width] = current.shape;
    const smaller = resize(current, halving(height), halving(width));
    levels.push(tf.sub(current, resize(smaller, doubling(height), doubling(width))));
    current = smaller;
  }
  return [...levels, current];
}

/** The rows of a matrix [target, source] that resizes one side. */
type Resizing = number[][];

function resize(images: tf.Tensor4D, rows: Resizing, columns: Resizing): tf.Tensor4D {
  return tf.tidy(() => {
    const swapSides = (x: tf.Tensor4D) => tf.transpose(x, [0, 2, 1, 3]);
    return swapSides(resizeRows(swapSides(resizeRows(images, rows)), columns));
  });
}

/** Resizes the rows of all images by one matrix product: rows first, all other axes flattened. */
function resizeRows(images: tf.Tensor4D, resizing: Resizing): tf.Tensor4D {
  const [n, height, width, channels] = images.shape;
  const matrix = tf.tensor2d(resizing.flat(), [resizing.length, height]);
  const product = tf.matMul(matrix, tf.reshape(tf.transpose(images, [1, 0, 2, 3]), [height, n * width * channels]));
  return tf.transpose(tf.reshape(product, [resizing.length, n, width, channels]), [1, 0, 2, 3]);
}

function halving(size: number): Resizing {
  return Array.from({ length: Math.ceil(size / 2) }, (_, target) => {
    const row = new Array<number>(size).fill(0);
    FILTER.forEach((weight, i) => {
      const at = Math.abs(2 * target + i - 2);
      row[at < size ? at : 2 * (size - 1) - at] += weight;
    });
    return row;
  });
}

function doubling(size: number): Resizing {
  return Array.from({ length: size }, (_, target) => {
    const row = Array.from({ length: Math.ceil(size / 2) }, (_, source) => FILTER[target - 2 * source + 2] ?? 0);
    const total = row.reduce((sum, weight) => sum + weight, 0);
    return row.map((weight) => weight / total);
  });
}
