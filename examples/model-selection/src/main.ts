import { join } from 'node:path';
import { Autoencoder, VariationalAutoencoder } from '@ae-lab/autoencoders';
import { ImageClassifier } from '@ae-lab/classifiers';
import type { History } from '@ae-lab/core';
import { runExample } from '@ae-lab/example-shared';
import { elbo } from '@ae-lab/metrics';
import { comparison } from './comparison';
import { classify, denoise, sample, testErrors } from './evaluate';
import { latentMaps } from './latent-maps';
import { metricOf } from './metric-of';
import { sections } from './report';
import { type SearchResult, search } from './search';
import type {
  AutoencoderTraining,
  ClassifierTraining,
  OptimizerTraining,
  Training,
  VariationalTraining,
} from './train';

await runExample({
  name: 'model-selection',
  title: 'Model selection for an autoencoder, and uses of its codes',
  summary:
    'A grid over convolution widths, optimizers, maps of the codes, samples, denoising, a classifier, and a variational autoencoder.',
  sizes: {
    full: {
      widths: [8, 16].flatMap((first) => [16, 32].flatMap((second) => [16, 32].map((third) => [first, second, third]))),
      ...{
        folds: 3,
        batchSize: 128,
        gridEpochs: { dropout: 5, normalised: 2 },
        epochs: { dropout: 50, normalised: 10 },
      },
      rates: { SGD: [0.3, 1], momentum: [0.03, 0.1], RMSprop: [1e-3, 3e-3], Adam: [1e-3, 3e-3], AdamW: [1e-3, 3e-3] },
      optimizerTraining: { epochs: 5, batchSize: 256, warmup: 200 },
      ...{ noiseFactors: [0.1, 0.2, 0.3, 0.4, 0.5], mapIterations: 1000, components: 50, classifierEpochs: 5 },
      ...{ denseWidths: [512, 256], variationalEpochs: 10 },
    },
    fast: {
      widths: [16, 32].map((third) => [8, 16, third]),
      ...{ folds: 2, batchSize: 50, gridEpochs: { dropout: 1, normalised: 1 }, epochs: { dropout: 4, normalised: 5 } },
      rates: { SGD: [0.3], momentum: [], RMSprop: [], Adam: [1e-3], AdamW: [] },
      optimizerTraining: { epochs: 2, batchSize: 50, warmup: 20 },
      ...{ noiseFactors: [0.4, 0.8], mapIterations: 300, components: 10, classifierEpochs: 4 },
      ...{ denseWidths: [128, 64], variationalEpochs: 8 },
    },
  },

  async run({ options, settings, digits, parts, trainAll }) {
    const { widths, folds, batchSize, gridEpochs, epochs, noiseFactors, classifierEpochs, denseWidths } = settings;
    const train = <T extends Training>(trainings: readonly T[]) =>
      trainAll<T, History>(new URL('./train.ts', import.meta.url), trainings);

    // The validation error selects the best three widths; cross-validation selects one of them.
    const searched = { widths, folds, batchSize, labels: digits.train.labels ?? [] };
    const dropout = { name: 'dropout', normalised: false, epochs: gridEpochs.dropout };
    const normalised = { name: 'batch normalisation', normalised: true, epochs: gridEpochs.normalised };
    const searches = [
      await search({ ...dropout, ...searched }, options),
      await search({ ...normalised, ...searched }, options),
    ];

    const final = ({ name, crossValidated }: SearchResult, upTo: number): AutoencoderTraining => {
      const { settings: network } = crossValidated.best;
      const chosen = { widths: network.widths, normalised: network.normalised };
      return { name: `${network.widths.join('-')}, ${name}`, network: chosen, noise: 0, epochs: upTo, batchSize };
    };
    const rates = Object.entries(settings.rates).flatMap(([optimizer, learningRates]) =>
      learningRates.map((learningRate) => {
        const name = `${optimizer} at ${learningRate}`;
        return { name, optimizer, learningRate, ...settings.optimizerTraining } as OptimizerTraining;
      }),
    );
    const vae = { name: 'variational autoencoder', denseWidths, epochs: settings.variationalEpochs, batchSize };
    // All trainings start at once, the longest first, so that no core is idle.
    const [finals, optimizers, [variational]] = await Promise.all([
      train([final(searches[0], epochs.dropout), final(searches[1], epochs.normalised)]),
      train(rates),
      train<VariationalTraining>([vae]),
    ]);
    const chosen = finals.reduce((a, b) => (lowestError(b) < lowestError(a) ? b : a));
    const [tuned, lenet] = await train<ClassifierTraining>([
      { name: 'fine-tuned encoder', encoder: chosen.folder, epochs: classifierEpochs, batchSize },
      { name: 'LeNet from scratch', epochs: classifierEpochs, batchSize },
    ]);
    const denoisers = await train(
      noiseFactors.map((noise): AutoencoderTraining => {
        return { name: `noise factor ${noise}`, network: chosen.network, noise, epochs: epochs.normalised, batchSize };
      }),
    );

    // The test images are used once, for all figures.
    const { test } = digits;
    const model = await Autoencoder.load(join(chosen.folder, 'model'));
    const judge = await ImageClassifier.load(join(lenet.folder, 'model'));
    const variationalModel = await VariationalAutoencoder.load(join(variational.folder, 'model'));
    const tsneOptions = { iterations: settings.mapIterations, seed: options.seed };
    const findings = {
      ...{ searches, finals, optimizers, model, test, classifiers: [tuned, lenet] },
      errors: await testErrors(finals, digits),
      maps: await latentMaps({ model, folder: chosen.folder }, test, parts, tsneOptions),
      samples: await sample(model, judge, digits.train, settings.components),
      denoised: await denoise(model, denoisers, test),
      classified: await classify(tuned, { ...lenet, model: judge }, digits, options.seed),
      variational: { ...variational, model: variationalModel, bound: await elbo(variationalModel, test) },
    };
    const { errors, maps, samples, denoised, classified } = findings;
    return {
      metrics: {
        ...{ searches, chosen: chosen.name, errors },
        finals: finals.map(({ name, result }) => ({ name, ...result })),
        optimizers: optimizers.map(({ name, result }) => ({ name, epochs: result.epochs })),
        maps: maps.map(({ name, neighbours }) => ({ name, neighbours })),
        samples: samples.map(({ name, sure }) => ({ name, sure })),
        denoised: denoised.map(({ factor, mse }) => ({ factor, ...mse })),
        classified: classified.map(({ test: onTest, ...one }) => {
          return { ...one, test: onTest.accuracy, confusion: onTest.confusion };
        }),
        variational: { bound: findings.variational.bound, epochs: variational.result.epochs },
      },
      comparison: comparison(findings),
      sections: sections(findings),
    };
  },
});

/** The lowest error on the validation images. */
function lowestError({ result }: { readonly result: History }): number {
  return Math.min(...result.epochs.map(({ validation }) => metricOf(validation)));
}
