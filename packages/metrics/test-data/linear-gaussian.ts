import type { ImageDataset, ImageShape, LatentVariableModel } from '@ae-lab/core';
import { Rng } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { datasetOf } from './dataset';

/** Orthogonal columns, which make the true posterior diagonal. */
const COLUMNS = [
  [0.6, 0.6, 0, 0],
  [0.4, -0.4, 0.7, 0],
];
const VARIANCE = 0.05;
const PIXELS = 4;
const imageShape: ImageShape = [2, 2, 1];
const precisions = COLUMNS.map((w) => dot(w, w) + VARIANCE);

/**
 * Returns probabilistic principal components (Tipping and Bishop 1999): image = W · code + noise, a model whose evidence and
 * posterior have a closed form. `shift` and `stretch` make the posterior wrong: they are added to its mean and its log-variance.
 */
export function linearGaussian(shift = 0, stretch = 0): LatentVariableModel {
  const posteriorMean = (images: tf.Tensor2D) => {
    const projection = COLUMNS.map((w, j) => w.map((value) => value / precisions[j]));
    return tf.add<tf.Tensor2D>(tf.matMul(images, tf.tensor2d(projection), false, true), shift);
  };
  const flat = (images: tf.Tensor4D) => tf.reshape(images, [-1, PIXELS]) as tf.Tensor2D;
  const mean = (codes: tf.Tensor2D) => tf.matMul(codes, tf.tensor2d(COLUMNS)) as tf.Tensor2D;
  return {
    imageShape,
    latentDim: COLUMNS.length,
    encode: (images) => posteriorMean(flat(images)),
    decode: (codes) => tf.reshape(mean(codes), [-1, ...imageShape]),
    posterior: (images) => ({
      mean: posteriorMean(flat(images)),
      logVariance: tf.add(
        tf.fill([images.shape[0], 1], stretch),
        tf.tensor2d([precisions.map((precision) => Math.log(VARIANCE / precision))]),
      ),
    }),
    logLikelihood: (images, codes) => {
      const distance = tf.sum<tf.Tensor1D>(tf.square(tf.sub(flat(images), mean(codes))), 1);
      return tf.sub(-(PIXELS / 2) * Math.log(2 * Math.PI * VARIANCE), tf.div(distance, 2 * VARIANCE));
    },
  };
}

/** Draws images from the model. */
export function linearGaussianImages(size: number, seed: number): ImageDataset {
  const rng = new Rng(seed);
  const values = new Float32Array(size * PIXELS);
  for (let i = 0; i < size; i++) {
    const code = rng.normals(COLUMNS.length);
    const noise = rng.normals(PIXELS, 0, Math.sqrt(VARIANCE));
    values.set(
      noise.map((value, p) => value + COLUMNS.reduce((total, w, j) => total + w[p] * code[j], 0)),
      i * PIXELS,
    );
  }
  return datasetOf(values, imageShape);
}

/** Returns the exact mean of ln p(image), from the normal distribution with covariance W Wᵀ + variance · I. */
export async function meanLogEvidence(data: ImageDataset): Promise<number> {
  const { images } = await data.batch(Array.from({ length: data.size }, (_, i) => i));
  const values = images.dataSync();
  images.dispose();
  const logDeterminant =
    precisions.reduce((total, precision) => total + Math.log(precision), 0) +
    (PIXELS - COLUMNS.length) * Math.log(VARIANCE);
  let total = 0;
  for (let i = 0; i < data.size; i++) {
    const x = Array.from(values.subarray(i * PIXELS, (i + 1) * PIXELS));
    const explained = COLUMNS.reduce((parts, w, j) => parts + dot(w, x) ** 2 / precisions[j], 0);
    const distance = (dot(x, x) - explained) / VARIANCE;
    total -= (PIXELS * Math.log(2 * Math.PI) + logDeterminant + distance) / 2;
  }
  return total / data.size;
}

/** Returns KL(q || true posterior), which is the same for all images: the gap between the lower bound and the evidence. */
export function posteriorGap(shift: number, stretch: number): number {
  return precisions.reduce(
    (total, precision) => total + (Math.exp(stretch) - 1 - stretch + (shift ** 2 * precision) / VARIANCE) / 2,
    0,
  );
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + value * b[i], 0);
}
