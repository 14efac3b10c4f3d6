import type { FitOptions, ImageDataset } from '@ae-lab/core';
import { checkDataset, checkInteger, checkOptions } from '@ae-lab/core/internal';
import { checkLabelledData } from './check-labelled-data';
import { ImageClassifier } from './image-classifier';

/** Options of {@link trainFeatureExtractor}. */
export interface TrainFeatureExtractorOptions extends Pick<FitOptions, 'validation' | 'callbacks' | 'signal'> {
  /** Decides the initial weights and the order of the images. Default 0. */
  readonly seed?: number;
  /** How often every image is seen, at least 1. Default 5. */
  readonly epochs?: number;
}

const OPTIONS = { seed: true, epochs: true, validation: true, callbacks: true, signal: true } as const;

/**
 * The standard feature extractor, in whose features images are compared (in a Fréchet distance, say): a classifier like
 * LeNet-5, trained by Adam with a learning rate of 0.001 on batches of 128; its features are the 84 activations before the
 * classes. Distances between features depend on the weights: compare them within one extractor only. When the signal is
 * aborted, it is the extractor as far as it is trained. Throws an ArgumentError for images without labels, or smaller than
 * 12 x 12.
 */
export async function trainFeatureExtractor(
  data: ImageDataset,
  options: TrainFeatureExtractorOptions = {},
): Promise<ImageClassifier> {
  checkOptions('options', options, OPTIONS);
  const { seed = 0, epochs = 5, ...others } = options;
  checkDataset('data', data);
  checkLabelledData('data', data, data.imageShape, data.classes);
  checkInteger('data.classes', data.classes, { from: 2 });
  const classifier = new ImageClassifier({ imageShape: data.imageShape, classes: data.classes, seed });
  try {
    await classifier.fit(data, { ...others, epochs, seed });
  } catch (error) {
    classifier.dispose();
    throw error;
  }
  return classifier;
}
