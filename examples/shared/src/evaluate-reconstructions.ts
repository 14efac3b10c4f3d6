import type { ImageDataset, Reconstructor } from '@ae-lab/core';
import { accuracy, evaluateReconstruction, meanSquaredError } from '@ae-lab/metrics';
import * as tf from '@tensorflow/tfjs-core';

/** Measures of how close, readable and sharp reconstructions are. */
export interface ReconstructionQuality {
  readonly mse: number;
  readonly mseByClass: readonly number[];
  /** The share of reconstructions that a classifier classifies correctly. */
  readonly readable: number;
  /** The mean difference between neighbouring pixels of a row, relative to that of the images; below 1: blurrier. */
  readonly sharpness: number;
}

/** Reconstructs a data set with labels, and classifies the reconstructions. */
export async function evaluateReconstructions(
  model: Reconstructor,
  data: ImageDataset,
  classifier: { classify(images: tf.Tensor4D): tf.Tensor1D },
): Promise<ReconstructionQuality> {
  const { labels = new Int32Array(), classes } = data;
  const metrics = {
    mse: meanSquaredError,
    read: (_: tf.Tensor4D, images: tf.Tensor4D) => classifier.classify(images),
    edges: (_: tf.Tensor4D, images: tf.Tensor4D) => edgesOf(images),
    realEdges: edgesOf,
  };
  const { mse, read, edges, realEdges } = await evaluateReconstruction(model, data, { metrics });
  return {
    mse: mse.mean,
    mseByClass: Array.from({ length: classes }, (_, label) => {
      const errors = mse.perImage.filter((_, i) => labels[i] === label);
      return errors.reduce((sum, error) => sum + error, 0) / errors.length;
    }),
    readable: accuracy(labels, Int32Array.from(read.perImage)),
    sharpness: edges.mean / realEdges.mean,
  };
}

/** The mean difference between neighbouring pixels of a row of each image, [n]. */
function edgesOf(images: tf.Tensor4D): tf.Tensor1D {
  const [left, right] = [tf.slice(images, [0, 0, 0], [-1, -1, images.shape[2] - 1]), tf.slice(images, [0, 0, 1])];
  return tf.mean(tf.abs(tf.sub(right, left)), [1, 2, 3]);
}
