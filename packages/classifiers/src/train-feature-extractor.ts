import * as core from '@ae-lab/core';
import { checkInteger, checkLabelledData } from '@ae-lab/core/internal';
import { ImageClassifier } from './image-classifier';

/** Options of {@link trainFeatureExtractor}. */
export interface TrainFeatureExtractorOptions extends Pick<core.FitOptions, 'validation' | 'callbacks' | 'signal'> {
  /** Seed of the initial weights and of the order of the images. Default 0. */
  readonly seed?: number;
  /** Number of passes over the images, at least 1. Default 5. */
  readonly epochs?: number;
}

const FEATURE_EXTRACTOR = {
  validation: core.FIT_OPTIONS.validation,
  callbacks: core.FIT_OPTIONS.callbacks,
  signal: core.FIT_OPTIONS.signal,
  seed: core.FIT_OPTIONS.seed,
  epochs: core.optional(core.kind.integer({ from: 1 }), 5),
} satisfies core.Description<TrainFeatureExtractorOptions>;

/**
 * Trains the standard feature extractor, whose features compare sets of images (by a Fréchet distance, for example). It is a
 * classifier like LeNet-5, trained by Adam with a learning rate of 0.001 on batches of 128; its features are the 84 activations
 * before the logits. Distances between features depend on its weights, so compare them within one extractor only. If the signal
 * is aborted, the extractor is returned as trained so far.
 *
 * ```ts
 * const extractor = await trainFeatureExtractor(train, { seed: 1, epochs: 5 });
 * const features = extractor.features(images); // [n, 84]
 * ```
 *
 * @throws ArgumentError for options out of range, and for images without labels or smaller than 12 x 12 pixels.
 */
export async function trainFeatureExtractor(
  data: core.ImageDataset,
  options: TrainFeatureExtractorOptions = {},
): Promise<ImageClassifier> {
  const fitOptions = core.readOptions('options', options, FEATURE_EXTRACTOR);
  checkLabelledData('data', data, data?.classes);
  const { imageShape } = data;
  const classes = checkInteger('data.classes', data.classes, { from: 2 });
  const classifier = new ImageClassifier({ imageShape, classes, seed: fitOptions.seed });
  try {
    await classifier.fit(data, fitOptions);
  } catch (error) {
    classifier.dispose();
    throw error;
  }
  return classifier;
}
