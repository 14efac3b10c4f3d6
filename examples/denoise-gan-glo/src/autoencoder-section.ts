import { PrincipalComponents } from '@ae-lab/autoencoders';
import * as shared from '@ae-lab/example-shared';
import { imageRows } from '@ae-lab/viz';
import * as tf from '@tensorflow/tfjs-core';
import { type Denoiser, mapPicture } from './denoising-section';
import type { Lab } from './settings';

/** Compares the autoencoder that saw no noise with PCA. */
export async function autoencoderSection(denoisers: readonly Denoiser[], { digits: { train, test }, reader }: Lab) {
  const [plain] = denoisers;
  const { model, figures } = plain;
  const { imageShape, latentDim } = model;
  const pca = new PrincipalComponents({ latentDim });
  await pca.fit(train);
  const mean = { imageShape, reconstruct: ({ shape }: tf.Tensor4D) => pca.decode(tf.zeros([shape[0], latentDim])) };
  const reconstructions = {
    meanImage: await shared.evaluateReconstructions(mean, test, reader),
    pca: await shared.evaluateReconstructions(pca, test, reader),
    autoencoder: await shared.evaluateReconstructions(model, test, reader),
  };
  const losses = denoisers.map((one) => shared.curve(one, 'validation'));
  const rows = shared.reconstructionRows(test, shared.onePerClass(test), { autoencoder: model, PCA: pca });
  return {
    heading: 'Autoencoder',
    blocks: [
      shared.picture(
        'autoencoder-loss',
        shared.epochChart('validation MSE', losses, 'log'),
        'Validation error of the plain autoencoder and of the denoising ones.',
      ),
      mapPicture(plain, test),
      shared.picture(
        'reconstructions',
        imageRows({ rows, imageShape }),
        'The first test image of each digit, and its reconstructions from 10-dimensional codes.',
      ),
    ],
    comparison: {
      'autoencoder with 10 latent dimensions: test MSE': [
        '-',
        `${reconstructions.autoencoder.mse.toFixed(4)}; PCA ${reconstructions.pca.mse.toFixed(4)}`,
      ],
      't-SNE of its codes': [
        'picture',
        `picture; accuracy of five nearest neighbours among the codes ${shared.percent(figures.neighbours)}, silhouette of the map ${figures.silhouette.toFixed(2)}`,
      ],
    },
    metrics: { reconstructions },
  } satisfies shared.Section;
}
