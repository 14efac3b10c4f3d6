import { corrupt, Rng } from '@ae-lab/core';
import { onePerClass, picture, pixelsOf, reconstructionRows } from '@ae-lab/example-shared';
import { type ImageRow, imageGrid, imageRows, lineChart, type ReportSection, scatter } from '@ae-lab/viz';
import { percent } from './comparison';
import type { Denoiser, Findings } from './measure';
import { walkPictures } from './walk-pictures';

/** Every picture and table of the report. */
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
      `The codes of ${points.x.length} test images${noise}, each 10 numbers, laid out by t-SNE.`,
    );
  };
  const triples = ({ sigma, model }: Denoiser) => {
    const noise = { kind: 'gaussian', sigma } as const;
    const damaged = (denoised: boolean) =>
      pixelsOf(test, examples, (images) => {
        const corrupted = corrupt(images, noise, new Rng(1));
        return denoised ? model.reconstruct(corrupted) : corrupted;
      });
    const rows: ImageRow[] = [
      { name: 'clean', images: pixelsOf(test, examples) },
      { name: 'noisy', images: damaged(false) },
      { name: 'denoised', images: damaged(true) },
    ];
    return picture(
      `denoised-${sigma}`,
      imageRows({ rows, imageShape }),
      `Normal noise of standard deviation ${sigma}, and what the autoencoder trained on such noise makes of it.`,
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
          'Validation error of the autoencoder and of those that see noise.',
        ),
        map(plain),
        picture(
          'reconstructions',
          imageRows({
            rows: reconstructionRows(test, examples, { autoencoder: plain.model, PCA: pca }),
            imageShape,
          }),
          'The first test image of each digit, above what is left of it after 10 numbers.',
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
            { name: '5 neighbours, accuracy', digits: 3 },
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
          'What generator and discriminator lose; neither says how good the images are.',
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
          'Error of the training images while codes and generator are learnt.',
        ),
        picture(
          'glo-samples',
          imageRows({
            rows: [
              ...rowsOf('normal draws on the sphere', drawn(generators.sphere, 36), 3),
              ...rowsOf('draws from a mixture', drawn(generators.mixture, 36), 3),
            ],
            imageShape,
          }),
          'Samples of GLO, none left out: codes drawn anywhere on the sphere, and from normal distributions fitted to the learnt codes.',
        ),
        picture(
          'glo-reconstructions',
          imageRows({
            rows: [
              { name: 'training images', images: pixelsOf(train, trainExamples) },
              {
                name: 'by their codes',
                images: pixelsOf(train, trainExamples, () => glo.decode(glo.codesAt(trainExamples))),
              },
              { name: 'test images', images: pixelsOf(test, examples) },
              { name: 'by a search of codes', images: pixelsOf(test, examples, (images) => glo.reconstruct(images)) },
            ],
            imageShape,
          }),
          'The first image of each digit, and what GLO makes of it.',
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
            { name: 'read rightly', digits: 3, best: 'highest' },
            { name: 'sharpness', digits: 3, best: 'highest' },
          ],
          rows: Object.entries(RECONSTRUCTIONS).map(([key, name]) => {
            const { mse, readable, sharpness } = reconstructions[key as keyof typeof RECONSTRUCTIONS];
            return [name, mse, readable, sharpness];
          }),
          caption: 'Sharpness: the mean difference between neighbouring pixels, as a share of that of the images.',
        },
        ...walkPictures('glo', 'GLO', walks.glo, imageShape),
      ],
    },
    {
      heading: 'Samples and walks in numbers',
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
            `Against the test images, in the features of a classifier that was trained here (accuracy ` +
            `${percent(findings.accuracyOfReader)}): its weights are its own, so the distances compare within this report only.`,
        },
        {
          type: 'table',
          columns: [
            'read rightly',
            ...['steps, one digit', 'steps, two digits', 'a₁ − a₂ + a₃', 'a₁ + b', 'a₁ − b + c'].map((name) => ({
              name,
              digits: 3,
            })),
          ],
          rows: Object.entries(walks).map(([name, { shares }]) => [
            name.toUpperCase(),
            ...[shares.same, shares.different, shares.sameArithmetic, shares.sum, shares.difference],
          ]),
          caption: `${walks.gan.same.length} cases each. Right is a, or a or b, or a or c: any digit that is added.`,
        },
      ],
    },
  ];
}

const RECONSTRUCTIONS = {
  meanImage: 'the mean image',
  pca: 'PCA, 10 numbers',
  autoencoder: 'autoencoder, 10 numbers',
  gloTraining: 'GLO, 74 numbers, training images',
  gloTest: 'GLO, 74 numbers, test images',
} as const;
