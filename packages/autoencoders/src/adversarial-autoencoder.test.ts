import '@tensorflow/tfjs-backend-cpu';
import * as core from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS, describeModel } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { AdversarialAutoencoder, type AdversarialAutoencoderOptions } from './adversarial-autoencoder';

const fit = (model: AdversarialAutoencoder, data: core.ImageDataset, seed: number) =>
  model.fit(data, { epochs: 8, batchSize: 12, seed, optimizer: core.adam({ learningRate: 0.01 }) });

describeModel('an AdversarialAutoencoder', {
  modelClass: AdversarialAutoencoder,
  make: (imageShape, seed) =>
    new AdversarialAutoencoder({
      imageShape,
      seed,
      latentDim: 4,
      architecture: { kind: 'convolutional', widths: [4, 8], dense: [16] },
      discriminatorWidths: [16],
    }),
  fit,
  backends: BACKENDS.filter(([name]) => name === 'wasm'),
});

describeModel('an AdversarialAutoencoder on the sphere', {
  modelClass: AdversarialAutoencoder,
  make: (imageShape, seed) =>
    new AdversarialAutoencoder({
      imageShape,
      seed,
      latentDim: 4,
      prior: 'sphere',
      loss: 'bce',
      architecture: { kind: 'dense', widths: [32] },
      discriminatorWidths: [],
    }),
  fit,
});

