import { Autoencoder } from '@ae-lab/autoencoders';
import type { History, ImageDataset } from '@ae-lab/core';
import { curve, epochChart, picture, type Section, type Trained, table, testError } from '@ae-lab/example-shared';
import { REPORTED } from './settings';
import type { Training } from './train';

type TrainedModel = Trained<Training, History>;
type Tested = TrainedModel & { readonly test: number };

export async function rateSection(trained: readonly TrainedModel[], test: ImageDataset): Promise<Section> {
  const tested = await withTestErrors(trained, test);
  const rows = tested.map(({ learningRate, latentDim, test: error }): [string, [string, string]] => [
    `learning rate ${learningRate}, latent dimension ${latentDim}: test MSE`,
    [REPORTED.rates[learningRate].toFixed(4), error.toFixed(4)],
  ]);
  return {
    heading: 'Learning rate',
    blocks: [
      picture(
        'learning-rates',
        validationChart(tested, ({ learningRate }) => `rate ${learningRate}`),
        `Validation error by learning rate, latent dimension ${trained[0].latentDim}; Adam with a warm-up and weight decay 1e-5.`,
      ),
      errorTable('learning rate', tested, ({ learningRate }) => learningRate),
    ],
    comparison: Object.fromEntries(rows),
    metrics: { rates: records(tested), chosen: { learningRate: best(trained).learningRate } },
  };
}

export async function sizeSection(trained: readonly TrainedModel[], test: ImageDataset): Promise<Section> {
  const tested = await withTestErrors(trained, test);
  const { latentDim } = best(trained);
  const errors = tested.map((one) => one.test.toFixed(4)).join(', ');
  return {
    heading: 'Latent dimension',
    blocks: [
      picture(
        'latent-sizes',
        validationChart(tested, (one) => `latent dimension ${one.latentDim}`),
        `Validation error by latent dimension, at the best learning rate, ${trained[0].learningRate}.`,
      ),
      errorTable('latent dimension', tested, (one) => one.latentDim),
    ],
    comparison: {
      [`best latent dimension of ${trained.map((one) => one.latentDim).join(', ')}`]: [
        String(REPORTED.latentDim),
        `${latentDim} (test MSE by dimension: ${errors})`,
      ],
    },
    metrics: { sizes: records(tested), chosen: { latentDim } },
  };
}

/** The training with the lowest error on the validation images. */
export function best<T extends { readonly result: History }>(trainings: readonly T[]): T {
  const error = ({ result }: T) => result.epochs.at(-1)?.validation?.loss ?? Number.POSITIVE_INFINITY;
  return trainings.reduce((a, b) => (error(b) < error(a) ? b : a));
}

async function withTestErrors(trained: readonly TrainedModel[], data: ImageDataset): Promise<Tested[]> {
  const tested: Tested[] = [];
  for (const one of trained) {
    const model = await Autoencoder.load(one.place);
    tested.push({ ...one, test: await testError(model, data) });
    model.dispose();
  }
  return tested;
}

function validationChart(tested: readonly Tested[], nameOf: (training: Training) => string): string {
  const series = tested.map((one) => curve({ ...one, name: nameOf(one) }, 'validation'));
  return epochChart('mean squared error', series, 'log');
}

function errorTable(heading: string, tested: readonly Tested[], value: (training: Training) => number) {
  return table(
    [heading, ['validation MSE', 4, 'lowest'], ['test MSE', 4]],
    tested.map((one) => [String(value(one)), one.result.epochs.at(-1)?.validation?.loss ?? NaN, one.test]),
  );
}

function records(tested: readonly Tested[]) {
  return tested.map(({ learningRate, latentDim, test, result }) => {
    const validation = result.epochs.map((record) => record.validation?.loss);
    return { learningRate, latentDim, validation, test };
  });
}
