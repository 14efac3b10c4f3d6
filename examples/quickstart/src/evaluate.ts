import { type Autoencoder, PrincipalComponents } from '@ae-lab/autoencoders';
import type { ImageDataset, Reconstructor } from '@ae-lab/core';
import { evaluateReconstruction, type ReconstructionMetric, reconstructionMetrics } from '@ae-lab/metrics';

/** The mean of each metric over the test images. */
export type TestMetrics = Readonly<Record<string, number>>;

/** Fits PCA with as many components as the autoencoder has latent dimensions, for comparison. */
export async function fitPca(model: Autoencoder, train: ImageDataset): Promise<PrincipalComponents> {
  const pca = new PrincipalComponents({ imageShape: model.imageShape, latentDim: model.latentDim });
  await pca.fit(train);
  return pca;
}

export async function testMetrics(model: Reconstructor, test: ImageDataset): Promise<TestMetrics> {
  const { mse, mae, psnr, ssim } = reconstructionMetrics;
  const [height, width] = test.imageShape;
  // SSIM needs a window of 11 x 11 pixels.
  const metrics: Record<string, ReconstructionMetric> =
    Math.min(height, width) < 11 ? { mse, mae, psnr } : { mse, mae, psnr, ssim };
  const results = await evaluateReconstruction(model, test, { metrics });
  return Object.fromEntries(Object.entries(results).map(([name, { mean }]) => [name, mean]));
}
