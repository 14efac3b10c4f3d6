import { PrincipalComponents } from '@ae-lab/autoencoders';
import { encodeDataset } from '@ae-lab/core';
import { curve, type Digits, epochChart, picture, type Section, table, testError } from '@ae-lab/example-shared';
import { type AutoencoderResult, bySize, sizeChart } from './evaluate-autoencoder';

export async function sizeSection(sizes: readonly AutoencoderResult[], digits: Digits): Promise<Section> {
  const dims = sizes.map(({ latentDim }) => latentDim);
  const pca = await principalErrors(dims, digits);
  const errors = { autoencoder: sizes.map(({ mse }) => mse), PCA: pca };
  return {
    heading: 'The size of the code',
    blocks: [
      picture('losses', lossChart(sizes), 'Validation error of the standard network by the size of its code.'),
      picture(
        'test-errors',
        sizeChart(sizes, 'mean squared error', errors, 'log'),
        'Test error against the size of the code, for the autoencoder and for PCA.',
      ),
      table(
        ['latent dimensions', ['test MSE', 4], ['PCA', 4]],
        sizes.map(({ latentDim, mse }, i) => [String(latentDim), mse, pca[i]]),
      ),
    ],
    comparison: {
      'test MSE by the size of the code d': [
        'd = 10 good, beyond that little gain',
        bySize(sizes, ({ mse }) => mse, 4),
      ],
    },
    metrics: { sizes: sizes.map(({ interpolated, ...one }, i) => ({ ...one, pca: pca[i] })) },
  };
}

/** Draws the validation error by epoch. */
export function lossChart(results: readonly AutoencoderResult[]): string {
  const series = results.map(({ name, history }) => curve({ name, result: history }, 'validation'));
  return epochChart('mean squared error', series, 'log');
}

/**
 * Returns the test MSE of PCA with each of `dims` components. PCA is fitted once, with the most components; leaving out one of
 * them adds the square of its coordinate.
 */
async function principalErrors(dims: readonly number[], { train, test }: Digits): Promise<number[]> {
  const largest = Math.max(...dims);
  const pca = new PrincipalComponents({ latentDim: largest });
  await pca.fit(train);
  const error = await testError(pca, test);
  const { values } = await encodeDataset(pca, test);
  pca.dispose();
  const pixels = test.imageShape.reduce((product, side) => product * side, test.size);
  const leftOut = (dim: number) => values.reduce((sum, value, i) => (i % largest < dim ? sum : sum + value ** 2), 0);
  return dims.map((dim) => error + leftOut(dim) / pixels);
}
