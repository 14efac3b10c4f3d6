import { runExample } from '@ae-lab/example-shared';
import { comparison } from './comparison';
import { measure } from './measure';
import { sections } from './report';
import type { AutoencoderTraining, Course, GanTraining, GloTraining, ReaderTraining, Training } from './train';

/** Standard deviations of the noise; 0 for the plain autoencoder. */
const SIGMAS = [0, 0.05, 0.25, 0.7];

await runExample({
  name: 'denoise-gan-glo',
  title: 'Denoising autoencoders, a GAN and GLO',
  summary:
    'Maps of codes with and without noise, denoised digits, and two generators: samples, interpolation, latent arithmetic.',
  sizes: {
    full: {
      ...{ epochs: 10, batchSize: 128, widths: [16, 32, 64], dense: [128] },
      ...{ ganEpochs: 6, gloEpochs: 15, generatorWidths: [32, 64], readerEpochs: 5 },
      ...{ neighbours: 10_000, mapped: 5000, mapIterations: 1000, mixtureCodes: 20_000, components: 20 },
      ...{ searched: 1000, repeats: 5, ganSearch: { steps: 200, restarts: 3 }, gloSearch: { steps: 100, restarts: 1 } },
    },
    fast: {
      ...{ epochs: 4, batchSize: 50, widths: [8, 16, 32], dense: [64] },
      ...{ ganEpochs: 5, gloEpochs: 4, generatorWidths: [8, 16], readerEpochs: 3 },
      ...{ neighbours: 1000, mapped: 300, mapIterations: 300, mixtureCodes: 1000, components: 3 },
      ...{ searched: 100, repeats: 1, ganSearch: { steps: 40, restarts: 1 }, gloSearch: { steps: 40, restarts: 1 } },
    },
  },

  async run({ options: { seed }, settings, digits, trainAll }) {
    const { epochs, batchSize, widths, dense, generatorWidths, ganEpochs, gloEpochs, readerEpochs } = settings;
    const train = <T extends Training>(trainings: readonly T[]) =>
      trainAll<T, Course>(new URL('./train.ts', import.meta.url), trainings);
    const gans: GanTraining[] = [{ name: 'GAN', kind: 'gan', widths: generatorWidths, epochs: ganEpochs }];
    const glos: GloTraining[] = [
      { name: 'GLO', kind: 'glo', latentDim: 74, widths: generatorWidths, epochs: gloEpochs },
    ];
    const readers: ReaderTraining[] = [{ name: 'reader', kind: 'reader', epochs: readerEpochs }];
    const autoencoders = SIGMAS.map((sigma): AutoencoderTraining => {
      const name = sigma === 0 ? 'autoencoder' : `denoising autoencoder, sigma ${sigma}`;
      const activation = sigma === 0 ? 'relu' : 'leakyrelu';
      return { name, kind: 'autoencoder', latentDim: 10, widths, dense, activation, sigma, epochs, batchSize };
    });
    // All trainings start at once, the longest first, so that no core is idle.
    const [[gan], [glo], denoisers, [reader]] = await Promise.all([
      train(gans),
      train(glos),
      train(autoencoders),
      train(readers),
    ]);

    const findings = await measure({ gan, glo, denoisers, reader }, digits, settings, seed);
    const { accuracyOfReader, scores, means, reconstructions, walks } = findings;
    return {
      metrics: {
        ...{ accuracyOfReader, scores, means, reconstructions },
        denoisers: findings.denoisers.map(({ model, map, ...quality }) => quality),
        walks: { gan: walks.gan.shares, glo: walks.glo.shares },
        epochs: { gan: gan.result.epochs, glo: glo.result.epochs },
      },
      comparison: comparison(findings),
      sections: sections(findings),
    };
  },
});
