import * as shared from '@ae-lab/example-shared';
import { imageRows, scatter } from '@ae-lab/viz';
import type { LatentMap } from './evaluate-map';

const { percent, picture } = shared;

/** @param maps those of the autoencoder, of the same with a linear code, of the deeper one, and of PCA. */
export function mapSection(
  maps: readonly LatentMap[],
  widths: readonly number[],
  test: shared.Digits['test'],
): shared.Section {
  const [dense, linearCode, , pca] = maps;
  const map = ({ name, codes }: LatentMap) => {
    const axes = { xLabel: 'latent dimension 1', yLabel: 'latent dimension 2', height: 420 };
    return scatter({ ...shared.planeOf(codes), classes: test.labels, title: name, ...axes });
  };
  const models = { autoencoder: dense.model, 'autoencoder, linear code': linearCode.model, PCA: pca.model };
  const rows = shared.reconstructionRows(test, shared.onePerClass(test), models);
  const readable = (one: LatentMap) =>
    `${one.readableExamples.length} of 10 (all test images: ${percent(one.readable)})`;
  return {
    heading: 'Two latent dimensions',
    blocks: [
      picture(
        'autoencoder-map',
        map(dense),
        `Codes of the test images: dense autoencoder 784-${widths.join('-')}-2 with a ReLU code.`,
      ),
      picture('linear-code-map', map(linearCode), 'The same network with a linear code, which can be negative.'),
      picture('pca-map', map(pca), 'The two principal components of the test images.'),
      picture(
        'reconstructions',
        imageRows({ rows, imageShape: test.imageShape }),
        'The first test image of each digit, and its reconstructions from two-dimensional codes.',
      ),
      shared.table(
        [
          'two-dimensional codes of',
          ['test MSE', 4, 'lowest'],
          ['accuracy, 5 neighbours', 3, 'highest'],
          ['silhouette', 3, 'highest'],
          ['classified correctly by the LeNet', 3, 'highest'],
        ],
        maps.map((one) => [one.name, one.mse, one.neighbours, one.silhouette, one.readable]),
      ),
    ],
    comparison: {
      'clusters of two-dimensional codes, autoencoder and PCA: accuracy of five nearest neighbours': [
        'better separated than by PCA',
        `${percent(dense.neighbours)} (linear code: ${percent(linearCode.neighbours)}); PCA ${percent(pca.neighbours)}`,
      ],
      'readable reconstructions: digits that the LeNet classifies correctly': [
        '9 of 10; PCA 5 of 10',
        `${readable(dense)}; linear code ${readable(linearCode)}; PCA ${readable(pca)}`,
      ],
    },
    metrics: { maps: maps.map(({ model, codes, ...quality }) => quality) },
  };
}
