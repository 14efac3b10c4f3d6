import type { History } from '@ae-lab/core';
import { curve, epochChart, picture, type Section, type Trained, table } from '@ae-lab/example-shared';
import type { SIZES } from './settings';
import type { OptimizerTraining } from './train';

/** Returns the trainings of a small autoencoder by every optimizer at each of its learning rates. */
export function optimizerTrainings({ rates, optimizerTraining }: typeof SIZES.full): OptimizerTraining[] {
  return Object.entries(rates).flatMap(([optimizer, learningRates]) =>
    learningRates.map((learningRate) => {
      const name = `${optimizer} at ${learningRate}`;
      return { name, optimizer, learningRate, ...optimizerTraining } as OptimizerTraining;
    }),
  );
}

export function optimizerSection(trained: readonly Trained<OptimizerTraining, History>[]): Section {
  const series = trained.map((one) => curve(one, 'validation'));
  return {
    heading: 'Optimizers',
    blocks: [
      picture(
        'optimizers',
        epochChart('mean squared error', series, 'log'),
        'Validation error of a small autoencoder by optimizer and learning rate.',
      ),
      table(
        ['optimizer', [`validation MSE, epoch ${trained[0].result.epochs.length}`, 4, 'lowest']],
        trained.map(({ name, result }) => [name, result.epochs.at(-1)?.validation?.loss ?? NaN]),
      ),
    ],
    metrics: { optimizers: trained.map(({ name, result }) => ({ name, epochs: result.epochs })) },
  };
}
