import { type Classifier, type Codes, type ImageDataset, mapSamples, readOptions } from '@ae-lab/core';
import { checkMethods } from '@ae-lab/core/internal';
import { MAP_IMAGES_OPTIONS, type MapImagesOptions } from './map-images-options';

/**
 * Returns the logits of every image of a data set, [size, classes], in its order, for `classHistogram` and `inceptionScore`.
 *
 * @throws ArgumentError if the classifier returns no logits, the data set is empty or its images have another shape.
 */
export async function logitsOf(
  classifier: Classifier,
  data: ImageDataset,
  options: MapImagesOptions = {},
): Promise<Codes<Float32Array>> {
  const { batchSize } = readOptions('options', options, MAP_IMAGES_OPTIONS);
  checkMethods('classifier', classifier, 'logits');
  const { classes } = classifier;
  const values = await mapSamples(classifier, data, classes, (images) => classifier.logits(images), batchSize);
  return { values, dimension: classes };
}
