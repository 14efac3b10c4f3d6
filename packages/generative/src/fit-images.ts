import * as core from '@ae-lab/core';
import { checkTrainingImages } from '@ae-lab/core/internal';

/** The requirements of a model on the images that it learns, and its default batch size. */
export interface TrainingImages {
  readonly imageShape: core.ImageShape;
  /** The network that needs pixels in [0, 1], for the error. */
  readonly network: string;
  /** Images per batch, or all of them where there are fewer. */
  readonly batchSize: number;
}

/**
 * Runs core's `fit` for a model that generates images.
 *
 * @throws ArgumentError unless all images have the model's shape, and the first 256 of each data set are in [0, 1].
 */
export async function fitImages(
  step: core.TrainingStep,
  data: core.ImageDataset,
  { imageShape, network, batchSize }: TrainingImages,
  options: core.FitOptions,
): Promise<core.History> {
  await checkTrainingImages({ data, validation: options.validation }, imageShape, network);
  return core.fit(step, data, { ...options, batchSize: options.batchSize ?? Math.min(batchSize, data.size) });
}
