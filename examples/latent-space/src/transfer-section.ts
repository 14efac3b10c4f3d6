import { join } from 'node:path';
import { TransferClassifier } from '@ae-lab/classifiers';
import type { History, ImageDataset } from '@ae-lab/core';
import { epochChart, picture, type Section, type Trained } from '@ae-lab/example-shared';
import { evaluateClassifier } from '@ae-lab/metrics';
import { sizeChart } from './evaluate-autoencoder';
import type { TransferTraining } from './train';

/** The classifiers on one encoder, one per draw of the labels, with the history of each. */
type Transfer = Trained<TransferTraining, History[]>;

export async function transferSection(
  allFrozen: readonly Transfer[],
  allTuned: readonly Transfer[],
  test: ImageDataset,
): Promise<Section> {
  // The validation accuracy chooses the size of the code.
  const [frozen, tuned] = [best(allFrozen), best(allTuned)];
  const accuracies = { frozen: await testAccuracies(frozen, test), tuned: await testAccuracies(tuned, test) };
  const drawn = `mean of ${frozen.draws.length} draws of 80 labelled images`;
  const chart = (metric: string, yLabel: string) =>
    epochChart(
      yLabel,
      [frozen, tuned].flatMap((one) => [
        { name: `${one.name}, training`, y: meanCurve(one, 'train', metric) },
        { name: `${one.name}, validation`, y: meanCurve(one, 'validation', metric) },
      ]),
    );
  const last = (transfers: readonly Transfer[]) => transfers.map((one) => lastAccuracy(one, 'validation'));
  const lines = { frozen: last(allFrozen), 'fine-tuned': last(allTuned) };
  const loss = meanCurve(tuned, 'validation', 'loss');
  const item = `transfer from 80 labels, frozen (d = ${frozen.latentDim}); fine-tuned (d = ${tuned.latentDim})`;
  return {
    heading: 'Transfer from 80 labels',
    blocks: [
      picture('transfer-loss', chart('loss', 'cross-entropy (nats)'), `Loss of the head, ${drawn}.`),
      picture('transfer-accuracy', chart('accuracy', 'accuracy'), `Accuracy of the head, ${drawn}.`),
      picture(
        'transfer-sizes',
        sizeChart(allFrozen, 'validation accuracy', lines),
        `Validation accuracy after the last epoch against the size of the code, ${drawn}.`,
      ),
    ],
    comparison: {
      [`${item}: train accuracy`]: [
        'near 1',
        [frozen, tuned].map((one) => lastAccuracy(one, 'train').toFixed(3)).join('; '),
      ],
      [`${item}: test accuracy, mean of ${frozen.draws.length} draws`]: [
        'about 0.84',
        [accuracies.frozen, accuracies.tuned].map((values) => mean(values).toFixed(3)).join('; '),
      ],
      'fine-tuning overfits after': [
        'about 15 epochs',
        `${loss.indexOf(Math.min(...loss)) + 1} epochs (lowest validation loss)`,
      ],
      'best d for transfer, by validation accuracy': [
        'about 10',
        `${frozen.latentDim} frozen, ${tuned.latentDim} fine-tuned`,
      ],
    },
    metrics: {
      transfer: [...allFrozen, ...allTuned].map((one) => {
        return { name: one.name, train: lastAccuracy(one, 'train'), validation: lastAccuracy(one, 'validation') };
      }),
      chosen: { frozen: frozen.latentDim, tuned: tuned.latentDim },
      accuracies,
    },
  };
}

/** Returns the one with the highest validation accuracy after the last epoch. */
function best(transfers: readonly Transfer[]): Transfer {
  const accuracy = (one: Transfer) => lastAccuracy(one, 'validation');
  return transfers.reduce((a, b) => (accuracy(b) > accuracy(a) ? b : a));
}

/** Returns one test accuracy per draw of the labels. */
async function testAccuracies({ folder, draws }: Transfer, test: ImageDataset): Promise<number[]> {
  const accuracies: number[] = [];
  for (const draw of draws) {
    const model = await TransferClassifier.load(join(folder, `model-${draw}`));
    accuracies.push((await evaluateClassifier(model, test)).accuracy);
    model.dispose();
  }
  return accuracies;
}

/** Returns a metric by epoch, as the mean over the draws of the labels. */
function meanCurve({ result }: Transfer, part: 'train' | 'validation', metric: string): number[] {
  return result[0].epochs.map((_, epoch) => mean(result.map(({ epochs }) => epochs[epoch][part]?.[metric] ?? NaN)));
}

/** Returns the accuracy after the last epoch, as the mean over the draws of the labels. */
function lastAccuracy(transfer: Transfer, part: 'train' | 'validation'): number {
  return meanCurve(transfer, part, 'accuracy').at(-1) ?? NaN;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
