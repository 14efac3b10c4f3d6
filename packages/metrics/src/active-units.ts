import { type EncodeDatasetOptions, encodeDataset, type ImageDataset, type LatentVariableModel } from '@ae-lab/core';
import { checkData, checkMethods, checkNumber, checkOptions, countCodes } from '@ae-lab/core/internal';

/** Options of {@link activeUnits}. */
export interface ActiveUnitsOptions extends EncodeDatasetOptions {
  /** The variance above which a dimension counts as active, at least 0; default 0.01. */
  readonly threshold?: number;
}

/** What {@link activeUnits} gives. */
export interface ActiveUnits {
  /** How many dimensions are active, from 0 to latentDim. */
  readonly count: number;
  /** The variance of each dimension's posterior mean over the data set, [latentDim]. */
  readonly variances: Float64Array;
}

/**
 * The latent dimensions that a variational autoencoder uses: those whose posterior mean varies over the data, with variance
 * Var_x(E_q[z | x]) > 0.01 (Burda, Grosse and Salakhutdinov 2016, "Importance weighted autoencoders", arXiv:1509.00519v4,
 * section 5.2).
 *
 * Unit: dimensions. Range: [0, latentDim]. Fewer than latentDim mean posterior collapse in the others.
 *
 * @throws ArgumentError if the model has no posterior, the data set is empty or of another image shape, `threshold` is
 * negative, or a code is not finite.
 */
export async function activeUnits(
  model: LatentVariableModel,
  data: ImageDataset,
  options: ActiveUnitsOptions = {},
): Promise<ActiveUnits> {
  checkOptions('options', options, { threshold: true, batchSize: true });
  checkMethods('model', model, 'posterior', 'encode');
  checkData(model, data);
  const { threshold = 0.01, batchSize } = options;
  checkNumber('threshold', threshold, { from: 0 });
  const codes = await encodeDataset(model, data, { batchSize });
  countCodes('codes', codes);
  const { values, dimension } = codes;
  const mean = new Float64Array(dimension);
  const variances = new Float64Array(dimension);
  for (const [i, value] of values.entries()) mean[i % dimension] += value / data.size;
  for (const [i, value] of values.entries()) variances[i % dimension] += (value - mean[i % dimension]) ** 2 / data.size;
  return { count: variances.filter((variance) => variance > threshold).length, variances };
}
