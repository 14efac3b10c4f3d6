import { ArgumentError, type ImageShape, WorkPacer } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { batches } from './batches';
import { checkData } from './check';
import type { ImageDataset } from './interfaces';
import { readTensors } from './read-tensors';

/**
 * Maps every image of a data set, batch by batch, and returns the results [size, width] in the order of the data set and in
 * row-major order. The event loop gets turns in between.
 *
 * ```ts
 * import { mapImages } from '@ae-lab/core';
 * import { syntheticDigits } from '@ae-lab/datasets';
 * import { mean } from '@tensorflow/tfjs-core';
 *
 * const digits = syntheticDigits({ size: 500 });
 * const brightness = await mapImages(digits, digits, 1, (images) => mean(images, [1, 2]));
 * ```
 *
 * @throws ArgumentError if the data set is empty, its images do not have the model's shape, or `map` does not return `width`
 * numbers per image.
 */
export async function mapImages(
  model: { readonly imageShape: ImageShape },
  data: ImageDataset,
  width: number,
  map: (images: tf.Tensor4D) => tf.Tensor2D,
  batchSize?: number,
): Promise<Float32Array> {
  checkData(model, data);
  const rows = new Float32Array(data.size * width);
  const pacer = new WorkPacer();
  for (const { images, indices } of batches(data, batchSize)) {
    const [values] = await readTensors(() => [map(images)]);
    if (values.length !== indices.length * width) {
      throw new ArgumentError('model', `${width} numbers per image`, values.length / indices.length);
    }
    rows.set(values, indices[0] * width);
    await pacer.pause();
  }
  return rows;
}
