import { type ImageDataset, Rng } from '@ae-lab/core';
import { type Digits, onePerClass, picture, type Section } from '@ae-lab/example-shared';
import { imageRows } from '@ae-lab/viz';
import { type AutoencoderResult, bySize, type Pair, STEPS, sizeChart } from './evaluate-autoencoder';

/** The latent dimensions whose interpolations are shown. */
const SHOWN_DIMS = [10, 20];

export function interpolationSection(
  sizes: readonly AutoencoderResult[],
  examples: readonly Pair[],
  { labels = new Int32Array(), imageShape }: Digits['test'],
): Section {
  const columnLabels = Array.from({ length: STEPS }, (_, i) => (i / (STEPS - 1)).toFixed(2));
  const names = examples.map((pair) => pair.map((position) => labels[position]).join(' → '));
  const shown = sizes.filter(({ latentDim }) => SHOWN_DIMS.includes(latentDim));
  const quality = { autoencoder: sizes.map(({ read }) => read) };
  return {
    heading: 'Interpolation',
    blocks: [
      ...shown.map(({ latentDim, interpolated }) => {
        const rows = interpolated.map((images, i) => ({ name: names[i], images }));
        return picture(
          `interpolation-${latentDim}`,
          imageRows({ rows, columnLabels, columnsTitle: 'alpha', imageShape }),
          `Images decoded from the straight line between the codes of two test images, d = ${latentDim}.`,
        );
      }),
      picture(
        'interpolation-quality',
        sizeChart(sizes, 'share classified as one of the two digits', quality),
        'Random pairs of different digits: the share of images between them that a LeNet classifies as one of the two.',
      ),
    ],
    comparison: {
      'quality of interpolations: share classified as one of the two digits': [
        'does not increase with d',
        bySize(sizes, ({ read }) => read, 2),
      ],
    },
  };
}

/** Pairs the first image of each digit from 0 to 4 with the first image of that digit plus 5. */
export function examplePairs(data: ImageDataset): Pair[] {
  const first = onePerClass(data);
  return first.slice(0, 5).map((position, digit) => [position, first[digit + 5]]);
}

/** Draws random pairs of images of different digits. */
export function drawPairs({ size, labels = new Int32Array() }: ImageDataset, count: number, seed: number): Pair[] {
  const rng = new Rng(seed).split('pairs');
  const pairs: Pair[] = [];
  while (pairs.length < count) {
    const pair: Pair = [rng.integer(size), rng.integer(size)];
    if (labels[pair[0]] !== labels[pair[1]]) pairs.push(pair);
  }
  return pairs;
}
