import { Autoencoder } from '@ae-lab/autoencoders';
import * as core from '@ae-lab/core';
import * as shared from '@ae-lab/example-shared';
import { corruptionRobustness, knnAccuracy, silhouette } from '@ae-lab/metrics';
import { imageRows, scatter, tsne } from '@ae-lab/viz';
import type { Lab } from './settings';
import type { AutoencoderTraining } from './train';

type Trained = shared.Trained<AutoencoderTraining, core.History>;
export type Denoiser = Awaited<ReturnType<typeof measureDenoisers>>[number];

/** Measures how well noisy test images are reconstructed and how far their digits stay apart. The first model saw no noise. */
export async function measureDenoisers(trained: readonly Trained[], { digits, settings, options: { seed } }: Lab) {
  const { neighbours, size, iterations } = settings.map;
  const { test } = digits;
  const { labels = new Int32Array() } = test;
  const known = digits.train.take(neighbours);
  const plain = await Autoencoder.load(trained[0].place);
  const measure = async ({ name, sigma, result, place }: Trained) => {
    const model = await Autoencoder.load(place);
    const noise: core.GaussianNoise = { kind: 'gaussian', sigma };
    const [{ mse, baseline }] = await corruptionRobustness(model, test, [noise], { seed });
    const [{ mse: byPlain }] = await corruptionRobustness(plain, test, [noise], { seed });

    const rng = new core.Rng(seed).split('noise');
    const encode: core.Encoder['encode'] = (images) => model.encode(core.corrupt(images, noise, rng));
    const noisy = { imageShape: model.imageShape, latentDim: model.latentDim, encode };
    const [knownCodes, codes] = [await core.encodeDataset(noisy, known), await core.encodeDataset(noisy, test)];
    const map = await tsne(
      { ...codes, values: codes.values.subarray(0, size * codes.dimension) },
      { iterations, seed },
    );
    const points = Array.from(map.x).flatMap((x, i) => [x, map.y[i]]);
    const figures = {
      ...{ name, sigma, epochs: result.epochs, mse, noisy: baseline, byPlain },
      // The accuracy of five nearest neighbours among the codes, and the silhouette of the digits on the map.
      neighbours: await knnAccuracy(knownCodes, known.labels ?? [], codes, labels),
      silhouette: await silhouette({ values: points, dimension: 2 }, labels.subarray(0, size)),
    };
    return { name, sigma, result, model, map, figures };
  };
  return Promise.all(trained.map(measure));
}

/** Compares the autoencoders trained on noise with the one that saw none. */
export function denoisingSection(denoisers: readonly Denoiser[], { digits: { test } }: Lab) {
  const figures = denoisers.map((one) => one.figures);
  const ofNoisy = (format: (one: Denoiser['figures']) => string) => figures.slice(1).map(format).join(', ');
  const triples = ({ sigma, model }: Denoiser) => {
    const clean = { name: 'clean', images: shared.pixelsOf(test, shared.onePerClass(test)) };
    const noise = { kind: 'gaussian', sigma } as const;
    const rows = [clean, ...shared.reconstructionRows(test, shared.onePerClass(test), { denoised: model }, noise)];
    return shared.picture(
      `denoised-${sigma}`,
      imageRows({ rows, imageShape: test.imageShape }),
      `Test images, the same with Gaussian noise of standard deviation ${sigma}, and denoised by the autoencoder trained on such noise.`,
    );
  };
  return {
    heading: 'Denoising',
    blocks: [
      ...denoisers.slice(1).flatMap((one) => [triples(one), mapPicture(one, test)]),
      shared.table(
        [
          'trained and tested at',
          ['MSE of the noisy images', 4],
          ['by the plain autoencoder', 4],
          ['denoised', 4],
          ['accuracy, 5 neighbours', 3],
          ['silhouette of the map', 3],
        ],
        figures.map((one) => [`sigma ${one.sigma}`, one.noisy, one.byPlain, one.mse, one.neighbours, one.silhouette]),
      ),
    ],
    comparison: {
      ...Object.fromEntries(
        figures
          .slice(1)
          .map(({ sigma, mse, noisy, byPlain }): [string, [string, string]] => [
            `denoising at sigma ${sigma}, leaky ReLU: test MSE to the clean images`,
            [
              'pictures of triples',
              `${mse.toFixed(4)} (noisy images ${noisy.toFixed(4)}; plain autoencoder ${byPlain.toFixed(4)})`,
            ],
          ]),
      ),
      [`t-SNE at sigma ${ofNoisy(({ sigma }) => `${sigma}`)}: accuracy of five nearest neighbours among the codes`]: [
        'separation falls as noise grows',
        `${ofNoisy((one) => shared.percent(one.neighbours))}; silhouettes of the maps ${ofNoisy((one) => one.silhouette.toFixed(2))}`,
      ],
    },
    metrics: { denoisers: figures },
  } satisfies shared.Section;
}

/** The t-SNE map of the codes of test images. */
export function mapPicture({ sigma, map }: Denoiser, { labels }: Lab['digits']['test']) {
  const classes = labels?.subarray(0, map.x.length);
  const axes = { xLabel: 't-SNE, first coordinate', yLabel: 't-SNE, second coordinate' };
  const noise = sigma === 0 ? '' : `, noise of sigma ${sigma}`;
  return shared.picture(
    sigma === 0 ? 'map' : `map-${sigma}`,
    scatter({ ...map, classes, ...axes, height: 420 }),
    `t-SNE map of the 10-dimensional codes of ${map.x.length} test images${noise}.`,
  );
}
