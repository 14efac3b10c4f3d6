import { type Codes, type FeatureExtractor, type ImageDataset, mapSamples, readOptions } from '@ae-lab/core';
import { checkMethods } from '@ae-lab/core/internal';
import { MAP_IMAGES_OPTIONS, type MapImagesOptions } from './map-images-options';

/**
 * Returns the features of every image of a data set, [size, featureDim], in its order. The scores of samples compare them.
 *
 * @throws ArgumentError if the extractor returns no features, the data set is empty or its images have another shape.
 */
export async function featuresOf(
  extractor: FeatureExtractor,
  data: ImageDataset,
  options: MapImagesOptions = {},
): Promise<Codes<Float32Array>> {
  const { batchSize } = readOptions('options', options, MAP_IMAGES_OPTIONS);
  checkMethods('extractor', extractor, 'features');
  const { featureDim } = extractor;
  const values = await mapSamples(extractor, data, featureDim, (images) => extractor.features(images), batchSize);
  return { values, dimension: featureDim };
}
