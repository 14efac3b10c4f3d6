import type { Autoencoder } from '@ae-lab/autoencoders';
import * as core from '@ae-lab/core';
import { type ExampleContext, percent, picture, type Section, samplesOf } from '@ae-lab/example-shared';
import { imageGrid, scatter } from '@ae-lab/viz';
import { latentMaps } from './latent-maps';
import type { SIZES } from './settings';
import { shareReadSurely } from './share-read-surely';

/** Maps of the codes of the test images, and images decoded from codes that are drawn from fitted distributions. */
export async function latentSection(
  trained: { readonly model: Autoencoder; readonly folder: string },
  judge: core.Classifier,
  { options, settings, digits: { train, test }, parts }: ExampleContext<typeof SIZES.full>,
): Promise<Section> {
  const { imageShape } = test;
  const tsneOptions = { iterations: settings.mapIterations, seed: options.seed };
  const maps = await latentMaps(trained, test, parts, tsneOptions);
  const codes = await core.encodeDataset(trained.model, train.take(Math.min(10_000, train.size)));
  const { components } = settings;
  const samplers = {
    'one normal distribution': core.fitGaussian(codes),
    [`a mixture of ${components}`]: await core.fitGaussianMixture(codes, { components, seed: 1 }),
  };
  const samples = await Promise.all(
    Object.entries(samplers).map(async ([name, sampler]) => {
      const generator = core.samplingGenerator(trained.model, sampler);
      return { name, generator, sure: await shareReadSurely(judge, generator) };
    }),
  );
  return {
    heading: 'Latent space',
    blocks: [
      ...maps.map(({ name, x, y, neighbours }) => {
        const axes = { xLabel: `${name} 1`, yLabel: `${name} 2`, pointSize: 3, height: 420 };
        return picture(
          `map-${name}`,
          scatter({ x, y, classes: test.labels, title: name, ...axes }),
          `Codes of the test images by ${name}; five nearest neighbours on the map classify ${percent(neighbours)} correctly.`,
        );
      }),
      ...samples.map(({ name, generator, sure }, i) =>
        picture(
          `samples-${i + 1}`,
          imageGrid({ images: samplesOf(generator, 40, 1), imageShape }),
          `Samples decoded from ${name}, fitted to codes; a LeNet has a confidence of at least 90 % in ${percent(sure)} of them.`,
        ),
      ),
    ],
    comparison: {
      'latent maps: accuracy of five nearest neighbours': [
        '-',
        maps.map(({ name, neighbours }) => `${name} ${neighbours.toFixed(3)}`).join(', '),
      ],
      'samples from latent codes: share with a LeNet confidence of at least 90 %': [
        'hard to distinguish the type',
        samples.map(({ name, sure }) => `${name}: ${sure.toFixed(2)}`).join('; '),
      ],
    },
    metrics: {
      maps: maps.map(({ name, neighbours }) => ({ name, neighbours })),
      samples: samples.map(({ name, sure }) => ({ name, sure })),
    },
  };
}
