import type { ImageClassifier } from '@ae-lab/classifiers';
import type { ExampleContext } from '@ae-lab/example-shared';

/** Standard deviations of the noise; 0 for the plain autoencoder. */
export const SIGMAS = [0, 0.05, 0.25, 0.7];

export const SIZES = {
  full: {
    autoencoder: { epochs: 10, batchSize: 128, widths: [16, 32, 64], dense: [128] },
    gan: { epochs: 6, widths: [32, 64] },
    glo: { epochs: 15, widths: [32, 64] },
    reader: { epochs: 5 },
    // Training images among which neighbours are searched, test images on a map, and iterations of t-SNE.
    map: { neighbours: 10_000, size: 5000, iterations: 1000 },
    // Codes that the mixture is fitted to.
    mixture: { codes: 20_000, components: 20 },
    // Searches of codes: the steps of each, and its starting points.
    search: { gan: { steps: 200, restarts: 3 }, glo: { steps: 100, restarts: 1 } },
    // Test images that GLO reconstructs, and walks per digit.
    searched: { images: 1000, walks: 5 },
  },
  fast: {
    autoencoder: { epochs: 4, batchSize: 50, widths: [8, 16, 32], dense: [64] },
    gan: { epochs: 5, widths: [8, 16] },
    glo: { epochs: 4, widths: [8, 16] },
    reader: { epochs: 3 },
    map: { neighbours: 1000, size: 300, iterations: 300 },
    mixture: { codes: 1000, components: 3 },
    search: { gan: { steps: 40, restarts: 1 }, glo: { steps: 40, restarts: 1 } },
    searched: { images: 100, walks: 1 },
  },
};

/** The run, with the classifier that reads generated images. */
export type Lab = ExampleContext<typeof SIZES.full> & { readonly reader: ImageClassifier };
