import { Autoencoder } from '@ae-lab/autoencoders';
import { ImageClassifier } from '@ae-lab/classifiers';
import type { History } from '@ae-lab/core';
import { runExample } from '@ae-lab/example-shared';
import { classificationSection } from './classification-section';
import { denoisingSection } from './denoising-section';
import { latentSection } from './latent-section';
import { optimizerSection, optimizerTrainings } from './optimizer-section';
import { type SearchResult, search } from './search';
import { SIZES } from './settings';
import type { AutoencoderTraining, ClassifierTraining, Training, VariationalTraining } from './train';
import { variationalSection } from './variational-section';
import { widthSection } from './width-section';

await runExample({
  name: 'model-selection',
  title: 'Model selection for an autoencoder, and uses of its codes',
  summary:
    'A grid over convolution widths, optimizers, maps of the codes, samples, denoising, a classifier, and a variational autoencoder.',
  sizes: SIZES,

  async run(context) {
    const { options, settings, digits, trainAll } = context;
    const { widths, folds, batchSize, gridEpochs, epochs, classifierEpochs } = settings;
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
      const { settings: best } = crossValidated.best;
      const network = { widths: best.widths, normalised: best.normalised };
      return { name: `${network.widths.join('-')}, ${name}`, network, noise: 0, epochs: upTo, batchSize };
    };
    // All trainings start at once, the longest first, so that no core is idle.
    const [finals, optimizers, [variational]] = await Promise.all([
      train([final(searches[0], epochs.dropout), final(searches[1], epochs.normalised)]),
      train(optimizerTrainings(settings)),
      train<VariationalTraining>([{ name: 'variational autoencoder', batchSize, ...settings.variational }]),
    ]);
    const chosen = finals.reduce((a, b) => (lowestError(b) < lowestError(a) ? b : a));
    const [tuned, lenet] = await train<ClassifierTraining>([
      { name: 'fine-tuned encoder', encoder: chosen.folder, epochs: classifierEpochs, batchSize },
      { name: 'LeNet from scratch', epochs: classifierEpochs, batchSize },
    ]);
    const denoisers = await train(
      settings.noiseFactors.map((noise): AutoencoderTraining => {
        return { name: `noise factor ${noise}`, network: chosen.network, noise, epochs: epochs.normalised, batchSize };
      }),
    );

    // The test images are used once, for all figures.
    const model = await Autoencoder.load(chosen.place);
    return [
      await widthSection(searches, finals, { ...chosen, model }, digits),
      optimizerSection(optimizers),
      await latentSection({ ...chosen, model }, await ImageClassifier.load(lenet.place), context),
      await denoisingSection(model, denoisers, digits.test),
      await classificationSection([tuned, lenet], digits, options.seed),
      await variationalSection(variational, digits.test),
    ];
  },
});

/** The lowest error on the validation images. */
function lowestError({ result }: { readonly result: History }): number {
  return Math.min(...result.epochs.map(({ validation }) => validation?.loss ?? NaN));
}
