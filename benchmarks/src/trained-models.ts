// The models that several experiments share, trained on the first 50,000 images (GLO on all 60,000) and kept in `runs/benchmarks`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Autoencoder, VariationalAutoencoder } from '@ae-lab/autoencoders';
import type { EpochRecord, Saveable } from '@ae-lab/core';
import { Gan, type GanFitOptions, Glo, SMALL_GAN, smallGanTraining } from '@ae-lab/generative';
import type { Mnist } from './mnist';

/** Returns the folder of a model. */
export function placeOf(name: string): string {
  return join(import.meta.dirname, '../../runs/benchmarks', name);
}

/** Returns the default autoencoder with latent dimension 10 after 10 epochs. */
export function trainedAutoencoder({ train }: Mnist): Promise<Autoencoder> {
  return kept('autoencoder', Autoencoder.load, async () => {
    const model = new Autoencoder({ latentDim: 10, seed: 1 });
    await model.fit(train, { epochs: 10, batchSize: 128, seed: 1 });
    return model;
  });
}

/** Returns the default variational autoencoder with latent dimension 20 after 10 epochs. */
export function trainedVariationalAutoencoder({ train }: Mnist): Promise<VariationalAutoencoder> {
  return kept('variational-autoencoder', VariationalAutoencoder.load, async () => {
    const model = new VariationalAutoencoder({ latentDim: 20, seed: 1 });
    await model.fit(train, { epochs: 10, batchSize: 128, seed: 1 });
    return model;
  });
}

/** Returns the small GAN. `watch` returns options for its training, if it is not trained yet. */
export function trainedGan({ train }: Mnist, seed = 1, watch?: (gan: Gan) => GanFitOptions): Promise<Gan> {
  return kept(`small-gan-${seed}`, Gan.load, async () => {
    const gan = new Gan({ ...SMALL_GAN, seed });
    await gan.fit(train, { ...smallGanTraining(), seed, ...watch?.(gan) });
    return gan;
  });
}

/** Returns GLO with a 74-dimensional code for each of the 60,000 training images, after 15 epochs. */
export function trainedGlo({ all }: Mnist, onEpochEnd?: (record: EpochRecord) => void): Promise<Glo> {
  return kept('glo-74', Glo.load, async () => {
    const glo = new Glo({ seed: 1 });
    await glo.fit(all, { seed: 1, callbacks: [{ onEpochEnd }] });
    return glo;
  });
}

/** Returns the model saved under a name, or trains and saves it. */
async function kept<M extends Saveable & { save(place: string): Promise<void> }>(
  name: string,
  load: (place: string) => Promise<M>,
  train: () => Promise<M>,
): Promise<M> {
  const place = placeOf(name);
  if (existsSync(place)) return load(place);
  const model = await train();
  await model.save(place);
  return model;
}
