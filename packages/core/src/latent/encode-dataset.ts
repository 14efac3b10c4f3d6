import { type Description, kind, optional, readOptions } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { checkMethods } from '../check';
import type { BatchOfRank, Dataset, SampleRank } from '../data/dataset';
import { mapSamples } from '../data/map-samples';
import type { Encoder } from '../interfaces';
import type { Codes } from './codes';

/** Options of {@link encodeDataset}. */
export interface EncodeDatasetOptions {
  /** Samples per batch, at least 1. It changes memory use and speed, not the result. Default 256. */
  readonly batchSize?: number;
}

const ENCODE_DATASET = {
  batchSize: optional(kind.integer({ from: 1 }), 256),
} satisfies Description<EncodeDatasetOptions>;

/**
 * Returns the code of every sample of a data set, in the order of the data set.
 *
 * @throws ArgumentError if the data set is empty or its samples do not have the encoder's shape.
 */
export async function encodeDataset<R extends SampleRank = tf.Rank.R4>(
  encoder: Encoder<R>,
  data: Dataset<BatchOfRank<R>>,
  options: EncodeDatasetOptions = {},
): Promise<Codes<Float32Array>> {
  checkMethods('encoder', encoder, 'encode');
  const { batchSize } = readOptions('options', options, ENCODE_DATASET);
  const { latentDim } = encoder;
  const encode = (samples: tf.Tensor) => encoder.encode(samples as tf.Tensor<R>);
  const values = await mapSamples(encoder, data, latentDim, encode, batchSize);
  return { values, dimension: latentDim };
}
