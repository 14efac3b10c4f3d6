import { corrupt, Rng } from '@ae-lab/core';
import { onePerClass, picture, pixelsOf, reconstructionRows } from '@ae-lab/example-shared';
import { type ImageRow, imageGrid, imageRows, lineChart, type ReportSection, scatter } from '@ae-lab/viz';
import { percent } from './comparison';
import type { Denoiser, Findings } from './measure';
import { walkPictures } from './walk-pictures';

/** Returns every picture and table of the report. */
export function sections(findings: Findings): ReportSection[] {
  const { test, train, denoisers, pca, gan, glo, generators, scores, reconstructions, walks, epochs } = findings;
  const [plain, ...noisy] = denoisers;
  const { imageShape, labels = new Int32Array() } = test;
  const [examples, trainExamples] = [onePerClass(test), onePerClass(train)];
  const map = ({ sigma, map: points }: Denoiser) => {
    const noise = sigma === 0 ? '' : `, noise of sigma ${sigma}`;
    return picture(
      sigma === 0 ? 'map' : `map-${sigma}`,
      scatter({
        ...points,
        classes: labels.subarray(0, points.x.length),
        xLabel: 't-SNE, first coordinate',
        yLabel: 't-SNE, second coordinate',
        height: 420,
      }),
      `t-SNE map of the 10-dimensional codes of ${points.x.length} test images${noise}.`,
    );
  };
  const triples = ({ sigma, model }: Denoiser) => {
    const noise = { kind: 'gaussian', sigma } as const;
    const noisyPixels = (denoised: boolean) =>
      pixelsOf(test, examples, (images) => {
        const corrupted = corrupt(images, noise, new Rng(1));
        return denoised ? model.reconstruct(corrupted) : corrupted;
      });
    const rows: ImageRow[] = [
      { name: 'clean', images: pixelsOf(test, examples) },
      { name: 'noisy', images: noisyPixels(false) },
      { name: 'denoised', images: noisyPixels(true) },
    ];
    return picture(
      `denoised-${sigma}`,
      imageRows({ rows, imageShape }),
      `Test images, the same with Gaussian noise of standard deviation ${sigma}, and denoised by the autoencoder trained on such noise.`,
    );
  };
  const drawn = (generator: Findings['generators']['gan'], count: number) =>
    pixelsOf(test, [0], () => generator.generate(count, new Rng(3)));
  const rowsOf = (name: string, images: Float32Array, rows: number): ImageRow[] => {
    const length = images.length / rows;
    return Array.from({ length: rows }, (_, i) => ({ name, images: images.subarray(length * i, length * (i + 1)) }));
  };

  return [
    {
      heading: 'Autoencoder',
      blocks: [
        picture(
          'autoencoder-loss',
          lineChart({
            series: denoisers.map(({ name, epochs: course }) => ({
              name,
              y: course.map(({ validation }) => validation?.loss ?? NaN),
            })),
            xLabel: 'epoch',
            yLabel: 'validation MSE',
            yScale: 'log',
          }),
          'Validation error of the plain autoencoder and of the denoising ones.',
        ),
        map(plain),
        picture(
          'reconstructions',
          imageRows({
            rows: reconstructionRows(test, examples, { autoencoder: plain.model, PCA: pca }),
            imageShape,
          }),
          'The first test image of each digit, and its reconstructions from 10-dimensional codes.',
        ),
      ],
    },
    {
      heading: 'Denoising',
      blocks: [
        ...noisy.flatMap((one) => [triples(one), map(one)]),
        {
          type: 'table',
          columns: [
            'trained and tested at',
            { name: 'MSE of the noisy images', digits: 4 },
            { name: 'by the plain autoencoder', digits: 4 },
            { name: 'denoised', digits: 4 },
            { name: 'accuracy, 5 neighbours', digits: 3 },
            { name: 'silhouette of the map', digits: 3 },
          ],
          rows: denoisers.map((one) => [
            `sigma ${one.sigma}`,
            one.noisy,
            one.byPlain,
            one.mse,
            one.neighbours,
            one.silhouette,
          ]),
        },
      ],
    },
    {
      heading: 'GAN',
      blocks: [
        picture(
          'gan-losses',
          lineChart({
            series: ['discriminator', 'generator'].map((name) => ({
              name,
              y: epochs.gan.map(({ train: losses }) => losses[`${name}.loss`]),
            })),
            xLabel: 'epoch',
            yLabel: 'cross-entropy (nats)',
          }),
          'Losses of the generator and of the discriminator; neither measures the quality of the images.',
        ),
        picture(
          'gan-samples',
          imageGrid({ images: drawn(gan, 100), imageShape }),
          'A hundred samples of the GAN, none left out.',
        ),
        ...walkPictures('gan', 'GAN', walks.gan, imageShape),
      ],
    },
    {
      heading: 'Generative latent optimisation',
      blocks: [
        picture(
          'glo-loss',
          lineChart({
            series: [{ name: 'GLO', y: epochs.glo.map(({ train: losses }) => losses.loss) }],
            xLabel: 'epoch',
            yLabel: 'training MSE',
            yScale: 'log',
          }),
          'Error on the training images while the codes and the generator are learnt.',
        ),
        picture(
          'glo-samples',
          imageRows({
            rows: [
              ...rowsOf('draws on the sphere', drawn(generators.sphere, 36), 3),
              ...rowsOf('draws from a mixture', drawn(generators.mixture, 36), 3),
            ],
            imageShape,
          }),
          'Samples of GLO, none left out: codes drawn uniformly on the sphere, and from a Gaussian mixture fitted to the learnt codes.',
        ),
        picture(
          'glo-reconstructions',
          imageRows({
            rows: [
              { name: 'training images', images: pixelsOf(train, trainExamples) },
              {
                name: 'from learnt codes',
                images: pixelsOf(train, trainExamples, () => glo.decode(glo.codesAt(trainExamples))),
              },
              { name: 'test images', images: pixelsOf(test, examples) },
              { name: 'from searched codes', images: pixelsOf(test, examples, (images) => glo.reconstruct(images)) },
            ],
            imageShape,
          }),
          'The first image of each digit, and its reconstruction by GLO.',
        ),
        {
          type: 'table',
          columns: ['MSE by digit', ...examples.map((_, digit) => ({ name: String(digit), digits: 4 }))],
          rows: [
            ['training images', ...reconstructions.gloTraining.mseByClass],
            ['test images', ...reconstructions.gloTest.mseByClass],
          ],
        },
        {
          type: 'table',
          columns: [
            'reconstruction',
            { name: 'MSE', digits: 4, best: 'lowest' },
            { name: 'classified correctly', digits: 3, best: 'highest' },
            { name: 'sharpness', digits: 3, best: 'highest' },
          ],
          rows: Object.entries(RECONSTRUCTIONS).map(([key, name]) => {
            const { mse, readable, sharpness } = reconstructions[key as keyof typeof RECONSTRUCTIONS];
            return [name, mse, readable, sharpness];
          }),
          caption: 'Sharpness: the mean difference between neighbouring pixels, relative to that of the images.',
        },
        ...walkPictures('glo', 'GLO', walks.glo, imageShape),
      ],
    },
    {
      heading: 'Samples and latent walks in numbers',
      blocks: [
        {
          type: 'table',
          columns: [
            'images',
            { name: 'Fréchet distance', digits: 1, best: 'lowest' },
            { name: 'precision', digits: 3, best: 'highest' },
            { name: 'recall', digits: 3, best: 'highest' },
            { name: 'rarest digit', digits: 3, best: 'highest' },
          ],
          rows: Object.values(scores).map(({ name, frechet, precision, recall, rarest }) => {
            return [name, frechet, precision, recall, rarest];
          }),
          caption:
            `Compared with the test images in the features of a classifier that this run trained (accuracy ` +
            `${percent(findings.accuracyOfReader)}), so distances are comparable within this report only.`,
        },
        {
          type: 'table',
          columns: [
            'classified correctly',
            ...['steps, one digit', 'steps, two digits', 'a₁ − a₂ + a₃', 'a₁ + b', 'a₁ − b + c'].map((name) => ({
              name,
              digits: 3,
            })),
          ],
          rows: Object.entries(walks).map(([name, { shares }]) => [
            name.toUpperCase(),
            ...[shares.same, shares.different, shares.sameArithmetic, shares.sum, shares.difference],
          ]),
          caption: `${walks.gan.same.length} cases each. Correct is any digit with a positive sign: a; a or b; a or c.`,
        },
      ],
    },
  ];
}

const RECONSTRUCTIONS = {
  meanImage: 'mean image',
  pca: 'PCA, 10 components',
  autoencoder: 'autoencoder, latent dimension 10',
  gloTraining: 'GLO, latent dimension 74, training images',
  gloTest: 'GLO, latent dimension 74, test images',
} as const;
