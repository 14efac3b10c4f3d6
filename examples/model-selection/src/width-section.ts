import { Autoencoder, PrincipalComponents } from '@ae-lab/autoencoders';
import type { History } from '@ae-lab/core';
import * as shared from '@ae-lab/example-shared';
import type { ResultTable } from '@ae-lab/experiments';
import { imageRows } from '@ae-lab/viz';
import { LATENT_DIM } from './network';
import type { SearchResult } from './search';
import type { AutoencoderTraining } from './train';
import type { TrialSettings } from './trial';

type Trained = shared.Trained<AutoencoderTraining, History>;

/** The searches, the trainings of the best network of each, and the better one of these. */
export async function widthSection(
  searches: readonly SearchResult[],
  finals: readonly Trained[],
  chosen: { readonly name: string; readonly model: Autoencoder },
  { train, test }: shared.Digits,
): Promise<shared.Section> {
  const errors: { name: string; mse: number }[] = [];
  for (const { name, place } of finals) {
    const model = await Autoencoder.load(place);
    errors.push({ name, mse: await shared.testError(model, test) });
    model.dispose();
  }
  const pca = new PrincipalComponents({ latentDim: LATENT_DIM });
  await pca.fit(train);
  errors.push({ name: `PCA, ${LATENT_DIM} components`, mse: await shared.testError(pca, test) });
  const [dropout, normalised] = finals.map((one, i) => finalErrors(one, errors[i].mse));
  const rows = shared.reconstructionRows(test, shared.onePerClass(test), { reconstructed: chosen.model });
  return {
    heading: 'Convolution widths',
    blocks: [
      ...searches.flatMap(searchTables),
      shared.picture(
        'final-training',
        shared.epochChart('mean squared error', shared.curves(finals), 'log'),
        'The widths with the lowest cross-validated error, trained until early stopping.',
      ),
      shared.table(
        ['network', ['test MSE', 4, 'lowest']],
        errors.map(({ name, mse }) => [name, mse]),
      ),
      shared.picture(
        'reconstructions',
        imageRows({ rows, imageShape: test.imageShape }),
        'The first test image of each digit, and its reconstruction by the best network.',
      ),
    ],
    comparison: {
      'best convolution widths of the grid with dropout 0.2, L2 and early stopping: MSE': [
        '16-32-32: train 0.024, validation 0.021, test 0.021',
        dropout,
      ],
      'the same with batch normalisation instead of dropout and L2': ['-', normalised],
    },
    metrics: {
      searches,
      chosen: chosen.name,
      errors,
      finals: finals.map(({ name, result }) => ({ name, ...result })),
    },
  };
}

function searchTables({ name, grid, crossValidated }: SearchResult) {
  return [
    resultTable(grid, `Grid, ${name}: errors on the validation images; epochs: ${grid.best.settings.epochs}.`),
    resultTable(
      crossValidated,
      `The best three of the grid, ${name}, cross-validated: mean and standard deviation over the folds.`,
    ),
  ];
}

function resultTable({ rows }: ResultTable<TrialSettings>, caption: string) {
  return shared.table(
    ['widths', ['training MSE', 4], ['validation MSE', 4, 'lowest'], '±'],
    rows.map(({ settings, metrics: { trainingMse, validationMse } }) => {
      const spread = validationMse.std?.toFixed(4) ?? '-';
      return [settings.widths.join('-'), trainingMse.mean, validationMse.mean, spread];
    }),
    caption,
  );
}

/** The errors at the best epoch. */
function finalErrors({ network, result }: Trained, test: number): string {
  const { train, validation } = result.epochs[(result.bestEpoch ?? result.epochs.length) - 1];
  const losses = `train ${train.loss.toFixed(4)}, validation ${(validation?.loss ?? NaN).toFixed(4)}`;
  return `${network.widths.join('-')}: ${losses}, test ${test.toFixed(4)}`;
}
