import * as core from '@ae-lab/core';
import { checkData, checkMethods } from '@ae-lab/core/internal';
import type * as tf from '@tensorflow/tfjs-core';
import { binaryCrossEntropy } from './binary-cross-entropy';
import { MAP_IMAGES_OPTIONS, type MapImagesOptions } from './map-images-options';
import { meanAbsoluteError } from './mean-absolute-error';
import { meanSquaredError } from './mean-squared-error';
import type { ReconstructionMetric } from './metric';
import { psnr } from './psnr';
import { ssim } from './ssim';

/** The metrics that {@link evaluateReconstruction} computes by default, by the names in its result. */
export const reconstructionMetrics = {
  mse: meanSquaredError,
  mae: meanAbsoluteError,
  bce: binaryCrossEntropy,
  psnr: (images, reconstructions) => psnr(images, reconstructions),
  ssim,
} satisfies Record<string, ReconstructionMetric>;

/** The values of one metric over a data set. */
export interface MetricResult {
  /** The mean of `perImage`. */
  readonly mean: number;
  /** The value of every image, in the order of the data set. */
  readonly perImage: Float32Array;
}

/** Options of {@link evaluateReconstruction}. */
export interface EvaluateReconstructionOptions<Name extends string> extends MapImagesOptions {
  /** The metrics by their names in the result. Default {@link reconstructionMetrics}. */
  readonly metrics?: Readonly<Record<Name, ReconstructionMetric>>;
}

const EVALUATE_RECONSTRUCTION_OPTIONS = {
  metrics: core.optional(core.kind.record(core.kind.callback<ReconstructionMetric>()), reconstructionMetrics),
  ...MAP_IMAGES_OPTIONS,
} satisfies core.Description<EvaluateReconstructionOptions<string>>;

/**
 * Reconstructs every image of a data set and measures the reconstructions.
 *
 * ```ts no-run
 * const { mse, psnr, ssim } = await evaluateReconstruction(model, test);
 * console.log(`MSE ${mse.mean}, PSNR ${psnr.mean} dB, SSIM ${ssim.mean}`);
 * ```
 *
 * Each mean is that of the values per image, so the mean PSNR is not the PSNR of the mean squared error. The default metrics
 * include SSIM, which needs images of at least 11 x 11 pixels.
 *
 * @throws ArgumentError if the model does not reconstruct, the data set is empty, its images have another shape than the model's,
 * an option is out of range, or a metric does not return one number per image.
 */
export async function evaluateReconstruction<Name extends string = keyof typeof reconstructionMetrics>(
  model: core.Reconstructor,
  data: core.ImageDataset,
  options: EvaluateReconstructionOptions<Name> = {},
): Promise<Record<Name, MetricResult>> {
  const { metrics: wanted, batchSize } = core.readOptions('options', options, EVALUATE_RECONSTRUCTION_OPTIONS);
  checkMethods('model', model, 'reconstruct');
  checkData(model, data);
  const metrics = Object.entries<ReconstructionMetric>(wanted);
  const perImage = metrics.map(() => new Float32Array(data.size));
  for await (const { images, indices } of core.batches(data, batchSize)) {
    const values = await core.readTensors(() => {
      const reconstructions = model.reconstruct(images);
      return metrics.map(([name, metric]) => checkSize(name, metric(images, reconstructions), images.shape[0]));
    });
    for (const [i, numbers] of values.entries()) perImage[i].set(numbers, indices[0]);
  }
  const results = metrics.map(([name], i) => [name, { mean: average(perImage[i]), perImage: perImage[i] }]);
  return Object.fromEntries(results) as Record<Name, MetricResult>;
}

function checkSize(name: string, values: tf.Tensor1D, count: number): tf.Tensor1D {
  if (values.size === count) return values;
  throw new core.ArgumentError(`metrics.${name}`, `one number per image, [${count}]`, values.shape);
}

function average(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
