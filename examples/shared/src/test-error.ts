import type { ImageDataset, Reconstructor } from '@ae-lab/core';
import { evaluateReconstruction, meanSquaredError } from '@ae-lab/metrics';

/** Returns the mean squared error of the reconstructions of a data set. */
export async function testError(model: Reconstructor, data: ImageDataset): Promise<number> {
  const { mse } = await evaluateReconstruction(model, data, { metrics: { mse: meanSquaredError } });
  return mse.mean;
}
