import { join } from 'node:path';
import { Autoencoder, PrincipalComponents } from '@ae-lab/autoencoders';
import { ImageClassifier } from '@ae-lab/classifiers';
import { disposeBatch } from '@ae-lab/core';
import { runExample, type Trained } from '@ae-lab/example-shared';
import { evaluateClassifier } from '@ae-lab/metrics';
import * as tf from '@tensorflow/tfjs-core';
import { evaluateMap, type LatentMap } from './evaluate-map';
import { sections } from './report';
import {
  type AutoencoderTraining,
  type ClassifierTraining,
  type Course,
  type RegressorTraining,
  signalsOf,
  type Training,
} from './train';

const CLASSIFIERS = { linear: 'linear', mlp: 'MLP', lenet: 'LeNet' } as const;

await runExample({
  name: 'classifiers-and-pca',
  title: 'Classifiers, learning rates, and a two-dimensional autoencoder compared with PCA',
  summary: 'Linear models and networks on signals and digits, and how much of a digit a two-dimensional code keeps.',
  sizes: {
    full: {
      ...{ toyEpochs: 20, epochs: 10, rates: [1, 0.1, 0.01, 0.001, 0.0001], rateEpochs: 5, batchSize: 128 },
      ...{ widths: [512, 128], deeperWidths: [512, 256, 128, 64, 32, 16, 8, 4], autoencoderEpochs: 20 },
    },
    fast: {
      ...{ toyEpochs: 5, epochs: 3, rates: [1, 0.1], rateEpochs: 2, batchSize: 50 },
      ...{ widths: [512, 128], deeperWidths: [256, 64, 16, 4], autoencoderEpochs: 8 },
    },
  },

  async run({ settings, digits, trainAll }) {
    const { toyEpochs, epochs, rates, rateEpochs, widths, deeperWidths, autoencoderEpochs, batchSize } = settings;
    const train = <T extends Training>(trainings: readonly T[]) =>
      trainAll<T, Course>(new URL('./train.ts', import.meta.url), trainings);

    const toys = (['linear', 'rectified-filters', 'window-maximum'] as const).flatMap((target) =>
      (['linear', 'convolutional'] as const).map((learner): RegressorTraining => {
        return { name: `${target} function, ${learner} learner`, target, learner, epochs: toyEpochs, batchSize: 100 };
      }),
    );
    const kinds = (['linear', 'mlp', 'lenet'] as const).map((classifier): ClassifierTraining => {
      return { name: CLASSIFIERS[classifier], classifier, epochs, batchSize };
    });
    const sgd = rates.map((learningRate): ClassifierTraining => {
      return { name: `SGD at ${learningRate}`, classifier: 'lenet', learningRate, epochs: rateEpochs, batchSize };
    });
    const shared = { epochs: autoencoderEpochs, batchSize, peak: 3e-3 };
    const dense: AutoencoderTraining[] = [
      { name: 'autoencoder', widths, codeActivation: 'relu', ...shared },
      { name: 'autoencoder, linear code', widths, codeActivation: 'linear', ...shared },
      // At the learning rate of the others its ReLUs die, and all reconstructions are black.
      { name: 'deeper autoencoder', widths: deeperWidths, codeActivation: 'relu', ...shared, peak: 1e-3 },
    ];
    // All trainings start at once, the longest first, so that no core is idle.
    const [autoencoders, classifiers, byRate, signals] = await Promise.all([
      train(dense),
      train(kinds),
      train(sgd),
      train(toys).then((trained) => Promise.all(trained.map(withShareLeft))),
    ]);

    // The test images are used once, for all figures.
    const accuracies: { name: string; train: number; test: number }[] = [];
    for (const { name, folder } of classifiers) {
      const model = await ImageClassifier.load(join(folder, 'model'));
      const onTrain = await evaluateClassifier(model, digits.train);
      const onTest = await evaluateClassifier(model, digits.test);
      accuracies.push({ name, train: onTrain.accuracy, test: onTest.accuracy });
      model.dispose();
    }
    const judge = await ImageClassifier.load(join(classifiers[2].folder, 'model'));
    const pca = new PrincipalComponents({ latentDim: 2 });
    await pca.fit(digits.train);
    const maps: LatentMap[] = [];
    for (const { name, folder } of autoencoders) {
      const model = await Autoencoder.load(join(folder, 'model'));
      maps.push({ name, model, ...(await evaluateMap(model, judge, digits)) });
    }
    maps.push({ name: 'PCA', model: pca, ...(await evaluateMap(pca, judge, digits)) });

    const [linear, mlp, lenet] = accuracies;
    const [dense2, linearCode, deeper, components] = maps;
    const left = (learner: string) =>
      signals.filter((one) => one.learner === learner).map(({ share }) => share[share.length - 1].toExponential(0));
    const last = ({ result }: { result: Course }) => result.epochs.at(-1)?.validation?.accuracy ?? 0;
    const readable = (map: LatentMap) =>
      `${map.readableExamples.length} of 10 (all test images: ${percent(map.readable)})`;
    return {
      metrics: {
        signals: signals.map(({ name, share }) => ({ name, share })),
        classifiers: classifiers.map((one, i) => ({ ...accuracies[i], epochs: one.result.epochs })),
        rates: byRate.map(({ learningRate, result }) => ({ learningRate, ...result })),
        autoencoders: autoencoders.map(({ name, result }) => ({ name, epochs: result.epochs })),
        maps: maps.map(({ model, codes, ...quality }) => quality),
      },
      comparison: [
        {
          item: 'toy convnet on three functions: unexplained share of the variance',
          reported: 'loss to zero on all three',
          measured: left('convolutional').join(', '),
        },
        {
          item: 'linear learner on three functions: unexplained share of the variance',
          reported: 'loss to zero only on the linear one',
          measured: left('linear').join(', '),
        },
        {
          item: 'linear softmax: accuracy',
          reported: 'above 92 % train and test',
          measured: `${percent(linear.train)} train, ${percent(linear.test)} test`,
        },
        { item: 'MLP, two ReLU layers: test accuracy', reported: 'better than linear', measured: percent(mlp.test) },
        { item: 'LeNet: test accuracy', reported: 'best of the three', measured: percent(lenet.test) },
        {
          item: `LeNet, SGD at ${rates.join(', ')}: validation accuracy`,
          reported: '1 does not converge, 0.0001 hardly moves, 0.1 best',
          measured: byRate.map((one) => (one.result.diverged ? 'diverged' : percent(last(one)))).join(', '),
        },
        {
          item: 'clusters of two-dimensional codes, autoencoder and PCA: accuracy of five nearest neighbours',
          reported: 'better separated than by PCA',
          measured: `${percent(dense2.neighbours)} (linear code: ${percent(linearCode.neighbours)}); PCA ${percent(components.neighbours)}`,
        },
        {
          item: 'readable reconstructions: digits that the LeNet classifies correctly',
          reported: '9 of 10; PCA 5 of 10',
          measured: `${readable(dense2)}; linear code ${readable(linearCode)}; PCA ${readable(components)}`,
        },
        {
          item: `deeper stack 784-${deeperWidths.join('-')}-2: test MSE`,
          reported: 'worse',
          measured: `${deeper.mse.toFixed(4)}; shallower stack ${dense2.mse.toFixed(4)}, PCA ${components.mse.toFixed(4)}`,
        },
      ],
      sections: sections({ signals, classifiers, accuracies, byRate, autoencoders, maps, digits }),
    };
  },
});

/** Adds the validation MSE after each epoch, as a share of the variance of the targets. */
async function withShareLeft<T extends Trained<RegressorTraining, Course>>(training: T) {
  const { validation } = signalsOf(training.target);
  const batch = await validation.batch(Array.from({ length: validation.size }, (_, i) => i));
  const variance = tf.tidy(() => tf.moments(batch.targets).variance.dataSync()[0]);
  disposeBatch(batch);
  return { ...training, share: training.result.epochs.map((record) => (record.validation?.loss ?? NaN) / variance) };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
