import { ImageClassifier } from '@ae-lab/classifiers';
import type { History } from '@ae-lab/core';
import { runExample } from '@ae-lab/example-shared';
import { correlationSection } from './correlation-section';
import { type AutoencoderResult, evaluateAutoencoder } from './evaluate-autoencoder';
import { drawPairs, examplePairs, interpolationSection } from './interpolation-section';
import { networkSection } from './network-section';
import { SIZES } from './settings';
import { sizeSection } from './size-section';
import type { AutoencoderTraining, JudgeTraining, Training, TransferTraining } from './train';
import { transferSection } from './transfer-section';

/** The best latent dimension of the published report, at which the networks are compared. */
const VARIANT_DIM = 10;

await runExample({
  name: 'latent-space',
  title: 'The latent space of a convolutional autoencoder',
  summary:
    'The effect of the size of the code on reconstructions, interpolations, correlations and transfer from 80 labels.',
  sizes: SIZES,

  async run({ options, settings, digits, trainAll }) {
    const { latentDims, networks, correlated } = settings;
    const train = <T extends Training>(trainings: readonly T[]) =>
      trainAll<T, History[]>(new URL('./train.ts', import.meta.url), trainings);
    const training = (variant: keyof typeof networks, latentDim: number): AutoencoderTraining => {
      return { name: `${variant}, d = ${latentDim}`, latentDim, network: networks[variant], ...settings.training };
    };
    const { batchSize } = settings.training;
    // All trainings start at once, the longest first, so that no core is idle.
    const [[heavy, deep], bySize, [judged]] = await Promise.all([
      train([training('heavy', VARIANT_DIM), training('deep', VARIANT_DIM)]),
      train(latentDims.map((latentDim) => training('standard', latentDim))),
      train<JudgeTraining>([{ name: 'LeNet', judge: 'lenet', epochs: settings.judgeEpochs, batchSize }]),
    ]);
    const transfer = ({ latentDim, folder }: { latentDim: number; folder: string }, trainEncoder: boolean) => {
      const name = `${trainEncoder ? 'fine-tuned' : 'frozen'}, d = ${latentDim}`;
      const shared = { batchSize: 16, labelsPerDigit: 8, ...settings.transfer };
      // Chosen on validation images: the head alone is better without dropout; a fine-tuned encoder overfits without it.
      const dropout = trainEncoder ? 0.5 : 0;
      return { name, latentDim, encoder: folder, trainEncoder, dropout, ...shared } satisfies TransferTraining;
    };
    const [tuned, frozen] = await Promise.all([
      train(bySize.map((one) => transfer(one, true))),
      train(bySize.map((one) => transfer(one, false))),
    ]);

    // The test images are used once, for all figures.
    const { test } = digits;
    const judge = await ImageClassifier.load(judged.place);
    const [examples, pairs] = [examplePairs(test), drawPairs(test, settings.pairs, options.seed)];
    const results: AutoencoderResult[] = [];
    for (const one of [...bySize, deep, heavy]) {
      results.push(await evaluateAutoencoder(one, { test, judge, examples, pairs, correlated }));
    }
    const sizes = results.slice(0, latentDims.length);
    const variants = [sizes[latentDims.indexOf(VARIANT_DIM)], ...results.slice(latentDims.length)];
    return [
      await sizeSection(sizes, digits),
      networkSection(variants),
      interpolationSection(sizes, examples, test),
      correlationSection(sizes, correlated),
      await transferSection(frozen, tuned, test),
    ];
  },
});
