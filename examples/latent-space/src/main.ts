import { join } from 'node:path';
import { ImageClassifier } from '@ae-lab/classifiers';
import type { History } from '@ae-lab/core';
import { runExample } from '@ae-lab/example-shared';
import { comparison } from './comparison';
import { type AutoencoderResult, evaluateAutoencoder, examplePairs, principalErrors, testAccuracies } from './evaluate';
import { drawPairs } from './interpolate-pairs';
import { sections } from './report';
import type { AutoencoderTraining, JudgeTraining, Training, TransferTraining } from './train';
import { bestTransfer, lastAccuracy } from './transfer-curves';

/** The best latent dimension of the published report, at which the networks are compared. */
const VARIANT_DIM = 10;

await runExample({
  name: 'latent-space',
  title: 'The latent space of a convolutional autoencoder',
  summary:
    'The effect of the size of the code on reconstructions, interpolations, correlations and transfer from 80 labels.',
  sizes: {
    full: {
      latentDims: [2, 5, 10, 15, 20, 25, 30],
      networks: {
        standard: { widths: [16, 32, 64], dense: [128] },
        deep: { widths: [16, 32, 64, 64], dense: [128] },
        heavy: { widths: [32, 64, 128], dense: [256] },
      },
      ...{ epochs: 10, batchSize: 128, judgeEpochs: 5, pairs: 200, correlated: 3300 },
      ...{ draws: [1, 2, 3], transferEpochs: 100, watched: 1000 },
    },
    fast: {
      latentDims: [2, 10, 20],
      networks: {
        standard: { widths: [8, 16, 32], dense: [64] },
        deep: { widths: [8, 16, 32, 32], dense: [64] },
        heavy: { widths: [12, 24, 48], dense: [96] },
      },
      ...{ epochs: 4, batchSize: 50, judgeEpochs: 3, pairs: 50, correlated: 200 },
      ...{ draws: [1, 2], transferEpochs: 20, watched: 100 },
    },
  },

  async run({ options, settings, digits, trainAll }) {
    const { latentDims, networks, epochs, batchSize, correlated, transferEpochs, draws, watched } = settings;
    const train = <T extends Training>(trainings: readonly T[]) =>
      trainAll<T, History[]>(new URL('./train.ts', import.meta.url), trainings);

    const training = (variant: keyof typeof networks, latentDim: number): AutoencoderTraining => {
      return { name: `${variant}, d = ${latentDim}`, latentDim, network: networks[variant], epochs, batchSize };
    };
    // All trainings start at once, the longest first, so that no core is idle.
    const [[heavy, deep], bySize, [judged]] = await Promise.all([
      train([training('heavy', VARIANT_DIM), training('deep', VARIANT_DIM)]),
      train(latentDims.map((latentDim) => training('standard', latentDim))),
      train<JudgeTraining>([{ name: 'LeNet', judge: 'lenet', epochs: settings.judgeEpochs, batchSize }]),
    ]);
    const transfer = ({ latentDim, folder }: { latentDim: number; folder: string }, trainEncoder: boolean) => {
      const name = `${trainEncoder ? 'fine-tuned' : 'frozen'}, d = ${latentDim}`;
      const shared = { epochs: transferEpochs, batchSize: 16, labelsPerDigit: 8, draws, watched };
      // Chosen on validation images: the head alone is better without dropout; a fine-tuned encoder overfits without it.
      const dropout = trainEncoder ? 0.5 : 0;
      return { name, latentDim, encoder: folder, trainEncoder, dropout, ...shared } satisfies TransferTraining;
    };
    const [tuned, frozen] = await Promise.all([
      train(bySize.map((one) => transfer(one, true))),
      train(bySize.map((one) => transfer(one, false))),
    ]);
    // The validation accuracy chooses the size of the code.
    const best = { frozen: bestTransfer(frozen), tuned: bestTransfer(tuned) };

    // The test images are used once, for all figures.
    const { test } = digits;
    const judge = await ImageClassifier.load(join(judged.folder, 'model'));
    const examples = examplePairs(test);
    const pairs = drawPairs(test, settings.pairs, options.seed);
    const measurement = { test, judge, examples, pairs, correlated };
    const sizes: AutoencoderResult[] = [];
    for (const one of bySize) sizes.push(await evaluateAutoencoder(one, measurement));
    const standard = sizes[latentDims.indexOf(VARIANT_DIM)];
    const variants = [
      standard,
      await evaluateAutoencoder(deep, measurement),
      await evaluateAutoencoder(heavy, measurement),
    ];
    const pca = await principalErrors(latentDims, digits);
    const accuracies = {
      frozen: await testAccuracies(best.frozen, test),
      tuned: await testAccuracies(best.tuned, test),
    };

    const findings = { sizes, variants, pca, examples, correlated, frozen, tuned, best, accuracies, test };
    return {
      metrics: {
        sizes: sizes.map(({ interpolated, ...one }, i) => ({ ...one, pca: pca[i] })),
        variants: variants.map(({ name, parameters, mse, history }) => ({ name, parameters, mse, history })),
        transfer: [...frozen, ...tuned].map((one) => {
          return { name: one.name, train: lastAccuracy(one, 'train'), validation: lastAccuracy(one, 'validation') };
        }),
        chosen: { frozen: best.frozen.latentDim, tuned: best.tuned.latentDim },
        accuracies,
      },
      comparison: comparison(findings),
      sections: sections(findings),
    };
  },
});
