import { ArgumentError, batches, type ImageDataset, type ImageShape } from '@ae-lab/core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { checkData } from './check-data';
import { readTensors } from './read-tensors';

/** What `map` makes of every image of a data set, [size, width], row by row in the order of the data set. */
export async function mapImages(
  model: { readonly imageShape: ImageShape },
  data: ImageDataset,
  width: number,
  map: (images: Tensor4D) => Tensor2D,
  batchSize?: number,
): Promise<Float32Array> {
  checkData(model, data);
  const rows = new Float32Array(data.size * width);
  for (const { images, indices } of batches(data, batchSize)) {
    const [values] = await readTensors(() => [map(images)]);
    if (values.length !== indices.length * width) {
      throw new ArgumentError('model', `${width} numbers an image`, values.length / indices.length);
    }
    rows.set(values, indices[0] * width);
  }
  return rows;
}
