import { join } from 'node:path';
import { Autoencoder, PrincipalComponents } from '@ae-lab/autoencoders';
import type { History, ImageDataset, Reconstructor } from '@ae-lab/core';
import { runExample } from '@ae-lab/example-shared';
import { evaluateReconstruction, meanSquaredError, noiseRobustness, occlusionRobustness } from '@ae-lab/metrics';
import { openMatFile } from './mat-file';
import { sections } from './report';
import type { Training } from './train';

/** The published results: test errors by learning rate, the best latent dimension, the error on the MAT file. */
const REPORTED = {
  rates: { 0.01: 0.0221, 0.005: 0.0218, 0.001: 0.0219, 0.0005: 0.0249, 0.00001: 0.0733 } as Record<number, number>,
  latentDim: 6,
  mse: 0.021806583,
};

/** Ten variances, evenly spaced on a logarithmic axis. */
const VARIANCES = Array.from({ length: 10 }, (_, i) => Number((10 ** (i / 3 - 3)).toPrecision(2)));
const FRACTIONS = Array.from({ length: 11 }, (_, i) => i / 10);

await runExample({
  name: 'robustness',
  title: 'Learning rate, latent dimension and robustness of an autoencoder',
  summary:
    'The learning rate and latent dimension that a convolutional autoencoder needs, and its robustness to noise and missing rows.',
  sizes: {
    full: {
      ...{ learningRates: [1e-2, 5e-3, 1e-3, 5e-4, 1e-5], latentDims: [2, 4, 6, 8, 10] },
      // With it, high constant rates end in a higher error, and the lowest rate hardly learns.
      batchNormalization: false,
      ...{ epochs: 20, finalEpochs: 40, batchSize: 128 },
    },
    fast: {
      ...{ learningRates: [1e-2, 1e-3], latentDims: [2, 6] },
      // Without it, a few epochs are not enough to leave the first plateau.
      batchNormalization: true,
      ...{ epochs: 2, finalEpochs: 5, batchSize: 50 },
    },
  },

  async run({ options, settings, digits, trainAll }) {
    const { learningRates, latentDims, epochs, finalEpochs, ...shared } = settings;
    const train = (trainings: readonly Training[]) =>
      trainAll<Training, History>(new URL('./train.ts', import.meta.url), trainings);
    const training = (latentDim: number, learningRate: number): Training => {
      return {
        name: `latent size ${latentDim}, rate ${learningRate}`,
        latentDim,
        learningRate,
        decay: false,
        epochs,
        ...shared,
      };
    };

    // The validation error after the last epoch selects the learning rate, then the latent dimension.
    const byRate = await train(learningRates.map((rate) => training(REPORTED.latentDim, rate)));
    const { learningRate } = best(byRate);
    const bySize = await train(latentDims.map((size) => training(size, learningRate)));
    const { latentDim } = best(bySize);
    const [final] = await train([
      { name: 'final model', latentDim, learningRate, decay: true, epochs: finalEpochs, ...shared },
    ]);

    // The test images are used once, for all figures.
    const rates = await withTestErrors(byRate, digits.test);
    const sizes = await withTestErrors(bySize, digits.test);
    const model = await Autoencoder.load(join(final.folder, 'model'));
    const pca = new PrincipalComponents({ latentDim });
    await pca.fit(digits.train);
    const mat = await openMatFile(options, digits.test);
    const robustness = async (one: Reconstructor) => ({
      mse: await meanError(one, mat.upright),
      noise: await noiseRobustness(one, mat.upright, { variances: VARIANCES }),
      occlusion: await occlusionRobustness(one, mat.upright, { fractions: FRACTIONS }),
    });
    const results = { autoencoder: await robustness(model), pca: await robustness(pca) };

    const { mse, noise, occlusion } = results.autoencoder;
    return {
      metrics: {
        rates: records(rates),
        sizes: records(sizes),
        chosen: { learningRate, latentDim },
        final: final.result,
        matFile: mat.origin,
        ...results,
      },
      comparison: [
        ...rates.map((one) => ({
          item: `learning rate ${one.learningRate}, latent dimension ${one.latentDim}: test MSE`,
          reported: REPORTED.rates[one.learningRate].toFixed(4),
          measured: one.test.toFixed(4),
        })),
        {
          item: `best latent dimension of ${latentDims.join(', ')}`,
          reported: String(REPORTED.latentDim),
          measured: `${latentDim} (test MSE by dimension: ${sizes.map(({ test }) => test.toFixed(4)).join(', ')})`,
        },
        {
          item: 'final model on the MAT file: MSE',
          reported: String(REPORTED.mse),
          measured: `${mse.toFixed(6)} (latent dimension ${latentDim})`,
        },
        { item: 'MSE against the variance of noise', reported: 'curve', measured: ends(noise) },
        { item: 'MSE against the fraction of rows set to 0', reported: 'curve', measured: ends(occlusion) },
      ],
      sections: await sections({ rates, sizes, final, model, pca, test: digits.test, mat, results }),
    };
  },
});

/** The training with the lowest error on the validation images. */
function best<T extends { result: History }>(trainings: readonly T[]): T {
  const error = ({ result }: T) => result.epochs.at(-1)?.validation?.loss ?? Number.POSITIVE_INFINITY;
  return trainings.reduce((a, b) => (error(b) < error(a) ? b : a));
}

async function withTestErrors<T extends { folder: string }>(trainings: readonly T[], data: ImageDataset) {
  const measured: (T & { test: number })[] = [];
  for (const training of trainings) {
    const model = await Autoencoder.load(join(training.folder, 'model'));
    measured.push({ ...training, test: await meanError(model, data) });
    model.dispose();
  }
  return measured;
}

async function meanError(model: Reconstructor, data: ImageDataset): Promise<number> {
  const { mse } = await evaluateReconstruction(model, data, { metrics: { mse: meanSquaredError } });
  return mse.mean;
}

/** The part of the trainings that goes to `metrics.json`. */
function records(trainings: readonly (Training & { result: History; test: number })[]) {
  return trainings.map(({ learningRate, latentDim, test, result }) => {
    const validation = result.epochs.map((record) => record.validation?.loss);
    return { learningRate, latentDim, validation, test };
  });
}

function ends(curve: readonly { level: number; mse: number }[]): string {
  const [first, last] = [curve[0], curve[curve.length - 1]];
  return `${first.mse.toFixed(4)} at ${first.level} to ${last.mse.toFixed(4)} at ${last.level}`;
}
