import {
  ArgumentError,
  type Classifier,
  type Codes,
  type FeatureExtractor,
  type Generator,
  type ImageDataset,
  mapImages,
} from '@ae-lab/core';
import { checkDataset, checkImageShape, checkMethods, checkOptions } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { type ClassHistogram, classHistogram } from './class-histogram';
import { featuresOf } from './features-of';
import { type FrechetDistance, frechetDistance } from './frechet-distance';
import { generatedImages } from './generated-images';
import { type InceptionScore, inceptionScore } from './inception-score';
import { type KernelDistance, kernelDistance } from './kernel-distance';
import { type NearestTrainingDistances, nearestTrainingDistances } from './nearest-training-distances';
import { type PrecisionRecall, precisionRecall } from './precision-recall';

/** Half a grey level of a byte: pixels beyond [0, 1] by more than that are warned of. */
const OVERSHOOT = 0.5 / 255;

/** Options of {@link evaluateSamples}. */
export interface EvaluateSamplesOptions {
  /** How many images are drawn from a generator; default as many as `data` has. Images that are given all count. */
  readonly count?: number;
  /** Decides what is drawn: images and the subsets of the kernel distance. Default 0. */
  readonly seed?: number;
  /** Names the classes of the samples; without it there are no `classes` and no `inception`. */
  readonly classifier?: Classifier;
  /** What the generator was trained on; without it there is no `training`. */
  readonly training?: ImageDataset;
  /** Images a batch, a whole number above 0; default 256. It changes memory and speed, not the result. */
  readonly batchSize?: number;
}

/** What {@link evaluateSamples} gives, each explained at the function of its kind. */
export interface SampleScores extends PrecisionRecall {
  /** Of the features; less is better. */
  readonly frechet: FrechetDistance;
  /** Of the features, without bias; less is better. */
  readonly kernel: KernelDistance;
  /** The classes as the classifier sees them; absent without one. */
  readonly classes?: ClassHistogram;
  /** Of the classifier's probabilities; more is better. Absent without a classifier. */
  readonly inception?: InceptionScore;
  /** How near the samples come to the training images, and how near `data` does, in the space of the features. */
  readonly training?: NearestTrainingDistances;
  /** What makes the scores less telling: those of the Fréchet distance and of precision, and pixels outside [0, 1]. */
  readonly warnings: readonly string[];
}

/**
 * All scores of generated images beside real ones, with their defaults: {@link frechetDistance}, {@link kernelDistance} and
 * {@link precisionRecall}, by option {@link classHistogram}, {@link inceptionScore} and {@link nearestTrainingDistances}. The
 * samples are drawn batch by batch and not kept.
 *
 * @param samples a generator, or images.
 * @param data real images that the generator was not trained on, best as many as there are samples.
 * @param extractor in whose features images are compared; figures of different weights do not compare.
 * @throws ArgumentError if images have another shape than extractor or classifier, features or logits are not finite, there
 * are not more images than features, an option is out of range, or `count` is not the number of images that are given.
 */
export async function evaluateSamples(
  samples: Generator | ImageDataset,
  data: ImageDataset,
  extractor: FeatureExtractor,
  options: EvaluateSamplesOptions = {},
): Promise<SampleScores> {
  checkOptions('options', options, { count: true, seed: true, classifier: true, training: true, batchSize: true });
  const { seed = 0, classifier, training, batchSize } = options;
  checkMethods('extractor', extractor, 'features');
  checkDataset('data', data);
  if (classifier) checkMethods('classifier', classifier, 'logits');
  if (training) checkDataset('training', training);
  const images = imagesOf(samples, data.size, options);
  for (const [argument, given] of Object.entries({ samples: images, data, classifier, training })) {
    if (given) checkImageShape(`${argument}.imageShape`, given.imageShape, extractor.imageShape);
  }
  const { features, logits, warnings } = await measure(images, extractor, classifier, batchSize);
  const reference = await featuresOf(extractor, data, { batchSize });
  const frechet = frechetDistance(features, reference);
  const { warnings: ofPrecision, ...precision } = await precisionRecall(features, reference);
  return {
    frechet,
    kernel: await kernelDistance(features, reference, { seed }),
    ...precision,
    ...(logits && { classes: classHistogram(logits), inception: inceptionScore(logits) }),
    ...(training && {
      training: await nearestTrainingDistances(
        features,
        await featuresOf(extractor, training, { batchSize }),
        reference,
      ),
    }),
    warnings: [...warnings, ...frechet.warnings, ...ofPrecision],
  };
}

/** The samples as a data set. Throws an `ArgumentError` if they are neither it nor a generator, or not as many as `count`. */
function imagesOf(samples: Generator | ImageDataset, size: number, options: EvaluateSamplesOptions): ImageDataset {
  if (typeof samples === 'object' && samples !== null && 'generate' in samples) {
    return generatedImages(samples, { size: options.count ?? size, seed: options.seed });
  }
  if (typeof samples?.batch !== 'function')
    throw new ArgumentError('samples', 'a Generator or an ImageDataset', samples);
  const { count = samples.size } = options;
  if (count !== samples.size) throw new ArgumentError('count', `${samples.size}, as many as there are samples`, count);
  return samples;
}

interface Measured {
  readonly features: Codes;
  readonly logits?: Codes;
  readonly warnings: readonly string[];
}

/** Features, logits and the range of the pixels in one pass, since every pass draws the images anew. */
async function measure(
  images: ImageDataset,
  extractor: FeatureExtractor,
  classifier?: Classifier,
  batchSize?: number,
): Promise<Measured> {
  const { featureDim } = extractor;
  const classes = classifier?.classes ?? 0;
  const width = featureDim + classes + 2;
  const measures = (batch: tf.Tensor4D): tf.Tensor2D => {
    const pixels = tf.reshape(batch, [batch.shape[0], -1]);
    const logits = classifier ? [classifier.logits(batch)] : [];
    return tf.concat(
      [extractor.features(batch), ...logits, tf.min(pixels, 1, true), tf.max(pixels, 1, true)] as tf.Tensor2D[],
      1,
    );
  };
  const rows = await mapImages(extractor, images, width, measures, batchSize);
  const columns = (start: number, dimension: number): Codes<Float32Array> => ({
    values: rows.filter((_, i) => i % width >= start && i % width < start + dimension),
    dimension,
  });
  const darkest = columns(width - 2, 1).values.reduce((a, b) => Math.min(a, b));
  const brightest = columns(width - 1, 1).values.reduce((a, b) => Math.max(a, b));
  const isOutside = darkest < -OVERSHOOT || brightest > 1 + OVERSHOOT;
  const warning = `samples: pixels from ${darkest.toFixed(2)} to ${brightest.toFixed(2)}; they should be in [0, 1].`;
  return {
    features: columns(0, featureDim),
    logits: classifier && columns(featureDim, classes),
    warnings: isOutside ? [warning] : [],
  };
}
