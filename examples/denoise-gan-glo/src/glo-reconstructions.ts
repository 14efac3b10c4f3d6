import type { Reconstructor } from '@ae-lab/core';
import * as shared from '@ae-lab/example-shared';
import type { Glo } from '@ae-lab/generative';
import { imageRows } from '@ae-lab/viz';
import type { Lab } from './settings';

export type Others = Readonly<Record<'meanImage' | 'pca' | 'autoencoder', shared.ReconstructionQuality>>;

/** Reconstructions from the learnt codes of training images, and from codes found for test images. */
export async function reconstructionsOf(glo: Glo, { meanImage, pca, autoencoder }: Others, lab: Lab) {
  const {
    digits: { train, test },
    settings: { search, searched },
    reader,
  } = lab;
  const { imageShape } = glo;
  const searching: Reconstructor = { imageShape, reconstruct: (images) => glo.reconstruct(images, search.glo) };
  // The training images come in their order, so their codes do as well.
  let next = 0;
  const recall: Reconstructor['reconstruct'] = (images) =>
    glo.decode(glo.codesAt(Array.from({ length: images.shape[0] }, () => next++)));
  const gloTraining = await shared.evaluateReconstructions({ imageShape, reconstruct: recall }, train, reader);
  const gloTest = await shared.evaluateReconstructions(searching, test.take(searched.images), reader);
  const [examples, testExamples] = [shared.onePerClass(train), shared.onePerClass(test)];
  const fromCodes = shared.pixelsOf(train, examples, () => glo.decode(glo.codesAt(examples)));
  const rows = [
    { name: 'training images', images: shared.pixelsOf(train, examples) },
    { name: 'from learnt codes', images: fromCodes },
    { name: 'test images', images: shared.pixelsOf(test, testExamples) },
    { name: 'from searched codes', images: shared.pixelsOf(test, testExamples, (images) => glo.reconstruct(images)) },
  ];
  const { percent } = shared;
  return {
    blocks: [
      shared.picture(
        'glo-reconstructions',
        imageRows({ rows, imageShape }),
        'The first image of each digit, and its reconstruction by GLO.',
      ),
      shared.table(
        ['MSE by digit', ...examples.map((_, digit) => [`${digit}`, 4] as const)],
        [
          ['training images', ...gloTraining.mseByClass],
          ['test images', ...gloTest.mseByClass],
        ],
      ),
      shared.table(
        ['reconstruction', ['MSE', 4, 'lowest'], ['classified correctly', 3, 'highest'], ['sharpness', 3, 'highest']],
        [
          ['mean image', ...figures(meanImage)],
          ['PCA, 10 components', ...figures(pca)],
          ['autoencoder, latent dimension 10', ...figures(autoencoder)],
          ['GLO, latent dimension 74, training images', ...figures(gloTraining)],
          ['GLO, latent dimension 74, test images', ...figures(gloTest)],
        ],
        'Sharpness: the mean difference between neighbouring pixels, relative to that of the images.',
      ),
    ],
    comparison: {
      'GLO, reconstructions': [
        '"almost the same but fuzzier"',
        `MSE of training images ${gloTraining.mse.toFixed(4)}, of test images ${gloTest.mse.toFixed(4)} ` +
          `(mean image ${meanImage.mse.toFixed(4)}); ${percent(gloTest.readable)} of the test images classified correctly, ` +
          `with ${percent(gloTest.sharpness)} of the contrast between neighbouring pixels`,
      ],
    },
    metrics: { reconstructions: { gloTraining, gloTest } },
  } satisfies Omit<shared.Section, 'heading'>;
}

function figures({ mse, readable, sharpness }: shared.ReconstructionQuality): number[] {
  return [mse, readable, sharpness];
}
