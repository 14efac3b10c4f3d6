import { type Classifier, type Codes, type ImageDataset, mapImages } from '@ae-lab/core';
import type { MapImagesOptions } from './features-of';

/**
 * The logits of every image of a data set, [size, classes], in its order: for `classHistogram` and `inceptionScore`.
 *
 * @throws ArgumentError if the data set is empty or its images have another shape than the classifier's.
 */
export async function logitsOf(
  classifier: Classifier,
  data: ImageDataset,
  { batchSize }: MapImagesOptions = {},
): Promise<Codes<Float32Array>> {
  const { classes } = classifier;
  const values = await mapImages(classifier, data, classes, (images) => classifier.logits(images), batchSize);
  return { values, dimension: classes };
}
