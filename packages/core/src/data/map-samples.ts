import { ArgumentError, WorkPacer } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { checkData } from '../check';
import { readTensors } from '../read-tensors';
import { batches } from './batches';
import type { Batch, Dataset, Shaped } from './dataset';
import { type SamplesOf, samplesOf } from './samples';

/**
 * Maps every sample of a data set, batch by batch, and returns the results [size, width] in the order of the data set and in
 * row-major order. The event loop gets turns in between.
 *
 * ```ts
 * import { mapSamples } from '@ae-lab/core';
 * import { syntheticDigits } from '@ae-lab/datasets';
 * import { mean } from '@tensorflow/tfjs-core';
 *
 * const digits = syntheticDigits({ size: 500 });
 * const brightness = await mapSamples(digits, digits, 1, (images) => mean(images, [1, 2]));
 * ```
 *
 * @throws ArgumentError if the data set is empty, its samples do not have the model's shape, or `map` does not return `width`
 * numbers per sample.
 */
export async function mapSamples<B extends Batch>(
  model: Shaped,
  data: Dataset<B>,
  width: number,
  map: (samples: SamplesOf<B>) => tf.Tensor2D,
  batchSize?: number,
): Promise<Float32Array> {
  checkData(model, data);
  const rows = new Float32Array(data.size * width);
  const pacer = new WorkPacer();
  let start = 0;
  for await (const batch of batches(data, batchSize)) {
    const [values] = await readTensors(() => [map(samplesOf(batch))]);
    const count = batch.indices.length;
    if (values.length !== count * width) {
      throw new ArgumentError('model', `${width} numbers per sample`, values.length / count);
    }
    rows.set(values, start * width);
    start += count;
    await pacer.pause();
  }
  return rows;
}
