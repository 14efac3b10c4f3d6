import { VariationalAutoencoder } from '@ae-lab/autoencoders';
import { type History, latentGrid, readTensors } from '@ae-lab/core';
import {
  curves,
  type Digits,
  epochChart,
  picture,
  type Section,
  samplesOf,
  type Trained,
} from '@ae-lab/example-shared';
import { elbo } from '@ae-lab/metrics';
import { imageGrid, manifoldGrid } from '@ae-lab/viz';
import type { VariationalTraining } from './train';

export async function variationalSection(
  { name, place, result, denseWidths }: Trained<VariationalTraining, History>,
  test: Digits['test'],
): Promise<Section> {
  const model = await VariationalAutoencoder.load(place);
  const bound = await elbo(model, test);
  const { images: decoded, columns, rows } = latentGrid(model, { steps: 15 });
  const [images] = await readTensors(() => [decoded]);
  const { imageShape } = model;
  const terms = ['loss', 'reconstruction', 'kl'].flatMap((term) => curves([{ name: term, result }], term));
  return {
    heading: 'Variational autoencoder',
    blocks: [
      picture('vae-loss', epochChart('nats per image', terms, 'log'), `The loss of the ${name} and its two parts.`),
      picture(
        'vae-manifold',
        manifoldGrid({ images, imageShape, columns, rows }),
        'Images decoded from a grid of codes at quantiles of the prior.',
      ),
      picture(
        'vae-samples',
        imageGrid({ images: samplesOf(model, 40, 1), imageShape }),
        'Images decoded from samples of the prior.',
      ),
    ],
    comparison: {
      [`VAE 784-${denseWidths.join('-')}-2, BCE + KL: test loss, nats per image`]: [
        'samples',
        `${(-bound.reconstruction).toFixed(1)} + ${bound.kl.toFixed(1)}`,
      ],
    },
    metrics: { variational: { bound, epochs: result.epochs } },
  };
}
