import * as core from '@ae-lab/core';
import { checkData, checkMethods, countCodes } from '@ae-lab/core/internal';
import { MAP_IMAGES_OPTIONS, type MapImagesOptions } from './map-images-options';

/** Options of {@link activeUnits}. */
export interface ActiveUnitsOptions extends MapImagesOptions {
  /** The variance above which a dimension counts as active, at least 0. Default 0.01. */
  readonly threshold?: number;
}

const ACTIVE_UNITS_OPTIONS = {
  threshold: core.optional(core.kind.number({ from: 0 }), 0.01),
  ...MAP_IMAGES_OPTIONS,
} satisfies core.Description<ActiveUnitsOptions>;

/** The result of {@link activeUnits}. */
export interface ActiveUnits {
  /** Number of active dimensions, from 0 to latentDim. */
  readonly count: number;
  /** The variance of each dimension's posterior mean over the data set, [latentDim]. */
  readonly variances: Float64Array;
}

/**
 * Counts the latent dimensions that a variational autoencoder uses: those whose posterior mean varies over the data, with
 * variance Var_x(E_q[z | x]) > 0.01 (Burda, Grosse and Salakhutdinov 2016, "Importance weighted autoencoders",
 * arXiv:1509.00519v4, section 5.2).
 *
 * Unit: dimensions. Range: [0, latentDim]. The posterior of all other dimensions has collapsed.
 *
 * @throws ArgumentError if the model has no posterior, the data set is empty or of another image shape, an option is out of
 * range, or a code is not finite.
 */
export async function activeUnits(
  model: core.LatentVariableModel,
  data: core.ImageDataset,
  options: ActiveUnitsOptions = {},
): Promise<ActiveUnits> {
  const { threshold, batchSize } = core.readOptions('options', options, ACTIVE_UNITS_OPTIONS);
  checkMethods('model', model, 'posterior', 'encode');
  checkData(model, data);
  const codes = await core.encodeDataset(model, data, { batchSize });
  countCodes('codes', codes);
  const { values, dimension } = codes;
  const mean = new Float64Array(dimension);
  const variances = new Float64Array(dimension);
  for (const [i, value] of values.entries()) mean[i % dimension] += value / data.size;
  for (const [i, value] of values.entries()) variances[i % dimension] += (value - mean[i % dimension]) ** 2 / data.size;
  return { count: variances.filter((variance) => variance > threshold).length, variances };
}
