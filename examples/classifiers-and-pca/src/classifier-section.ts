import { ImageClassifier } from '@ae-lab/classifiers';
import {
  curves,
  type Digits,
  epochChart,
  percent,
  picture,
  type Section,
  type Trained,
  table,
} from '@ae-lab/example-shared';
import { evaluateClassifier } from '@ae-lab/metrics';
import type { ClassifierTraining, Course } from './train';

export async function classifierSection(
  trained: readonly Trained<ClassifierTraining, Course>[],
  digits: Digits,
): Promise<Section> {
  const classifiers: { name: string; train: number; test: number; epochs: Course['epochs'] }[] = [];
  for (const { name, place, result } of trained) {
    const model = await ImageClassifier.load(place);
    const [train, test] = [await evaluateClassifier(model, digits.train), await evaluateClassifier(model, digits.test)];
    classifiers.push({ name, train: train.accuracy, test: test.accuracy, epochs: result.epochs });
    model.dispose();
  }
  const [linear, mlp, lenet] = classifiers;
  return {
    heading: 'Three classifiers',
    blocks: [
      picture(
        'classifier-loss',
        epochChart('cross-entropy (nats)', curves(trained), 'log'),
        'Loss of softmax regression, of an MLP with two layers of 128 ReLUs, and of a network like LeNet-5, all with Adam.',
      ),
      picture(
        'classifier-accuracy',
        epochChart('accuracy', curves(trained, 'accuracy')),
        'Accuracy of the three classifiers.',
      ),
      table(
        ['classifier', ['train accuracy', 4], ['test accuracy', 4, 'highest']],
        classifiers.map(({ name, train, test }) => [name, train, test]),
      ),
    ],
    comparison: {
      'linear softmax: accuracy': [
        'above 92 % train and test',
        `${percent(linear.train)} train, ${percent(linear.test)} test`,
      ],
      'MLP, two ReLU layers: test accuracy': ['better than linear', percent(mlp.test)],
      'LeNet: test accuracy': ['best of the three', percent(lenet.test)],
    },
    metrics: { classifiers },
  };
}
