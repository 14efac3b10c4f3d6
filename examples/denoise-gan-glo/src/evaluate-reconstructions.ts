import type { ImageClassifier } from '@ae-lab/classifiers';
import { type Batch, batches, type ImageDataset, readTensors } from '@ae-lab/core';
import { meanSquaredError } from '@ae-lab/metrics';
import { abs, mean, slice, sub, sum, type Tensor4D } from '@tensorflow/tfjs-core';

/** How near reconstructions are to their images. */
export interface ReconstructionQuality {
  readonly mse: number;
  readonly mseByClass: readonly number[];
  /** The share that a classifier takes for the right digit. */
  readonly readable: number;
  /** The mean difference between neighbouring pixels in a row, as a share of that of the images: below 1 they are fuzzier. */
  readonly sharpness: number;
}

export async function evaluateReconstructions(
  data: ImageDataset,
  reader: ImageClassifier,
  reconstruct: (batch: Batch) => Tensor4D,
): Promise<ReconstructionQuality> {
  const { labels = new Int32Array(), classes } = data;
  const [errors, counts] = [new Float64Array(classes), new Int32Array(classes)];
  let [readable, edges, wanted] = [0, 0, 0];
  for (const batch of batches(data)) {
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

/** The mean of all images, [1, height, width, channels], as plain numbers. */
export async function meanImage(data: ImageDataset): Promise<Float32Array> {
  const [height, width, channels] = data.imageShape;
  const total = new Float32Array(height * width * channels);
  for (const { images } of batches(data)) {
    const [sums] = await readTensors(() => [sum(images, 0)]);
    sums.forEach((value, i) => {
      total[i] += value / data.size;
    });
  }
  return total;
}

function edgesOf(images: Tensor4D) {
  const [count, height, width, channels] = images.shape;
  const columns = (start: number) => slice(images, [0, 0, start, 0], [count, height, width - 1, channels]);
  return sum(mean(abs(sub(columns(1), columns(0))), [1, 2, 3]));
}
