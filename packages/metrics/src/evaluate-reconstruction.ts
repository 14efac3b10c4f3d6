import { ArgumentError, batches, type ImageDataset, type Reconstructor, readTensors } from '@ae-lab/core';
import { checkData, checkMethods, checkOptions } from '@ae-lab/core/internal';
import type * as tf from '@tensorflow/tfjs-core';
import { binaryCrossEntropy } from './binary-cross-entropy';
import { meanAbsoluteError } from './mean-absolute-error';
import { meanSquaredError } from './mean-squared-error';
import type { ReconstructionMetric } from './metric';
import { psnr } from './psnr';
import { ssim } from './ssim';

/** What {@link evaluateReconstruction} computes unless told otherwise. */
export const reconstructionMetrics = {
  mse: meanSquaredError,
  mae: meanAbsoluteError,
  bce: binaryCrossEntropy,
  psnr: (images, reconstructions) => psnr(images, reconstructions),
  ssim,
} satisfies Record<string, ReconstructionMetric>;

/** One metric over a data set. */
export interface MetricResult {
  /** The mean of `perImage`. */
  readonly mean: number;
  /** The value of every image, in the order of the data set. */
  readonly perImage: Float32Array;
}

/** Options of {@link evaluateReconstruction}. */
export interface EvaluateReconstructionOptions<Name extends string> {
  /** The metrics by the name they get in the result; default {@link reconstructionMetrics}. */
  readonly metrics?: Readonly<Record<Name, ReconstructionMetric>>;
  /** Images a batch, a whole number above 0; default 256. It changes memory and speed, not the result. */
  readonly batchSize?: number;
}

/**
 * Reconstructs every image of a data set and measures how close it came. Each mean is the mean of the values per image: of
 * PSNR too, which therefore is not the PSNR of the mean squared error. The default metrics include SSIM, which needs
 * images of at least 11 x 11.
 *
 * @throws ArgumentError if the model does not reconstruct, the data set is empty, its images have another shape than
 * the model's, `batchSize` is not a positive whole number, or a metric does not give one number an image.
 */
export async function evaluateReconstruction<Name extends string = keyof typeof reconstructionMetrics>(
  model: Reconstructor,
  data: ImageDataset,
  options: EvaluateReconstructionOptions<Name> = {},
): Promise<Record<Name, MetricResult>> {
  checkOptions('options', options, { metrics: true, batchSize: true });
  checkMethods('model', model, 'reconstruct');
  checkData(model, data);
  const metrics = Object.entries<ReconstructionMetric>(options.metrics ?? reconstructionMetrics);
  for (const [name, metric] of metrics) {
    if (typeof metric !== 'function') throw new ArgumentError(`metrics.${name}`, 'a function', metric);
  }
  const perImage = metrics.map(() => new Float32Array(data.size));
  for (const { images, indices } of batches(data, options.batchSize)) {
    const values = await readTensors(() => {
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
  throw new ArgumentError(`metrics.${name}`, `one number an image, [${count}]`, values.shape);
}

function average(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
