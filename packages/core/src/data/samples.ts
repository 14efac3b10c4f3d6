import { ArgumentError, kind } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import type { Batch, ImageBatch, SampleBatch, SampleRank } from './dataset';

/** The samples of a batch, as a model and the metrics see them. */
export type SamplesOf<B extends Batch> = B extends ImageBatch
  ? tf.Tensor4D
  : B extends SampleBatch<infer R extends SampleRank>
    ? tf.Tensor<R>
    : never;

/** Returns the samples of a batch: its `images`, or its `samples` if they are no images. */
export function samplesOf<B extends Batch>(batch: B): SamplesOf<B> {
  const { images, samples } = batch as Partial<ImageBatch & SampleBatch>;
  return (images ?? samples) as SamplesOf<B>;
}

/** Returns the shape of the samples of a data set or of a model. Throws an {@link ArgumentError} if it gives none. */
export function sampleShapeOf(argument: string, shaped: object): readonly number[] {
  const { imageShape, sampleShape } = shaped as { readonly imageShape?: unknown; readonly sampleShape?: unknown };
  if (sampleShape === undefined) return kind.imageShape.read(`${argument}.imageShape`, imageShape);
  return SAMPLE_SHAPE.read(`${argument}.sampleShape`, sampleShape);
}

const SAMPLE_SHAPE = kind.list(kind.integer({ from: 1 }), { atLeast: 1 });
