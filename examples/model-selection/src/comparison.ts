import type { Comparison } from '@ae-lab/example-shared';
import type { Classified, TestError, TrainedAutoencoder } from './evaluate';
import type { Findings } from './findings';
import { metricOf } from './metric-of';

/** Returns the rows of reported and measured results. */
export function comparison(findings: Findings): Comparison[] {
  const { finals, errors, maps, samples, denoised, classified, variational } = findings;
  const [dropout, normalised] = finals.map((trained, i) => finalErrors(trained, errors[i]));
  const [tuned, lenet] = classified;
  const factors = denoised.map(({ factor }) => factor).join(', ');
  const errorsOf = (model: 'denoising' | 'plain') => denoised.map(({ mse }) => mse[model].toFixed(4)).join(', ');
  const { reconstruction, kl } = variational.bound;
  return [
    {
      item: 'best convolution widths of the grid with dropout 0.2, L2 and early stopping: MSE',
      reported: '16-32-32: train 0.024, validation 0.021, test 0.021',
      measured: dropout,
    },
    {
      item: 'the same with batch normalisation instead of dropout and L2',
      reported: '-',
      measured: normalised,
    },
    {
      item: 'latent maps: accuracy of five nearest neighbours',
      reported: '-',
      measured: maps.map(({ name, neighbours }) => `${name} ${neighbours.toFixed(3)}`).join(', '),
    },
    {
      item: 'samples from latent codes: share with a LeNet confidence of at least 90 %',
      reported: 'hard to distinguish the type',
      measured: samples.map(({ name, sure }) => `${name}: ${sure.toFixed(2)}`).join('; '),
    },
    {
      item: `noise factor ${factors}: test MSE`,
      reported: 'denoising better than the plain one on noisy input',
      measured: `denoising ${errorsOf('denoising')}; plain ${errorsOf('plain')}`,
    },
    {
      item: 'fine-tuned encoder, 80/20 split: accuracy and time',
      reported: 'train 0.805, validation 0.827, test 0.816; 10 minutes',
      measured: accuracies(tuned),
    },
    {
      item: 'a plain CNN from scratch: accuracy and time',
      reported: '0.898; 13 minutes',
      measured: accuracies(lenet),
    },
    { item: 'most confused digits', reported: '6 and 2', measured: mostConfused(tuned.test.confusion) },
    {
      item: `VAE 784-${variational.denseWidths.join('-')}-2, BCE + KL: test loss, nats per image`,
      reported: 'samples',
      measured: `${(-reconstruction).toFixed(1)} + ${kl.toFixed(1)}`,
    },
  ];
}

function finalErrors({ network, result }: TrainedAutoencoder, { mse }: TestError): string {
  const { train, validation } = result.epochs[(result.bestEpoch ?? result.epochs.length) - 1];
  const losses = `train ${metricOf(train).toFixed(4)}, validation ${metricOf(validation).toFixed(4)}`;
  return `${network.widths.join('-')}: ${losses}, test ${mse.toFixed(4)}`;
}

function accuracies({ train, validation, test, seconds }: Classified): string {
  const shares = `train ${train.toFixed(3)}, validation ${validation.toFixed(3)}, test ${test.accuracy.toFixed(3)}`;
  return `${shares}; ${(seconds / 60).toFixed(1)} minutes`;
}

/** The two classes that are confused most often. */
function mostConfused(confusion: readonly (readonly number[])[]): string {
  const pairs = confusion.flatMap((row, i) =>
    row.slice(0, i).map((count, j) => ({ name: `${j} and ${i}`, count: count + confusion[j][i] })),
  );
  const { name, count } = pairs.reduce((a, b) => (b.count > a.count ? b : a));
  return `${name}, ${count} times`;
}
