import type { Comparison } from '@ae-lab/example-shared';
import type { AutoencoderResult } from './evaluate';
import type { Findings } from './report';
import { lastAccuracy, mean, meanCurve } from './transfer-curves';

/** Returns the rows of reported and measured results. */
export function comparison({ sizes, variants, correlated, best, accuracies }: Findings): Comparison[] {
  const bySize = (value: (size: AutoencoderResult) => number, digits: number) =>
    sizes.map((size) => `${value(size).toFixed(digits)} (d = ${size.latentDim})`).join(', ');
  const { frozen, tuned } = best;
  const transfer = `transfer from 80 labels, frozen (d = ${frozen.latentDim}); fine-tuned (d = ${tuned.latentDim})`;
  const tunedLoss = meanCurve(tuned, 'validation', 'loss');
  const correlations = (images: 'some' | 'all') => bySize(({ correlation }) => correlation[images], 2);
  return [
    {
      item: 'test MSE by the size of the code d',
      reported: 'd = 10 good, beyond that little gain',
      measured: bySize(({ mse }) => mse, 4),
    },
    {
      item: `standard, deep and heavy network, d = ${variants[0].latentDim}: test MSE`,
      reported: '-',
      measured: variants.map(({ mse }) => mse.toFixed(4)).join(', '),
    },
    {
      item: 'quality of interpolations: share classified as one of the two digits',
      reported: 'does not increase with d',
      measured: bySize(({ read }) => read, 2),
    },
    {
      item: `largest absolute correlation of codes, ${correlated.toLocaleString('en-US')} images; all test images`,
      reported: 'rises with d',
      measured: `${correlations('some')}; ${correlations('all')}`,
    },
    {
      item: `${transfer}: train accuracy`,
      reported: 'near 1',
      measured: [frozen, tuned].map((one) => lastAccuracy(one, 'train').toFixed(3)).join('; '),
    },
    {
      item: `${transfer}: test accuracy, mean of ${frozen.draws.length} draws`,
      reported: 'about 0.84',
      measured: [accuracies.frozen, accuracies.tuned].map((values) => mean(values).toFixed(3)).join('; '),
    },
    {
      item: 'fine-tuning overfits after',
      reported: 'about 15 epochs',
      measured: `${tunedLoss.indexOf(Math.min(...tunedLoss)) + 1} epochs (lowest validation loss)`,
    },
    {
      item: 'best d for transfer, by validation accuracy',
      reported: 'about 10',
      measured: `${frozen.latentDim} frozen, ${tuned.latentDim} fine-tuned`,
    },
  ];
}
