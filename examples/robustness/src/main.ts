import { Autoencoder, PrincipalComponents } from '@ae-lab/autoencoders';
import type { History } from '@ae-lab/core';
import { runExample } from '@ae-lab/example-shared';
import { finalSection } from './final-section';
import { openMatFile } from './mat-file';
import { matSection } from './mat-section';
import { noiseSection, rowsSection } from './robustness-sections';
import { best, rateSection, sizeSection } from './selection-sections';
import { REPORTED, SIZES } from './settings';
import type { Training } from './train';

await runExample({
  name: 'robustness',
  title: 'Learning rate, latent dimension and robustness of an autoencoder',
  summary:
    'The learning rate and latent dimension that a convolutional autoencoder needs, and its robustness to noise and missing rows.',
  sizes: SIZES,

  async run({ options, settings, digits, trainAll }) {
    const { learningRates, latentDims, epochs, finalEpochs, ...shared } = settings;
    const train = (trainings: readonly Training[]) =>
      trainAll<Training, History>(new URL('./train.ts', import.meta.url), trainings);
    const training = (latentDim: number, learningRate: number): Training => {
      const name = `latent size ${latentDim}, rate ${learningRate}`;
      return { name, latentDim, learningRate, decay: false, epochs, ...shared };
    };

    // The validation error after the last epoch selects the learning rate, then the latent dimension.
    const byRate = await train(learningRates.map((rate) => training(REPORTED.latentDim, rate)));
    const { learningRate } = best(byRate);
    const bySize = await train(latentDims.map((size) => training(size, learningRate)));
    const { latentDim } = best(bySize);
    const [final] = await train([
      { name: 'final model', latentDim, learningRate, decay: true, epochs: finalEpochs, ...shared },
    ]);

    // The test images are used once, for all figures.
    const model = await Autoencoder.load(final.place);
    const pca = new PrincipalComponents({ latentDim });
    await pca.fit(digits.train);
    const mat = await openMatFile(options, digits.test);
    return [
      await rateSection(byRate, digits.test),
      await sizeSection(bySize, digits.test),
      await finalSection(final, { model, pca }, digits.test),
      await matSection(mat, { model, pca }),
      await noiseSection(mat.upright, { model, pca }),
      await rowsSection(mat.upright, { model, pca }),
    ];
  },
});
