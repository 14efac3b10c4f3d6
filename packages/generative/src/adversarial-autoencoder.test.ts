import '@tensorflow/tfjs-backend-cpu';
import { adam, Dense, ForwardPass, type ImageDataset, Rng } from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS, describeModel } from '@ae-lab/testing';
import { add, fill, mean, memory, setBackend, square, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { AdversarialAutoencoder } from './adversarial-autoencoder';

const fit = (model: AdversarialAutoencoder, data: ImageDataset, seed: number) =>
  model.fit(data, { epochs: 8, batchSize: 12, seed, optimizer: adam({ learningRate: 0.01 }) });

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
  beforeAll(() => setBackend('cpu'));
  const imageShape = [8, 8, 1] as const;
  const architecture = { kind: 'dense', widths: [16] } as const;
  const data = syntheticDigits({ size: 200, seed: 1, imageShape });

  it('brings its codes to the length of draws from the prior', async () => {
    const model = new AdversarialAutoencoder({ imageShape, architecture, latentDim: 2, discriminatorWidths: [32] });
    const all = data.batch(Array.from({ length: 200 }, (_, i) => i)).images;
    // Far from the prior at first: mean squares of 25 and more.
    const [, bias] = model.encoder.layers.at(-1)!.getWeights();
    model.encoder.layers.at(-1)!.setWeights([model.encoder.layers.at(-1)!.getWeights()[0], add(bias, 5)]);
    const spread = () => tidy(() => mean(square(model.encode(all))).dataSync()[0]);
    expect(spread()).toBeGreaterThan(16);
    const adversarialOptimizer = adam({ learningRate: 0.01, beta1: 0.5 });
    await model.fit(data, { epochs: 30, batchSize: 40, adversarialOptimizer });
    expect(spread()).toBeGreaterThan(0.3);
    expect(spread()).toBeLessThan(3);
  });

  it('trains only the discriminator by one objective, and only the encoder against it by the other', () => {
    const model = new AdversarialAutoencoder({ imageShape, architecture, latentDim: 2, discriminatorWidths: [3] });
    const batch = data.batch([0, 1, 2]);
    const { objectives } = model.step(adam(), adam());
    const counts = objectives.map(({ name, variables }) => [name, variables(batch).length]);
    expect(counts).toEqual([
      ['reconstruction', 8],
      ['discriminator', 4],
      ['encoder', 4],
    ]);
    const pass = new ForwardPass(new Rng(1));
    const before = memory().numTensors;
    const values = tidy(() => {
      const [{ loss: reconstruction }, { loss, prior, codes }, { loss: against }] = objectives.map((objective) =>
        objective.loss(batch, pass),
      );
      return [reconstruction, loss, prior, codes, against].map((value) => value.dataSync()[0]);
    });
    expect(values.every(Number.isFinite)).toBe(true);
    expect(memory().numTensors).toBe(before);
  });

  it('takes networks of your own, and refuses those that do not fit', () => {
    const encoder = sequential({ layers: [layers.flatten({ inputShape: [...imageShape] }), new Dense({ units: 2 })] });
    const decoder = sequential({
      layers: [new Dense({ units: 64, inputShape: [2] }), layers.reshape({ targetShape: [...imageShape] })],
    });
    const discriminator = sequential({ layers: [new Dense({ units: 1, inputShape: [2] })] });
    expect(new AdversarialAutoencoder({ encoder, decoder, discriminator })).toMatchObject({ imageShape, latentDim: 2 });
    expect(() => new AdversarialAutoencoder({ encoder, decoder, discriminator: encoder })).toThrow(
      'discriminator.inputs: expected [n, 2]',
    );
    expect(() => new AdversarialAutoencoder({ encoder, decoder: discriminator, discriminator })).toThrow(
      'decoder.outputs: expected [n, 8, 8, 1]',
    );
    expect(() => new AdversarialAutoencoder({ encoder, decoder, discriminator, loss: 'bce' })).toThrow(
      'outputActivation: expected one of sigmoid, got "linear".',
    );
    expect(() => new AdversarialAutoencoder({ latentDim: 2, prior: 'uniform' as never })).toThrow(
      'prior: expected one of normal, sphere',
    );
  });

  it('refuses pixels outside [0, 1]', async () => {
    const model = new AdversarialAutoencoder({ imageShape, architecture, latentDim: 2 });
    const bright: ImageDataset = {
      ...{ size: 30, imageShape, classes: 0 },
      batch: ({ length }) => ({ images: fill([length, 8, 8, 1], 2) as Tensor4D, indices: new Int32Array(length) }),
    };
    await expect(model.fit(bright)).rejects.toThrow(
      'data: expected pixels in [0, 1] for a decoder that ends in a sigmoid',
    );
  });
});
