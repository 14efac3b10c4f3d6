import { ImageClassifier, TransferClassifier } from '@ae-lab/classifiers';
import { type History, load } from '@ae-lab/core';
import { curves, type Digits, epochChart, picture, type Section, type Trained, table } from '@ae-lab/example-shared';
import { evaluateClassifier } from '@ae-lab/metrics';
import { confusionChart } from '@ae-lab/viz';
import { type ClassifierTraining, splitForClassifiers } from './train';

type TrainedClassifier = Trained<ClassifierTraining, History>;
type Classified = Awaited<ReturnType<typeof classify>>;

/** Compares the fine-tuned encoder with a network that was trained from scratch. */
export async function classificationSection(
  trained: readonly TrainedClassifier[],
  digits: Digits,
  seed: number,
): Promise<Section> {
  const classified: Classified[] = [];
  for (const one of trained) classified.push(await classify(one, digits, seed));
  const [tuned, lenet] = classified;
  const accuracies = ['train', 'validation', 'test'].map((name) => [name, 4, 'highest'] as const);
  return {
    heading: 'Classification',
    blocks: [
      picture(
        'classifier-loss',
        epochChart('cross-entropy (nats)', curves(trained), 'log'),
        'Loss of the fine-tuned encoder with a head, and of a LeNet from scratch.',
      ),
      picture(
        'classifier-accuracy',
        epochChart('accuracy', curves(trained, 'accuracy')),
        'Accuracy of both on 80 % of the training images (training) and on the other 20 % (validation).',
      ),
      table(
        ['classifier', ...accuracies, ['seconds', 0]],
        classified.map(({ name, train, validation, test, seconds }) => [name, train, validation, test, seconds]),
      ),
      ...classified.map(({ name, confusion }, i) =>
        picture(
          `confusion-${i + 1}`,
          confusionChart({ counts: confusion }),
          `Confusion matrix of the test images: ${name}.`,
        ),
      ),
    ],
    comparison: {
      'fine-tuned encoder, 80/20 split: accuracy and time': [
        'train 0.805, validation 0.827, test 0.816; 10 minutes',
        summary(tuned),
      ],
      'a plain CNN from scratch: accuracy and time': ['0.898; 13 minutes', summary(lenet)],
      'most confused digits': ['6 and 2', mostConfused(tuned.confusion)],
    },
    metrics: { classified },
  };
}

/** Measures the accuracies of a classifier and the duration of its training. */
async function classify({ name, result, place }: TrainedClassifier, digits: Digits, seed: number) {
  const model = await load(place, [TransferClassifier, ImageClassifier]);
  const { data, validation } = splitForClassifiers(digits, seed);
  const { accuracy, confusion } = await evaluateClassifier(model, digits.test);
  return {
    name,
    seconds: result.epochs.reduce((total, { seconds }) => total + seconds, 0),
    train: (await evaluateClassifier(model, data)).accuracy,
    validation: (await evaluateClassifier(model, validation)).accuracy,
    test: accuracy,
    confusion,
  };
}

function summary({ train, validation, test, seconds }: Classified): string {
  const shares = `train ${train.toFixed(3)}, validation ${validation.toFixed(3)}, test ${test.toFixed(3)}`;
  return `${shares}; ${(seconds / 60).toFixed(1)} minutes`;
}

/** The two classes that are confused most often. */
function mostConfused(confusion: readonly (readonly number[])[]): string {
  const pairs = confusion.flatMap((row, i) =>
    row.slice(0, i).map((count, j) => ({ name: `${j} and ${i}`, count: count + confusion[j][i] })),
  );
  const { name, count } = pairs.reduce((a, b) => (b.count > a.count ? b : a));
  return `${name}, ${count} times`;
}
