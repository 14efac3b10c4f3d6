import { onePerClass, picture, pixelsOf, type Section, testError } from '@ae-lab/example-shared';
import { imageRows } from '@ae-lab/viz';
import type { Models } from './final-section';
import type { MatFile } from './mat-file';
import { REPORTED } from './settings';

export async function matSection({ origin, stored, upright }: MatFile, { model, pca }: Models): Promise<Section> {
  const mse = await testError(model, upright);
  const digits = onePerClass(upright);
  const rows = [
    { name: 'as stored', images: pixelsOf(stored, digits) },
    { name: 'upright', images: pixelsOf(upright, digits) },
    { name: 'reconstructed', images: pixelsOf(upright, digits, (images) => model.reconstruct(images)) },
  ];
  return {
    heading: 'The MAT file',
    blocks: [
      picture(
        'mat-file',
        imageRows({ rows, imageShape: upright.imageShape }),
        `Digits as stored in the MAT file (${origin}), turned upright, and reconstructed.`,
      ),
    ],
    comparison: {
      'final model on the MAT file: MSE': [
        String(REPORTED.mse),
        `${mse.toFixed(6)} (latent dimension ${model.latentDim})`,
      ],
    },
    metrics: { matFile: origin, autoencoder: { mse }, pca: { mse: await testError(pca, upright) } },
  };
}
