import { ArgumentError, type ImageShape, WorkPacer } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { batches } from './batches';
import { checkData } from './check';
import type { ImageDataset } from './interfaces';
import { readTensors } from './read-tensors';

/**
 * What `map` makes of every image of a data set, [size, width], row by row in the order of the data set, with turns of the
 * event loop in between.
 *
 * @throws ArgumentError if the data set is empty, its images have another shape than the model's, or `map` gives other than
 * `width` numbers an image.
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
      throw new ArgumentError('model', `${width} numbers an image`, values.length / indices.length);
    }
    rows.set(values, indices[0] * width);
    await pacer.pause();
  }
  return rows;
}
