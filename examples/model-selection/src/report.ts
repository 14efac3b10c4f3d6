import { Rng } from '@ae-lab/core';
import { onePerClass, picture, reconstructionRows } from '@ae-lab/example-shared';
import type { ResultTable } from '@ae-lab/experiments';
import { imageGrid, imageRows, lineChart, type ReportSection, type ReportTable, scatter } from '@ae-lab/viz';
import { curves } from './curves';
import { drawnBy } from './drawn-by';
import type { Findings } from './findings';
import { metricOf } from './metric-of';
import { classificationBlocks, denoisingBlocks, variationalBlocks } from './report-uses';
import type { TrialSettings } from './trial';

/** Returns every picture and table of the report. */
export function sections(findings: Findings): ReportSection[] {
  return [
    { heading: 'Convolution widths', blocks: widthBlocks(findings) },
    { heading: 'Optimizers', blocks: optimizerBlocks(findings) },
    { heading: 'Latent space', blocks: latentBlocks(findings) },
    { heading: 'Denoising', blocks: denoisingBlocks(findings) },
    { heading: 'Classification', blocks: classificationBlocks(findings) },
    { heading: 'Variational autoencoder', blocks: variationalBlocks(findings) },
  ];
}

type Blocks = ReportSection['blocks'];

const ERROR_AXES = { xLabel: 'epoch', yLabel: 'mean squared error', yScale: 'log' } as const;

function widthBlocks({ searches, finals, errors, model, test }: Findings): Blocks {
  return [
    ...searches.flatMap(({ name, grid, crossValidated }) => [
      resultTable(grid, `Grid, ${name}: errors on the validation images; epochs: ${grid.best.settings.epochs}.`),
      resultTable(
        crossValidated,
        `The best three of the grid, ${name}, cross-validated: mean and standard deviation over the folds.`,
      ),
    ]),
    picture(
      'final-training',
      lineChart({ series: curves(finals, 'loss'), ...ERROR_AXES }),
      'The widths with the lowest cross-validated error, trained until early stopping.',
    ),
    {
      type: 'table',
      columns: ['network', { name: 'test MSE', digits: 4, best: 'lowest' }],
      rows: errors.map(({ name, mse }) => [name, mse]),
    },
    picture(
      'reconstructions',
      imageRows({
        rows: reconstructionRows(test, onePerClass(test), { reconstructed: model }),
        imageShape: test.imageShape,
      }),
      'The first test image of each digit, and its reconstruction by the best network.',
    ),
  ];
}

function resultTable({ rows }: ResultTable<TrialSettings>, caption: string): ReportTable {
  return {
    type: 'table',
    columns: [
      'widths',
      { name: 'training MSE', digits: 4 },
      { name: 'validation MSE', digits: 4, best: 'lowest' },
      '±',
    ],
    rows: rows.map(({ settings, metrics: { trainingMse, validationMse } }) => {
      const spread = validationMse.std?.toFixed(4) ?? '-';
      return [settings.widths.join('-'), trainingMse.mean, validationMse.mean, spread];
    }),
    caption,
  };
}

function optimizerBlocks({ optimizers }: Findings): Blocks {
  const epochs = optimizers[0].result.epochs.length;
  return [
    picture(
      'optimizers',
      lineChart({
        series: optimizers.map(({ name, result }) => ({
          name,
          y: result.epochs.map((record) => metricOf(record.validation)),
        })),
        ...ERROR_AXES,
      }),
      'Validation error of a small autoencoder by optimizer and learning rate.',
    ),
    {
      type: 'table',
      columns: ['optimizer', { name: `validation MSE, epoch ${epochs}`, digits: 4, best: 'lowest' }],
      rows: optimizers.map(({ name, result }) => [name, metricOf(result.epochs.at(-1)?.validation)]),
    },
  ];
}

function latentBlocks({ maps, samples, test }: Findings): Blocks {
  return [
    ...maps.map(({ name, x, y, neighbours }) =>
      picture(
        `map-${name}`,
        scatter({
          ...{ x, y, classes: test.labels, title: name, pointSize: 3, height: 420 },
          ...{ xLabel: `${name} 1`, yLabel: `${name} 2` },
        }),
        `Codes of the test images by ${name}; five nearest neighbours on the map classify ${percent(neighbours)} correctly.`,
      ),
    ),
    ...samples.map(({ name, generator, sure }, i) =>
      picture(
        `samples-${i + 1}`,
        imageGrid({ images: drawnBy(() => generator.generate(40, new Rng(1))), imageShape: test.imageShape }),
        `Samples decoded from ${name}, fitted to codes; a LeNet has a confidence of at least 90 % in ${percent(sure)} of them.`,
      ),
    ),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
