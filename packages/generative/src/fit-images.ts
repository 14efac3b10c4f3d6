import {
  type FitOptions,
  fit,
  type History,
  type ImageDataset,
  type ImageShape,
  type TrainingStep,
} from '@ae-lab/core';
import { checkTrainingImages } from '@ae-lab/core/internal';

/** The requirements of a model on the images that it learns, and its default batch size. */
export interface TrainingImages {
  readonly imageShape: ImageShape;
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
  step: TrainingStep,
  data: ImageDataset,
  { imageShape, network, batchSize }: TrainingImages,
  options: FitOptions,
): Promise<History> {
  await checkTrainingImages({ data, validation: options.validation }, imageShape, network);
  return fit(step, data, { ...options, batchSize: options.batchSize ?? Math.min(batchSize, data.size) });
}
