import { picture, type Section, table } from '@ae-lab/example-shared';
import type { AutoencoderResult } from './evaluate-autoencoder';
import { lossChart } from './size-section';

/** Compares networks at one size of the code. */
export function networkSection(variants: readonly AutoencoderResult[]): Section {
  const [{ latentDim }] = variants;
  return {
    heading: 'A deeper and a wider network',
    blocks: [
      picture(
        'variants',
        lossChart(variants),
        'Validation error of the standard network, a deeper one and a wider one.',
      ),
      table(
        ['network', 'parameters', ['test MSE', 4, 'lowest']],
        variants.map(({ name, parameters, mse }) => [name, parameters, mse]),
      ),
    ],
    comparison: {
      [`standard, deep and heavy network, d = ${latentDim}: test MSE`]: [
        '-',
        variants.map(({ mse }) => mse.toFixed(4)).join(', '),
      ],
    },
    metrics: {
      variants: variants.map(({ name, parameters, mse, history }) => ({ name, parameters, mse, history })),
    },
  };
}
