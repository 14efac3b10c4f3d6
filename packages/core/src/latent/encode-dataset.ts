import { type Description, kind, optional, readOptions } from '@ae-lab/base';
import { checkMethods } from '../check';
import type { Encoder, ImageDataset } from '../interfaces';
import { mapImages } from '../map-images';
import type { Codes } from './codes';

/** Options of {@link encodeDataset}. */
export interface EncodeDatasetOptions {
  /** Images per batch, at least 1. It changes memory use and speed, not the result. Default 256. */
  readonly batchSize?: number;
}

const ENCODE_DATASET = {
  batchSize: optional(kind.integer({ from: 1 }), 256),
} satisfies Description<EncodeDatasetOptions>;

/**
 * Returns the code of every image of a data set, in the order of the data set.
 *
 * @throws ArgumentError if the data set is empty or its images do not have the encoder's shape.
 */
export async function encodeDataset(
  encoder: Encoder,
  data: ImageDataset,
  options: EncodeDatasetOptions = {},
): Promise<Codes<Float32Array>> {
  checkMethods('encoder', encoder, 'encode');
  const { batchSize } = readOptions('options', options, ENCODE_DATASET);
  const { latentDim } = encoder;
  const values = await mapImages(encoder, data, latentDim, (images) => encoder.encode(images), batchSize);
  return { values, dimension: latentDim };
}