describe('an AdversarialAutoencoder', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const imageShape = [8, 8, 1] as const;
  const architecture = { kind: 'dense', widths: [16] } as const;
  const data = syntheticDigits({ size: 200, seed: 1, imageShape });

  it('brings its codes to the length of draws from the prior', async () => {
    const model = new AdversarialAutoencoder({ imageShape, architecture, latentDim: 2, discriminatorWidths: [32] });
    const all = data.batch(Array.from({ length: 200 }, (_, i) => i)).images;
    // Far from the prior at first: mean squares of 25 and more.
    const last = model.encoder.layers.at(-1)!;
    const [kernel, bias] = last.getWeights();
    last.setWeights([kernel, tf.add(bias, 5)]);
    const spread = () => tf.tidy(() => tf.mean(tf.square(model.encode(all))).dataSync()[0]);
    expect(spread()).toBeGreaterThan(16);
    const adversarialOptimizer = core.adam({ learningRate: 0.01, beta1: 0.5 });
    await model.fit(data, { epochs: 30, batchSize: 40, adversarialOptimizer });
    expect(spread()).toBeGreaterThan(0.3);
    expect(spread()).toBeLessThan(3);
  });

  it('has the losses of reconstruction, discriminator and encoder, each for its own networks', () => {
    const model = new AdversarialAutoencoder({ imageShape, architecture, latentDim: 2, discriminatorWidths: [3] });
    const { encoder, decoder, discriminator } = model;
    const batch = data.batch([0, 1, 2]);
    const { objectives } = model.step(core.adam(), core.adam());
    const weightsOf = (...networks: LayersModel[]) => core.networkVariables(networks, 'trainable');
    expect(objectives.map(({ name, variables }) => [name, variables(batch)])).toEqual([
      ['reconstruction', weightsOf(encoder, decoder)],
      ['discriminator', weightsOf(discriminator)],
      ['encoder', weightsOf(encoder)],
    ]);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const found = objectives.map(({ loss }) => valuesOf(loss(batch, new core.ForwardPass(new core.Rng(1)))));
      const logits = (codes: tf.Tensor) => Array.from((discriminator.predict(codes) as tf.Tensor).dataSync());
      const ofCodes = logits(model.encode(batch.images));
      const ofPrior = logits(model.prior.sample(3, new core.Rng(1).split('prior')));
      const [reconstruction] = tf.mean(tf.squaredDifference(model.reconstruct(batch.images), batch.images)).dataSync();
      expect(found).toEqual([
        { loss: expect.closeTo(reconstruction, 5) },
        {
          loss: expect.closeTo(average(ofPrior.map((x) => softplus(-x))) + average(ofCodes.map(softplus)), 5),
          prior: expect.closeTo(average(ofPrior), 5),
          codes: expect.closeTo(average(ofCodes), 5),
        },
        { loss: expect.closeTo(average(ofCodes.map((x) => softplus(-x))), 5) },
      ]);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<[string, Partial<AdversarialAutoencoderOptions>, string]>([
    [
      'cross-entropy of a linear output',
      { loss: 'bce', outputActivation: 'linear' },
      "outputActivation: expected 'sigmoid' for a loss of 'bce', got \"linear\".",
    ],
    ['an unknown prior', { prior: 'uniform' as 'normal' }, 'prior: expected one of normal, sphere'],
    ['a layer of no units', { discriminatorWidths: [4, 0] }, 'discriminatorWidths[1]'],
    ['a latent dimension of 0', { latentDim: 0 }, 'latentDim'],
    ['a network that is undefined', { encoder: undefined } as object, 'encoder: expected a network'],
  ])('refuses %s, and leaves no tensor behind', (_, options, message) => {
    const before = tf.memory().numTensors;
    const make = () => new AdversarialAutoencoder({ imageShape, architecture, latentDim: 2, ...options });
    expect(make).toThrow(core.ArgumentError);
    expect(make).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes networks of your own, and refuses those that do not fit', () => {
    const encoder = sequential({
      layers: [layers.flatten({ inputShape: [...imageShape] }), new core.Dense({ units: 2 })],
    });
    const decoder = sequential({
      layers: [new core.Dense({ units: 64, inputShape: [2] }), layers.reshape({ targetShape: [...imageShape] })],
    });
    const discriminator = sequential({ layers: [new core.Dense({ units: 1, inputShape: [2] })] });
    expect(new AdversarialAutoencoder({ encoder, decoder, discriminator })).toMatchObject({ imageShape, latentDim: 2 });
    expect(() => new AdversarialAutoencoder({ encoder, decoder, discriminator: encoder })).toThrow(
      'discriminator.inputs: expected [n, 2]',
    );
    expect(() => new AdversarialAutoencoder({ encoder, decoder: discriminator, discriminator })).toThrow(
      'decoder.outputs: expected [n, 8, 8, 1]',
    );
    expect(() => new AdversarialAutoencoder({ encoder, decoder, discriminator, loss: 'bce' })).toThrow(
      "outputActivation: expected 'sigmoid' for a loss of 'bce', got \"linear\".",
    );
    const probabilities = sequential({
      layers: [new core.Dense({ units: 1, inputShape: [2], activation: 'sigmoid' })],
    });
    expect(() => new AdversarialAutoencoder({ encoder, decoder, discriminator: probabilities })).toThrow(
      'discriminator: expected logits, from a last layer with the activation \'linear\', got "sigmoid".',
    );
  });

  it('saves the options that it was made with, and loads a discriminator of 0.1 that ends in a sigmoid', () => {
    const options = { imageShape, architecture, latentDim: 2, discriminatorWidths: [3], prior: 'sphere' } as const;
    const saved = new AdversarialAutoencoder(options).toSaved();
    expect(saved.options).toMatchObject({ ...options, loss: 'mse', outputActivation: 'sigmoid', seed: 0 });
    const discriminator = sequential({
      layers: [new core.Dense({ units: 1, inputShape: [2], activation: 'sigmoid' })],
    });
    const loaded = AdversarialAutoencoder.fromSaved({ ...saved, networks: { ...saved.networks, discriminator } });
    expect(loaded.toSaved().options).toEqual(saved.options);
  });

  it('cannot be used after its dispose(), and is freed once', async () => {
    const before = tf.memory().numTensors;
    const model = new AdversarialAutoencoder({ imageShape, architecture, latentDim: 2 });
    model.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(() => model.discriminator).toThrow(core.DisposedError);
    expect(() => tf.tidy(() => model.generate(1, new core.Rng(1)))).toThrow(core.DisposedError);
    expect(() => model.copyEncoder()).toThrow(core.DisposedError);
    await expect(model.fit(data)).rejects.toThrow(core.DisposedError);
    await expect(model.save('nowhere')).rejects.toThrow(core.DisposedError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses pixels outside [0, 1]', async () => {
    const model = new AdversarialAutoencoder({ imageShape, architecture, latentDim: 2 });
    const bright: core.ImageDataset = {
      ...{ size: 30, imageShape, classes: 0 },
      batch: ({ length }) => ({
        images: tf.fill([length, 8, 8, 1], 2) as tf.Tensor4D,
        indices: new Int32Array(length),
      }),
    };
    await expect(model.fit(bright)).rejects.toThrow(
      'data: expected pixels in [0, 1] for a decoder that ends in a sigmoid',
    );
  });
});

const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const softplus = (x: number) => Math.log1p(Math.exp(x));

function valuesOf(terms: core.LossTerms): Record<string, number> {
  return Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, value.dataSync()[0]]));
}
