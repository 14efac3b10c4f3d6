import type { Generator, ImageDataset } from '@ae-lab/core';
import { percent, type Section, table } from '@ae-lab/example-shared';
import { evaluateClassifier, evaluateSamples } from '@ae-lab/metrics';
import type { Lab } from './settings';

type Scores = Awaited<ReturnType<typeof scoreSamples>>;

/** Compares images with the test images, in the features of the reader. */
export async function scoreSamples(name: string, images: Generator | ImageDataset, { digits, options, reader }: Lab) {
  const scores = await evaluateSamples(images, digits.test, reader, { classifier: reader, seed: options.seed });
  const { frechet, precision, recall, classes } = scores;
  return { name, frechet: frechet.distance, precision, recall, rarest: classes?.smallestShare ?? 0 };
}

/** Shows the scores of all samples side by side. */
export async function samplesSection(scores: readonly Scores[], { digits, reader }: Lab): Promise<Section> {
  const { accuracy } = await evaluateClassifier(reader, digits.test);
  const figures = ['precision', 'recall', 'rarest digit'].map((name) => [name, 3, 'highest'] as const);
  return {
    heading: 'Samples in numbers',
    blocks: [
      table(
        ['images', ['Fréchet distance', 1, 'lowest'], ...figures],
        scores.map(({ name, frechet, precision, recall, rarest }) => [name, frechet, precision, recall, rarest]),
        `Compared with the test images in the features of a classifier that this run trained (accuracy ${percent(accuracy)}), so distances are comparable within this report only.`,
      ),
    ],
    metrics: { accuracyOfReader: accuracy },
  };
}
