import * as core from '@ae-lab/core';
import { CORRUPTION, checkData, checkMethods } from '@ae-lab/core/internal';
import { meanSquaredError } from './mean-squared-error';

/** Number of values per batch, 334 images of 28 x 28. Not an option, because the random numbers of a batch depend on its size. */
const BATCH_VALUES = 2 ** 18;

/** Options of the robustness metrics. */
export interface RobustnessOptions {
  /** Decides the corruption, which is the same for the same seed and data set, whatever the model. Default 0. */
  readonly seed?: number;
}

/** The description of {@link RobustnessOptions}. */
export const ROBUSTNESS_OPTIONS = {
  seed: core.optional(core.kind.seed, 0),
} satisfies core.Description<RobustnessOptions>;

const CORRUPTIONS = core.kind.list(CORRUPTION);

/** The error of the reconstructions of corrupted images. Lower is better. */
export interface Robustness {
  /** The mean squared error between the clean images and the reconstructions of the corrupted ones. */
  readonly mse: number;
  /** The mean squared error between the clean and the corrupted images: that of a model that changes nothing. */
  readonly baseline: number;
}

/**
 * Measures how well a model reconstructs corrupted images: for each corruption the mean squared error of the reconstructions
 * against the clean images (Vincent et al. 2010, "Stacked denoising autoencoders", section 2), with that of the corrupted images
 * as the baseline. All corruptions share their random numbers, so a stronger corruption is a weaker one scaled.
 *
 * Unit: squared intensity. Range: [0, Infinity]. Lower is better; a model removes corruption if its error is below the baseline.
 *
 * @returns one result per corruption, in their order.
 * @throws ArgumentError if the model does not reconstruct, a corruption is out of range, or the data set is empty or of another
 * image shape.
 */
export async function corruptionRobustness(
  model: core.Reconstructor,
  data: core.ImageDataset,
  corruptions: readonly core.Corruption[],
  options: RobustnessOptions = {},
): Promise<Robustness[]> {
  const { seed } = core.readOptions('options', options, ROBUSTNESS_OPTIONS);
  checkMethods('model', model, 'reconstruct');
  checkData(model, data);
  CORRUPTIONS.read('corruptions', corruptions);
  const rng = new core.Rng(seed);
  const results = corruptions.map(() => ({ mse: 0, baseline: 0 }));
  const [height, width, channels] = data.imageShape;
  const batchSize = Math.max(1, Math.floor(BATCH_VALUES / (height * width * channels)));
  for await (const { images, indices } of core.batches(data, batchSize)) {
    for (const [i, corruption] of corruptions.entries()) {
      const [errors, baselines] = await core.readTensors(() => {
        const corrupted = core.corrupt(images, corruption, rng.split(indices[0]));
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
