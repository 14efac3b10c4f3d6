import { checkOptions } from '@ae-lab/base';
import { checkMethods } from '../check';
import type { Encoder, ImageDataset } from '../interfaces';
import { mapImages } from '../map-images';
import type { Codes } from './codes';

/** Options of {@link encodeDataset}. */
export interface EncodeDatasetOptions {
  /** Images a batch, a whole number above 0; default 256. It changes memory and speed, not the result. */
  readonly batchSize?: number;
}

/**
 * The codes of every image of a data set, in its order.
 *
 * @throws ArgumentError if the data set is empty or its images have another shape than the encoder's.
 */
export async function encodeDataset(
  encoder: Encoder,
  data: ImageDataset,
  options: EncodeDatasetOptions = {},
): Promise<Codes<Float32Array>> {
  checkMethods('encoder', encoder, 'encode');
  checkOptions('options', options, { batchSize: true });
  const { latentDim } = encoder;
  const values = await mapImages(encoder, data, latentDim, (images) => encoder.encode(images), options.batchSize);
  return { values, dimension: latentDim };
}
