import { type Corruption, corrupt, Rng } from '@ae-lab/core';
import type { ArrayDataset } from '@ae-lab/datasets';
import { onePerClass, picture, pixelsOf, type Section } from '@ae-lab/example-shared';
import { noiseRobustness, occlusionRobustness, type RobustnessAtLevel } from '@ae-lab/metrics';
import { levelStrip, lineChart } from '@ae-lab/viz';
import type { Models } from './final-section';

/** Ten variances, evenly spaced on a logarithmic axis. */
const VARIANCES = Array.from({ length: 10 }, (_, i) => Number((10 ** (i / 3 - 3)).toPrecision(2)));
const FRACTIONS = Array.from({ length: 11 }, (_, i) => i / 10);

type Curves = Readonly<Record<'autoencoder' | 'pca', readonly RobustnessAtLevel[]>>;

export async function noiseSection(data: ArrayDataset, models: Models): Promise<Section> {
  const autoencoder = await noiseRobustness(models.model, data, { variances: VARIANCES });
  const pca = await noiseRobustness(models.pca, data, { variances: VARIANCES });
  const level = 'variance of the noise';
  const noise = (variance: number) => ({ kind: 'gaussian', sigma: Math.sqrt(variance) }) as const;
  return {
    heading: 'Noise',
    blocks: [
      picture(
        'noise',
        chart({ autoencoder, pca }, models, level, 'log'),
        'Error against the variance of Gaussian noise.',
      ),
      picture(
        'noise-examples',
        strip(data, models, VARIANCES, level, noise),
        'Three digits under noise, and their reconstructions by the autoencoder.',
      ),
    ],
    comparison: { 'MSE against the variance of noise': ['curve', ends(autoencoder)] },
    metrics: { autoencoder: { noise: autoencoder }, pca: { noise: pca } },
  };
}

export async function rowsSection(data: ArrayDataset, models: Models): Promise<Section> {
  const autoencoder = await occlusionRobustness(models.model, data, { fractions: FRACTIONS });
  const pca = await occlusionRobustness(models.pca, data, { fractions: FRACTIONS });
  const level = 'fraction of rows set to 0';
  return {
    heading: 'Missing rows',
    blocks: [
      picture(
        'rows',
        chart({ autoencoder, pca }, models, level, 'linear'),
        'Error against the fraction of rows set to 0.',
      ),
      picture(
        'rows-examples',
        strip(data, models, FRACTIONS, level, (fraction) => ({ kind: 'rows', fraction })),
        'Three digits without some of their rows, and their reconstructions by the autoencoder.',
      ),
    ],
    comparison: { 'MSE against the fraction of rows set to 0': ['curve', ends(autoencoder)] },
    metrics: { autoencoder: { occlusion: autoencoder }, pca: { occlusion: pca } },
  };
}

function chart({ autoencoder, pca }: Curves, models: Models, xLabel: string, xScale: 'linear' | 'log'): string {
  const x = autoencoder.map(({ level }) => level);
  const series = [
    { name: 'autoencoder', x, y: autoencoder.map(({ mse }) => mse) },
    { name: `PCA, ${models.pca.latentDim} components`, x, y: pca.map(({ mse }) => mse) },
    { name: 'corrupted images', x, y: autoencoder.map(({ baseline }) => baseline) },
  ];
  return lineChart({ series, xLabel, xScale, yLabel: 'mean squared error to the clean image', yScale: xScale });
}

/** Draws three digits at every level. */
function strip(
  data: ArrayDataset,
  { model }: Models,
  levels: readonly number[],
  levelLabel: string,
  corruption: (level: number) => Corruption,
): string {
  const images = (index: number, reconstructed: boolean) =>
    levels.flatMap((level) => {
      const pixels = pixelsOf(data, [index], (clean) => {
        const corrupted = corrupt(clean, corruption(level), new Rng(index));
        return reconstructed ? model.reconstruct(corrupted) : corrupted;
      });
      return Array.from(pixels);
    });
  const rows = onePerClass(data)
    .slice(2, 5)
    .flatMap((index) => [
      { name: 'corrupted', images: images(index, false) },
      { name: 'reconstructed', images: images(index, true) },
    ]);
  return levelStrip({ levels, levelLabel, rows, imageShape: data.imageShape });
}

function ends(curve: readonly RobustnessAtLevel[]): string {
  const [first, last] = [curve[0], curve[curve.length - 1]];
  return `${first.mse.toFixed(4)} at ${first.level} to ${last.mse.toFixed(4)} at ${last.level}`;
}
