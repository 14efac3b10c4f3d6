import { type Codes, type FeatureExtractor, type ImageDataset, mapImages } from '@ae-lab/core';
import { checkMethods, checkOptions } from '@ae-lab/core/internal';

/** Options of {@link featuresOf} and `logitsOf`. */
export interface MapImagesOptions {
  /** Images a batch, a whole number above 0; default 256. It changes memory and speed, not the result. */
  readonly batchSize?: number;
}

/**
 * The features of every image of a data set, in its order: what the scores of samples compare.
 *
 * @throws ArgumentError if the extractor gives no features, the data set is empty or its images have another shape.
 */
export async function featuresOf(
  extractor: FeatureExtractor,
  data: ImageDataset,
  options: MapImagesOptions = {},
): Promise<Codes<Float32Array>> {
  checkOptions('options', options, { batchSize: true });
  checkMethods('extractor', extractor, 'features');
  const { featureDim } = extractor;
  const values = await mapImages(
    extractor,
    data,
    featureDim,
    (images) => extractor.features(images),
    options.batchSize,
  );
  return { values, dimension: featureDim };
}
