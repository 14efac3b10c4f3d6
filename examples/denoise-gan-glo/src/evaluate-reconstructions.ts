import type { ImageClassifier } from '@ae-lab/classifiers';
import { batches, type ImageBatch, type ImageDataset, readTensors } from '@ae-lab/core';
import { meanSquaredError } from '@ae-lab/metrics';
import * as tf from '@tensorflow/tfjs-core';

/** Measures of how close reconstructions are to their images. */
export interface ReconstructionQuality {
  readonly mse: number;
  readonly mseByClass: readonly number[];
  /** The share of reconstructions that a classifier classifies correctly. */
  readonly readable: number;
  /** The mean difference between neighbouring pixels of a row, relative to that of the images; below 1: blurrier. */
  readonly sharpness: number;
}

export async function evaluateReconstructions(
  data: ImageDataset,
  reader: ImageClassifier,
  reconstruct: (batch: ImageBatch) => tf.Tensor4D,
): Promise<ReconstructionQuality> {
  const { labels = new Int32Array(), classes } = data;
  const [errors, counts] = [new Float64Array(classes), new Int32Array(classes)];
  let [readable, edges, wanted] = [0, 0, 0];
  for await (const batch of batches(data)) {
    const [error, digits, [edge], [real]] = await readTensors(() => {
      const images = reconstruct(batch);
      return [meanSquaredError(batch.images, images), reader.classify(images), edgesOf(images), edgesOf(batch.images)];
    });
    batch.indices.forEach((index, i) => {
      errors[labels[index]] += error[i];
      counts[labels[index]]++;
      if (digits[i] === labels[index]) readable++;
    });
    edges += edge;
    wanted += real;
  }
  return {
    mse: errors.reduce((total, error) => total + error, 0) / data.size,
    mseByClass: Array.from(errors, (error, label) => error / counts[label]),
    readable: readable / data.size,
    sharpness: edges / wanted,
  };
}

/** Returns the mean of all images: the values of [1, height, width, channels]. */
export async function meanImage(data: ImageDataset): Promise<Float32Array> {
  const [height, width, channels] = data.imageShape;
  const total = new Float32Array(height * width * channels);
  for await (const { images } of batches(data)) {
    const [sums] = await readTensors(() => [tf.sum(images, 0)]);
    sums.forEach((value, i) => {
      total[i] += value / data.size;
    });
  }
  return total;
}

function edgesOf(images: tf.Tensor4D) {
  const [count, height, width, channels] = images.shape;
  const columns = (start: number) => tf.slice(images, [0, 0, start, 0], [count, height, width - 1, channels]);
  return tf.sum(tf.mean(tf.abs(tf.sub(columns(1), columns(0))), [1, 2, 3]));
}
