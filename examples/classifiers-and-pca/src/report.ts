import { type Digits, onePerClass, picture, planeOf, reconstructionRows, type Trained } from '@ae-lab/example-shared';
import { imageRows, lineChart, type ReportSection, scatter } from '@ae-lab/viz';
import type { LatentMap } from './evaluate-map';
import type { AutoencoderTraining, ClassifierTraining, Course, RegressorTraining } from './train';

export interface Findings {
  readonly signals: readonly (Trained<RegressorTraining, Course> & { readonly share: readonly number[] })[];
  readonly classifiers: readonly Trained<ClassifierTraining, Course>[];
  readonly accuracies: readonly { readonly name: string; readonly train: number; readonly test: number }[];
  readonly byRate: readonly Trained<ClassifierTraining, Course>[];
  readonly autoencoders: readonly Trained<AutoencoderTraining, Course>[];
  /** The maps of the autoencoders, in their order, and of PCA. */
  readonly maps: readonly LatentMap[];
  readonly digits: Digits;
}

/** Returns every picture and table of the report. */
export function sections(findings: Findings): ReportSection[] {
  const { signals, classifiers, accuracies, byRate, autoencoders, maps, digits } = findings;
  const [dense, linearCode, , pca] = maps;
  const { test } = digits;
  /** Two lines per model: training and validation. */
  const curves = (trainings: readonly { readonly name: string; readonly result: Course }[], metric: string) =>
    trainings.flatMap(({ name, result: { epochs } }) => [
      { name: `${name}, training`, y: epochs.map(({ train }) => train[metric]) },
      { name: `${name}, validation`, y: epochs.map(({ validation }) => validation?.[metric] ?? NaN) },
    ]);
  const map = ({ name, codes }: LatentMap) =>
    scatter({
      ...planeOf(codes),
      classes: test.labels,
      title: name,
      xLabel: 'latent dimension 1',
      yLabel: 'latent dimension 2',
      height: 420,
    });

  return [
    {
      heading: 'Three functions of a signal',
      blocks: [
        picture(
          'toy-signals',
          lineChart({
            series: signals.map(({ name, share }) => ({ name, y: share })),
            xLabel: 'epoch',
            yLabel: 'unexplained share of the variance',
            yScale: 'log',
          }),
          'Validation error of a linear learner and of a small convolutional network, on three functions of 16 values.',
        ),
      ],
    },
    {
      heading: 'Three classifiers',
      blocks: [
        picture(
          'classifier-loss',
          lineChart({
            series: curves(classifiers, 'loss'),
            xLabel: 'epoch',
            yLabel: 'cross-entropy (nats)',
            yScale: 'log',
          }),
          'Loss of softmax regression, of an MLP with two layers of 128 ReLUs, and of a network like LeNet-5, all with Adam.',
        ),
        picture(
          'classifier-accuracy',
          lineChart({ series: curves(classifiers, 'accuracy'), xLabel: 'epoch', yLabel: 'accuracy' }),
          'Accuracy of the three classifiers.',
        ),
        {
          type: 'table',
          columns: [
            'classifier',
            { name: 'train accuracy', digits: 4 },
            { name: 'test accuracy', digits: 4, best: 'highest' },
          ],
          rows: accuracies.map(({ name, train, test: onTest }) => [name, train, onTest]),
        },
      ],
    },
    {
      heading: 'Learning rates',
      blocks: [
        picture(
          'learning-rates',
          lineChart({
            series: byRate.map(({ learningRate, result }) => ({
              name: `rate ${learningRate}`,
              y: result.epochs.map(({ train }) => train.loss),
            })),
            xLabel: 'epoch',
            yLabel: 'training cross-entropy (nats)',
            yScale: 'log',
          }),
          'Training loss of the LeNet with stochastic gradient descent, by learning rate.',
        ),
      ],
    },
    {
      heading: 'Two latent dimensions',
      blocks: [
        picture(
          'autoencoder-map',
          map(dense),
          `Codes of the test images: dense autoencoder 784-${autoencoders[0].widths.join('-')}-2 with a ReLU code.`,
        ),
        picture('linear-code-map', map(linearCode), 'The same network with a linear code, which can be negative.'),
        picture('pca-map', map(pca), 'The two principal components of the test images.'),
        picture(
          'reconstructions',
          imageRows({
            rows: reconstructionRows(test, onePerClass(test), {
              autoencoder: dense.model,
              'autoencoder, linear code': linearCode.model,
              PCA: pca.model,
            }),
            imageShape: test.imageShape,
          }),
          'The first test image of each digit, and its reconstructions from two-dimensional codes.',
        ),
        {
          type: 'table',
          columns: [
            'two-dimensional codes of',
            { name: 'test MSE', digits: 4, best: 'lowest' },
            { name: 'accuracy, 5 neighbours', digits: 3, best: 'highest' },
            { name: 'silhouette', digits: 3, best: 'highest' },
            { name: 'classified correctly by the LeNet', digits: 3, best: 'highest' },
          ],
          rows: maps.map(({ name, mse, neighbours, silhouette, readable }) => [
            name,
            mse,
            neighbours,
            silhouette,
            readable,
          ]),
        },
      ],
    },
    {
      heading: 'A deeper stack',
      blocks: [
        picture(
          'depth',
          lineChart({
            series: curves([autoencoders[0], autoencoders[2]], 'loss'),
            xLabel: 'epoch',
            yLabel: 'mean squared error',
            yScale: 'log',
          }),
          `784-${autoencoders[0].widths.join('-')}-2 and the deeper 784-${autoencoders[2].widths.join('-')}-2; decoders mirror them.`,
        ),
      ],
    },
  ];
}
