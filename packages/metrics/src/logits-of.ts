import { type Classifier, type Codes, type ImageDataset, mapImages } from '@ae-lab/core';
import { checkMethods, checkOptions } from '@ae-lab/core/internal';
import type { MapImagesOptions } from './features-of';

/**
 * The logits of every image of a data set, [size, classes], in its order: for `classHistogram` and `inceptionScore`.
 *
 * @throws ArgumentError if the classifier gives no logits, the data set is empty or its images have another shape.
 */
export async function logitsOf(
  classifier: Classifier,
  data: ImageDataset,
  options: MapImagesOptions = {},
): Promise<Codes<Float32Array>> {
  checkOptions('options', options, { batchSize: true });
  checkMethods('classifier', classifier, 'logits');
  const { classes } = classifier;
  const values = await mapImages(classifier, data, classes, (images) => classifier.logits(images), options.batchSize);
  return { values, dimension: classes };
}
