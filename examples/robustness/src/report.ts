import type { Autoencoder, PrincipalComponents } from '@ae-lab/autoencoders';
import { type Corruption, corrupt, encodeDataset, type History, projectOnPrincipalAxes, Rng } from '@ae-lab/core';
import type { ArrayDataset } from '@ae-lab/datasets';
import { onePerClass, picture, pixelsOf, planeOf, reconstructionRows } from '@ae-lab/example-shared';
import type { RobustnessAtLevel } from '@ae-lab/metrics';
import { imageRows, levelStrip, lineChart, type ReportSection, scatter } from '@ae-lab/viz';
import type { MatFile } from './mat-file';
import type { Training } from './train';

interface Tested extends Training {
  readonly result: History;
  readonly test: number;
}

interface Curves {
  readonly noise: readonly RobustnessAtLevel[];
  readonly occlusion: readonly RobustnessAtLevel[];
}

export interface Findings {
  readonly rates: readonly Tested[];
  readonly sizes: readonly Tested[];
  readonly final: { readonly result: History };
  readonly model: Autoencoder;
  readonly pca: PrincipalComponents;
  readonly test: ArrayDataset;
  readonly mat: MatFile;
  readonly results: Readonly<Record<'autoencoder' | 'pca', Curves>>;
}

/** Returns every picture and table of the report. */
export async function sections({
  rates,
  sizes,
  final,
  model,
  pca,
  test,
  mat,
  results,
}: Findings): Promise<ReportSection[]> {
  const digits = onePerClass(test);
  const axis = { xLabel: 'epoch', yLabel: 'mean squared error', yScale: 'log' } as const;
  const validationCurves = (trainings: readonly Tested[], name: (training: Tested) => string) =>
    trainings.map((one) => ({
      name: name(one),
      y: one.result.epochs.map(({ validation }) => validation?.loss ?? NaN),
    }));
  const errors = (heading: string, trainings: readonly Tested[], value: (training: Tested) => number) => ({
    type: 'table' as const,
    columns: [heading, { name: 'validation MSE', digits: 4, best: 'lowest' as const }, { name: 'test MSE', digits: 4 }],
    rows: trainings.map((one) => [String(value(one)), one.result.epochs.at(-1)?.validation?.loss ?? NaN, one.test]),
  });
  const curve = (kind: keyof Curves, xLabel: string, xScale: 'linear' | 'log') => {
    const { autoencoder, pca: components } = results;
    const x = autoencoder[kind].map(({ level }) => level);
    const series = [
      { name: 'autoencoder', x, y: autoencoder[kind].map(({ mse }) => mse) },
      { name: `PCA, ${pca.latentDim} components`, x, y: components[kind].map(({ mse }) => mse) },
      { name: 'corrupted images', x, y: autoencoder[kind].map(({ baseline }) => baseline) },
    ];
    return lineChart({ series, xLabel, xScale, yLabel: 'mean squared error to the clean image', yScale: xScale });
  };
  const strip = (kind: keyof Curves, levelLabel: string, corruption: (level: number) => Corruption) => {
    const levels = results.autoencoder[kind].map(({ level }) => level);
    const images = (index: number, reconstructed: boolean) =>
      levels.flatMap((level) =>
        Array.from(
          pixelsOf(mat.upright, [index], (clean) => {
            const corrupted = corrupt(clean, corruption(level), new Rng(index));
            return reconstructed ? model.reconstruct(corrupted) : corrupted;
          }),
        ),
      );
    const rows = digits.slice(2, 5).flatMap((index) => [
      { name: 'corrupted', images: images(index, false) },
      { name: 'reconstructed', images: images(index, true) },
    ]);
    return levelStrip({ levels, levelLabel, rows, imageShape: test.imageShape });
  };
  const codes = await encodeDataset(model, test);
  const epochs = final.result.epochs;

  return [
    {
      heading: 'Learning rate',
      blocks: [
        picture(
          'learning-rates',
          lineChart({ ...axis, series: validationCurves(rates, ({ learningRate }) => `rate ${learningRate}`) }),
          `Validation error by learning rate, latent dimension ${rates[0].latentDim}; Adam with a warm-up and weight decay 1e-5.`,
        ),
        errors('learning rate', rates, ({ learningRate }) => learningRate),
      ],
    },
    {
      heading: 'Latent dimension',
      blocks: [
        picture(
          'latent-sizes',
          lineChart({ ...axis, series: validationCurves(sizes, ({ latentDim }) => `latent dimension ${latentDim}`) }),
          `Validation error by latent dimension, at the best learning rate, ${sizes[0].learningRate}.`,
        ),
        errors('latent dimension', sizes, ({ latentDim }) => latentDim),
      ],
    },
    {
      heading: 'The final model',
      blocks: [
        picture(
          'final-training',
          lineChart({
            ...axis,
            series: [
              { name: 'training', y: epochs.map(({ train }) => train.loss) },
              { name: 'validation', y: epochs.map(({ validation }) => validation?.loss ?? NaN) },
            ],
          }),
          `Training at the best learning rate, with cosine decay, and the best latent dimension (${model.latentDim}).`,
        ),
        picture(
          'reconstructions',
          imageRows({
            rows: reconstructionRows(test, digits, { autoencoder: model, [`PCA, ${pca.latentDim} components`]: pca }),
            imageShape: test.imageShape,
          }),
          'The first test image of each digit, and its reconstructions by the autoencoder and by PCA.',
        ),
        picture(
          'latent-projection',
          scatter({
            ...planeOf(codes.dimension === 2 ? codes : projectOnPrincipalAxes(codes)),
            classes: test.labels,
            xLabel: 'principal axis of the codes 1',
            yLabel: 'principal axis of the codes 2',
            height: 420,
          }),
          'The codes of the test images, projected onto the two directions in which they vary most.',
        ),
      ],
    },
    {
      heading: 'The MAT file',
      blocks: [
        picture(
          'mat-file',
          imageRows({
            rows: [
              { name: 'as stored', images: pixelsOf(mat.stored, digits) },
              { name: 'upright', images: pixelsOf(mat.upright, digits) },
              { name: 'reconstructed', images: pixelsOf(mat.upright, digits, (images) => model.reconstruct(images)) },
            ],
            imageShape: test.imageShape,
          }),
          `Digits as stored in the MAT file (${mat.origin}), turned upright, and reconstructed.`,
        ),
      ],
    },
    {
      heading: 'Noise',
      blocks: [
        picture(
          'noise',
          curve('noise', 'variance of the noise', 'log'),
          'Error against the variance of Gaussian noise.',
        ),
        picture(
          'noise-examples',
          strip('noise', 'variance of the noise', (variance) => ({ kind: 'gaussian', sigma: Math.sqrt(variance) })),
          'Three digits under noise, and their reconstructions by the autoencoder.',
        ),
      ],
    },
    {
      heading: 'Missing rows',
      blocks: [
        picture(
          'rows',
          curve('occlusion', 'fraction of rows set to 0', 'linear'),
          'Error against the fraction of rows set to 0.',
        ),
        picture(
          'rows-examples',
          strip('occlusion', 'fraction of rows set to 0', (fraction) => ({ kind: 'rows', fraction })),
          'Three digits without some of their rows, and their reconstructions by the autoencoder.',
        ),
      ],
    },
  ];
}
