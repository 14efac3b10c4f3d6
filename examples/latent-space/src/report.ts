import { type Digits, picture } from '@ae-lab/example-shared';
import { imageRows, lineChart, type ReportSection } from '@ae-lab/viz';
import { type AutoencoderResult, STEPS } from './evaluate';
import type { Pair } from './interpolate-pairs';
import { lastAccuracy, meanCurve, type Transfer } from './transfer-curves';

export interface Findings {
  readonly sizes: readonly AutoencoderResult[];
  readonly variants: readonly AutoencoderResult[];
  /** The test MSE of PCA with as many components as each of `sizes` has latent dimensions. */
  readonly pca: readonly number[];
  readonly examples: readonly Pair[];
  /** The number of images for the smaller correlation. */
  readonly correlated: number;
  readonly frozen: readonly Transfer[];
  readonly tuned: readonly Transfer[];
  /** The best ones by validation accuracy. */
  readonly best: { readonly frozen: Transfer; readonly tuned: Transfer };
  /** The test accuracies of the best ones, one per draw. */
  readonly accuracies: { readonly frozen: readonly number[]; readonly tuned: readonly number[] };
  readonly test: Digits['test'];
}

/** The latent dimensions whose interpolations are shown. */
const SHOWN_DIMS = [10, 20];

/** Returns every picture and table of the report. */
export function sections(findings: Findings): ReportSection[] {
  const { sizes, variants, pca, examples, correlated, frozen, tuned, best, test } = findings;
  const dims = sizes.map(({ latentDim }) => latentDim);
  const losses = (results: readonly AutoencoderResult[]) =>
    lineChart({
      series: results.map(({ name, history }) => {
        return { name, y: history.epochs.map(({ validation }) => validation?.loss ?? NaN) };
      }),
      ...{ xLabel: 'epoch', yLabel: 'mean squared error', yScale: 'log' },
    });
  const along = (yLabel: string, lines: Readonly<Record<string, readonly number[]>>, yScale?: 'log') =>
    lineChart({
      series: Object.entries(lines).map(([name, y]) => ({ name, x: dims, y })),
      ...{ xLabel: 'latent dimensions d', yLabel, yScale },
    });
  const transferCurves = (metric: string, yLabel: string) =>
    lineChart({
      series: [best.frozen, best.tuned].flatMap((one) => [
        { name: `${one.name}, training`, y: meanCurve(one, 'train', metric) },
        { name: `${one.name}, validation`, y: meanCurve(one, 'validation', metric) },
      ]),
      ...{ xLabel: 'epoch', yLabel },
    });
  const alphas = Array.from({ length: STEPS }, (_, i) => (i / (STEPS - 1)).toFixed(2));
  const drawn = `mean of ${best.frozen.draws.length} draws of 80 labelled images`;

  return [
    {
      heading: 'The size of the code',
      blocks: [
        picture('losses', losses(sizes), 'Validation error of the standard network by the size of its code.'),
        picture(
          'test-errors',
          along('mean squared error', { autoencoder: sizes.map(({ mse }) => mse), PCA: pca }, 'log'),
          'Test error against the size of the code, for the autoencoder and for PCA.',
        ),
        {
          type: 'table',
          columns: ['latent dimensions', { name: 'test MSE', digits: 4 }, { name: 'PCA', digits: 4 }],
          rows: sizes.map(({ latentDim, mse }, i) => [String(latentDim), mse, pca[i]]),
        },
      ],
    },
    {
      heading: 'A deeper and a wider network',
      blocks: [
        picture(
          'variants',
          losses(variants),
          'Validation error of the standard network, a deeper one and a wider one.',
        ),
        {
          type: 'table',
          columns: ['network', 'parameters', { name: 'test MSE', digits: 4, best: 'lowest' }],
          rows: variants.map(({ name, parameters, mse }) => [name, parameters, mse]),
        },
      ],
    },
    {
      heading: 'Interpolation',
      blocks: [
        ...sizes
          .filter(({ latentDim }) => SHOWN_DIMS.includes(latentDim))
          .map(({ latentDim, interpolated }) =>
            picture(
              `interpolation-${latentDim}`,
              imageRows({
                rows: interpolated.map((images, i) => {
                  return { name: examples[i].map((position) => test.labels?.[position]).join(' → '), images };
                }),
                columnLabels: alphas,
                columnsTitle: 'alpha',
                imageShape: test.imageShape,
              }),
              `Images decoded from the straight line between the codes of two test images, d = ${latentDim}.`,
            ),
          ),
        picture(
          'interpolation-quality',
          along('share classified as one of the two digits', { autoencoder: sizes.map(({ read }) => read) }),
          'Random pairs of different digits: the share of images between them that a LeNet classifies as one of the two.',
        ),
      ],
    },
    {
      heading: 'Correlation',
      blocks: [
        picture(
          'correlation',
          along('largest absolute correlation', {
            [`first ${correlated.toLocaleString('en-US')} test images`]: sizes.map(
              ({ correlation }) => correlation.some,
            ),
            'all test images': sizes.map(({ correlation }) => correlation.all),
          }),
          'The largest absolute correlation between two latent dimensions, against the number of dimensions.',
        ),
      ],
    },
    {
      heading: 'Transfer from 80 labels',
      blocks: [
        picture('transfer-loss', transferCurves('loss', 'cross-entropy (nats)'), `Loss of the head, ${drawn}.`),
        picture('transfer-accuracy', transferCurves('accuracy', 'accuracy'), `Accuracy of the head, ${drawn}.`),
        picture(
          'transfer-sizes',
          along('validation accuracy', {
            frozen: frozen.map((one) => lastAccuracy(one, 'validation')),
            'fine-tuned': tuned.map((one) => lastAccuracy(one, 'validation')),
          }),
          `Validation accuracy after the last epoch against the size of the code, ${drawn}.`,
        ),
      ],
    },
  ];
}
