import { ImageClassifier } from '@ae-lab/classifiers';
import type { History } from '@ae-lab/core';
import { runExample } from '@ae-lab/example-shared';
import { autoencoderSection } from './autoencoder-section';
import { denoisingSection, measureDenoisers } from './denoising-section';
import { ganSection } from './gan-section';
import { gloSection } from './glo-section';
import { samplesSection } from './score-samples';
import { SIGMAS, SIZES } from './settings';
import type { AutoencoderTraining, Training } from './train';

await runExample({
  name: 'denoise-gan-glo',
  title: 'Denoising autoencoders, a GAN and GLO',
  summary:
    'Maps of codes with and without noise, denoised digits, and two generators: samples, interpolation, latent arithmetic.',
  sizes: SIZES,

  async run(context) {
    const { gan, glo, reader, autoencoder } = context.settings;
    const train = <T extends Training>(trainings: readonly T[]) =>
      context.trainAll<T, History>(new URL('./train.ts', import.meta.url), trainings);
    const byNoise = SIGMAS.map((sigma): AutoencoderTraining => {
      const name = sigma === 0 ? 'autoencoder' : `denoising autoencoder, sigma ${sigma}`;
      return { name, kind: 'autoencoder', sigma, ...autoencoder };
    });
    // All trainings start at once, the longest first, so that no core is idle.
    const [[trainedGan], [trainedGlo], autoencoders, [{ place }]] = await Promise.all([
      train([{ name: 'GAN', kind: 'gan', ...gan }]),
      train([{ name: 'GLO', kind: 'glo', ...glo }]),
      train(byNoise),
      train([{ name: 'reader', kind: 'reader', ...reader }]),
    ]);

    // The test images are used once, for all figures.
    const lab = { ...context, reader: await ImageClassifier.load(place) };
    const denoisers = await measureDenoisers(autoencoders, lab);
    const plain = await autoencoderSection(denoisers, lab);
    const byGan = await ganSection(trainedGan, lab);
    const byGlo = await gloSection(trainedGlo, plain.metrics.reconstructions, lab);
    const samples = await samplesSection(
      [...Object.values(byGan.metrics.scores), ...Object.values(byGlo.metrics.scores)],
      lab,
    );
    return [plain, denoisingSection(denoisers, lab), byGan, byGlo, samples];
  },
});
