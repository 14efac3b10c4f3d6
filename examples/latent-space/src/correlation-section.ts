import { picture, type Section } from '@ae-lab/example-shared';
import { type AutoencoderResult, bySize, sizeChart } from './evaluate-autoencoder';

/** @param correlated the number of images for the smaller of the two correlations. */
export function correlationSection(sizes: readonly AutoencoderResult[], correlated: number): Section {
  const count = correlated.toLocaleString('en-US');
  const lines = {
    [`first ${count} test images`]: sizes.map(({ correlation }) => correlation.some),
    'all test images': sizes.map(({ correlation }) => correlation.all),
  };
  const list = (images: 'some' | 'all') => bySize(sizes, ({ correlation }) => correlation[images], 2);
  return {
    heading: 'Correlation',
    blocks: [
      picture(
        'correlation',
        sizeChart(sizes, 'largest absolute correlation', lines),
        'The largest absolute correlation between two latent dimensions, against the number of dimensions.',
      ),
    ],
    comparison: {
      [`largest absolute correlation of codes, ${count} images; all test images`]: [
        'rises with d',
        `${list('some')}; ${list('all')}`,
      ],
    },
  };
}
