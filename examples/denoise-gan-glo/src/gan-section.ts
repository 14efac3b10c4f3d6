import * as core from '@ae-lab/core';
import { curve, epochChart, percent, picture, type Section, samplesOf, type Trained } from '@ae-lab/example-shared';
import { Gan } from '@ae-lab/generative';
import { generatedImages } from '@ae-lab/metrics';
import { imageGrid } from '@ae-lab/viz';
import * as tf from '@tensorflow/tfjs-core';
import { scoreSamples } from './score-samples';
import type { Lab } from './settings';
import type { GeneratorTraining } from './train';
import { walkCodes, walkComparison } from './walk-codes';

/** Samples of the GAN, and walks between codes that gradient descent finds. */
export async function ganSection({ place, result }: Trained<GeneratorTraining, core.History>, lab: Lab) {
  const { test, validation } = lab.digits;
  const gan = await Gan.load(place);
  const real = await scoreSamples('validation images', validation, lab);
  const scores = await scoreSamples('GAN', gan, lab);
  const usual = await meanImage(test);
  const drawn = await meanImage(generatedImages(gan, { size: test.size, seed: lab.options.seed }));
  const search = lab.settings.search.gan;
  const { shares, pictures } = await walkCodes('GAN', gan, (images) => gan.project(images, search), lab);
  const losses = ['discriminator', 'generator'].map((name) => curve({ name, result }, 'train', `${name}.loss`));
  const samples = imageGrid({ images: samplesOf(gan, 100, 3), imageShape: gan.imageShape });
  return {
    heading: 'GAN',
    blocks: [
      picture(
        'gan-losses',
        epochChart('cross-entropy (nats)', losses),
        'Losses of the generator and of the discriminator; neither measures the quality of the images.',
      ),
      picture('gan-samples', samples, 'A hundred samples of the GAN, none left out.'),
      ...pictures,
    ],
    comparison: {
      'GAN, samples: Fréchet distance to the test images': [
        'picture',
        `${scores.frechet.toFixed(1)} (validation images ${real.frechet.toFixed(1)}); the rarest digit is ${percent(scores.rarest)}`,
      ],
      ...walkComparison('GAN', shares, { different: 'picture', same: '"wouldn\'t return consistent responses"' }),
    },
    metrics: {
      ...{ scores: { real, gan: scores }, walks: { gan: shares }, epochs: { gan: result.epochs } },
      // Mean squared differences to the mean test image.
      means: { gan: difference(drawn, usual), black: difference(new Float32Array(usual.length), usual) },
    },
  } satisfies Section;
}

async function meanImage(data: core.ImageDataset): Promise<Float32Array> {
  const total = new Float32Array(data.imageShape.reduce((product, side) => product * side));
  for await (const { images } of core.batches(data)) {
    const [sums] = await core.readTensors(() => [tf.sum(images, 0)]);
    for (const [i, value] of sums.entries()) total[i] += value / data.size;
  }
  return total;
}

function difference(image: Float32Array, other: Float32Array): number {
  return image.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0) / image.length;
}
