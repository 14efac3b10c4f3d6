import * as core from '@ae-lab/core';
import { checkDataset, checkImageShape, checkMethods, DATASET } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { type ClassHistogram, classHistogram } from './class-histogram';
import { featuresOf } from './features-of';
import { type FrechetDistance, frechetDistance } from './frechet-distance';
import { generatedImages } from './generated-images';
import { type InceptionScore, inceptionScore } from './inception-score';
import { type KernelDistance, kernelDistance } from './kernel-distance';
import { MAP_IMAGES_OPTIONS, type MapImagesOptions } from './map-images-options';
import { type NearestTrainingDistances, nearestTrainingDistances } from './nearest-training-distances';
import { type PrecisionRecall, precisionRecall } from './precision-recall';

/** Half a grey level of a byte. Pixels further than that outside [0, 1] cause a warning. */
const OVERSHOOT = 0.5 / 255;

/** Options of {@link evaluateSamples}. */
export interface EvaluateSamplesOptions extends MapImagesOptions {
  /** Number of images drawn from a generator, at least 1. Default: the size of `data`. All images of a data set are used. */
  readonly count?: number;
  /** Decides the generated images and the subsets of the kernel distance. Default 0. */
  readonly seed?: number;
  /** The classifier for `classes` and `inception`. Default: none, and the result has neither. */
  readonly classifier?: core.Classifier;
  /** The images that the generator was trained on, for `training`. Default: none, and the result does not have it. */
  readonly training?: core.ImageDataset;
}

const EVALUATE_SAMPLES_OPTIONS = {
  count: core.optional(core.kind.integer({ from: 1 })),
  seed: core.optional(core.kind.seed, 0),
  classifier: core.optional(core.kind.withMethods<core.Classifier>('a model with logits()', 'logits')),
  training: core.optional(DATASET),
  ...MAP_IMAGES_OPTIONS,
} satisfies core.Description<EvaluateSamplesOptions>;

/** The result of {@link evaluateSamples}. The functions of the same names explain each score. */
export interface SampleScores extends PrecisionRecall {
  /** The Fréchet distance of the features. Lower is better. */
  readonly frechet: FrechetDistance;
  /** The kernel distance of the features, without bias. Lower is better. */
  readonly kernel: KernelDistance;
  /** The histogram of the predicted classes; absent without a classifier. */
  readonly classes?: ClassHistogram;
  /** The inception score of the classifier's probabilities. Higher is better. Absent without a classifier. */
  readonly inception?: InceptionScore;
  /** The distances of the samples and of `data` to the training images, in the space of the features; absent without these. */
  readonly training?: NearestTrainingDistances;
  /** Reasons to distrust the scores: those of the Fréchet distance and of precision, and pixels outside [0, 1]. */
  readonly warnings: readonly string[];
}

/**
 * Compares generated with real images by all scores, with their defaults.
 *
 * ```ts no-run
 * const { frechet, kernel, precision, recall } = await evaluateSamples(gan, test, extractor, { seed: 1 });
 * console.log(`Fréchet distance ${frechet.distance}, kernel distance ${kernel.mean}`);
 * console.log(`precision ${precision}, recall ${recall}`);
 * ```
 *
 * The scores are {@link frechetDistance}, {@link kernelDistance} and {@link precisionRecall}; by option {@link classHistogram},
 * {@link inceptionScore} and {@link nearestTrainingDistances} too. The samples are generated batch by batch and not kept.
 *
 * @param samples a generator, or images.
 * @param data real images that the generator was not trained on, preferably as many as there are samples.
 * @param extractor the extractor of the features that are compared. Compare scores only if it has the same weights.
 * @throws ArgumentError if images have another shape than the extractor or the classifier, features or logits are not finite,
 * there are no more images than features, an option is out of range, or `count` is not the size of a given data set.
 */
export async function evaluateSamples(
  samples: core.Generator | core.ImageDataset,
  data: core.ImageDataset,
  extractor: core.FeatureExtractor,
  options: EvaluateSamplesOptions = {},
): Promise<SampleScores> {
  const settings = core.readOptions('options', options, EVALUATE_SAMPLES_OPTIONS);
  const { seed, classifier, training, batchSize } = settings;
  checkMethods('extractor', extractor, 'features');
  checkDataset('data', data);
  const images = imagesOf(samples, data.size, settings);
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

/** Returns the samples as a data set. Throws an `ArgumentError` if they are neither that nor a generator, or not `count` images. */
function imagesOf(
  samples: core.Generator | core.ImageDataset,
  size: number,
  settings: core.Read<typeof EVALUATE_SAMPLES_OPTIONS>,
): core.ImageDataset {
  if (typeof samples === 'object' && samples !== null && 'generate' in samples) {
    return generatedImages(samples, { size: settings.count ?? size, seed: settings.seed });
  }
  if (typeof samples?.batch !== 'function')
    throw new core.ArgumentError('samples', 'a Generator or an ImageDataset', samples);
  const { count = samples.size } = settings;
  if (count !== samples.size) throw new core.ArgumentError('count', `${samples.size}, the number of samples`, count);
  return samples;
}

interface Measured {
  readonly features: core.Codes;
  readonly logits?: core.Codes;
  readonly warnings: readonly string[];
}

/** Measures features, logits and the range of the pixels in one pass, since every pass generates the images anew. */
async function measure(
  images: core.ImageDataset,
  extractor: core.FeatureExtractor,
  classifier: core.Classifier | undefined,
  batchSize: number,
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
  const rows = await core.mapSamples(extractor, images, width, measures, batchSize);
  const columns = (start: number, dimension: number): core.Codes<Float32Array> => ({
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
