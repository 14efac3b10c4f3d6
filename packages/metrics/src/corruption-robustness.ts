import {
  batches,
  type Corruption,
  corrupt,
  type ImageDataset,
  type Reconstructor,
  Rng,
  readTensors,
} from '@ae-lab/core';
import { CORRUPTION, checkData, checkMethods, checkOptions } from '@ae-lab/core/internal';
import { checkArray } from './check-array';
import { meanSquaredError } from './mean-squared-error';

/** Values a batch, 334 images of 28 x 28. Not an option, because the random numbers of a batch depend on its size. */
const BATCH_VALUES = 2 ** 18;

/** Options of the robustness metrics. */
export interface RobustnessOptions {
  /** Decides the corruption: the same for the same seed and data set, whatever the model; default 0. */
  readonly seed?: number;
}

/** How close reconstructions of corrupted images come to the clean ones. */
export interface Robustness {
  /** The mean squared error between the clean images and the reconstructions of the corrupted ones. */
  readonly mse: number;
  /** The same for the corrupted images themselves: what a model that changes nothing reaches. */
  readonly baseline: number;
}

/**
 * For each corruption the mean squared error of the reconstructions of corrupted images, measured against the clean
 * images (Vincent et al. 2010, "Stacked denoising autoencoders", section 2), beside that of the corrupted images. All
 * corruptions share their random numbers, so that a stronger one is the same, scaled.
 *
 * Unit: squared intensity. Range: [0, Infinity]. Lower is better; a model removes corruption where it comes below the
 * baseline.
 *
 * @returns one result a corruption, in their order.
 * @throws ArgumentError if the model does not reconstruct, a corruption is out of its range, or the data set is empty
 * or of another image shape.
 */
export async function corruptionRobustness(
  model: Reconstructor,
  data: ImageDataset,
  corruptions: readonly Corruption[],
  options: RobustnessOptions = {},
): Promise<Robustness[]> {
  checkOptions('options', options, { seed: true });
  checkMethods('model', model, 'reconstruct');
  checkData(model, data);
  checkArray('corruptions', corruptions);
  for (const [i, corruption] of corruptions.entries()) CORRUPTION.read(`corruptions[${i}]`, corruption);
  const rng = new Rng(options.seed ?? 0);
  const results = corruptions.map(() => ({ mse: 0, baseline: 0 }));
  const [height, width, channels] = data.imageShape;
  const batchSize = Math.max(1, Math.floor(BATCH_VALUES / (height * width * channels)));
  for (const { images, indices } of batches(data, batchSize)) {
    for (const [i, corruption] of corruptions.entries()) {
      const [errors, baselines] = await readTensors(() => {
        const corrupted = corrupt(images, corruption, rng.split(indices[0]));
        return [meanSquaredError(images, model.reconstruct(corrupted)), meanSquaredError(images, corrupted)];
      });
      results[i].mse += sum(errors) / data.size;
      results[i].baseline += sum(baselines) / data.size;
    }
  }
  return results;
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
