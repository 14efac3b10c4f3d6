import * as core from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS, describeModel } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { Autoencoder, type AutoencoderOptions } from './autoencoder';

const fit = (autoencoder: Autoencoder, data: core.ImageDataset, seed: number) =>
  autoencoder.fit(data, { epochs: 8, batchSize: 12, seed, optimizer: core.adam({ learningRate: 0.01 }) });

describeModel('a convolutional Autoencoder', {
  modelClass: Autoencoder,
  make: (imageShape, seed) =>
    new Autoencoder({
      imageShape,
      seed,
      latentDim: 4,
      architecture: { kind: 'convolutional', widths: [4, 8], dense: [16], dropout: 0.05 },
    }),
  fit,
});

describeModel('a dense Autoencoder with cross-entropy', {
  modelClass: Autoencoder,
  make: (imageShape, seed) =>
    new Autoencoder({
      imageShape,
      seed,
      latentDim: 4,
      loss: 'bce',
      architecture: { kind: 'dense', widths: [32], activation: 'leakyrelu' },
    }),
  fit,
});

describeModel('a denoising Wasserstein Autoencoder', {
  modelClass: Autoencoder,
  make: (imageShape, seed) =>
    new Autoencoder({
      imageShape,
      seed,
      latentDim: 4,
      architecture: { kind: 'dense', widths: [32] },
      corruption: { kind: 'masking', fraction: [0.1, 0.2] },
      penalty: { kind: 'mmd', weight: 0.01 },
    }),
  fit,
});

describeModel('an Autoencoder of networks of your own', {
  modelClass: Autoencoder,
  make: (imageShape, seed) => new Autoencoder(ownNetworks(imageShape, seed)),
  fit,
});

/** Two networks of stock layers. */
function ownNetworks(imageShape: core.ImageShape, seed: number): { encoder: LayersModel; decoder: LayersModel } {
  const pixels = imageShape[0] * imageShape[1] * imageShape[2];
  const kernelInitializer = { className: 'GlorotUniform', config: { seed } } as const;
  const encoder = sequential({
    layers: [
      layers.flatten({ inputShape: [...imageShape] }),
      layers.dense({ units: 30, activation: 'relu', kernelInitializer: kernelInitializer as never }),
      layers.dense({ units: 5, kernelInitializer: kernelInitializer as never }),
    ],
  });
  const decoder = sequential({
    layers: [
      layers.dense({
        units: pixels,
        activation: 'sigmoid',
        inputShape: [5],
        kernelInitializer: kernelInitializer as never,
      }),
      layers.reshape({ targetShape: [...imageShape] }),
    ],
  });
  return { encoder, decoder };
}

it('trains to the same curve on every backend', async () => {
  const data = syntheticDigits({ size: 100, seed: 1, imageShape: [12, 12, 1] });
  const curves: number[][] = [];
  for (const [, start] of BACKENDS) {
    await start();
    const architecture = { kind: 'convolutional', widths: [3, 6], dense: [12] } as const;
    const autoencoder = new Autoencoder({ imageShape: [12, 12, 1], latentDim: 4, seed: 1, architecture });
    const { epochs } = await fit(autoencoder, data, 1);
    curves.push(epochs.map(({ train }) => train.loss));
    autoencoder.dispose();
  }
  // Rounding differs, and grows from step to step.
  curves[1].slice(0, 3).forEach((loss, i) => {
    expect(loss / curves[0][i]).toBeCloseTo(1, 2);
  });
});

const tinyOptions = { imageShape: [4, 4, 1], latentDim: 2, architecture: { kind: 'dense', widths: [5] } } as const;

describe('Autoencoder', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each<[string, Partial<AutoencoderOptions>, string]>([
    ['a latent dimension of 0', { latentDim: 0 }, 'latentDim: expected a whole number of at least 1, got 0.'],
    ['a negative one', { latentDim: -1 }, 'latentDim'],
    ['a fractional one', { latentDim: 1.5 }, 'latentDim'],
    ['NaN', { latentDim: Number.NaN }, 'latentDim'],
    ['images too small for the strides', { imageShape: [3, 3, 1] }, 'imageShape: expected images large enough for 3'],
    [
      'an unknown corruption',
      { corruption: { kind: 'fog' as 'rows', fraction: 1 } },
      'corruption.kind: expected one of',
    ],
    ['a negative sigma', { corruption: { kind: 'gaussian', sigma: -1 } }, 'corruption.sigma'],
    ['an unknown loss', { loss: 'mae' as 'mse' }, 'loss: expected one of mse, bce, got "mae".'],
    [
      'a misspelt option',
      { corruptions: [] } as object,
      'options: expected no other options than imageShape, latentDim,',
    ],
    [
      'an option of dense layers only',
      { architecture: { kind: 'dense', strides: 2 } as never },
      'architecture: expected no',
    ],
    [
      'a misspelt level',
      { corruption: { kind: 'masking', sigma: 1 } as never },
      'corruption: expected no other options than',
    ],
    [
      'a network that is undefined',
      { encoder: undefined } as object,
      'encoder: expected a network: a LayersModel of tfjs-layers, got undefined.',
    ],
    [
      'cross-entropy of a linear output',
      { loss: 'bce', outputActivation: 'linear' },
      "outputActivation: expected 'sigmoid' for a loss of 'bce', got \"linear\".",
    ],
  ])('refuses %s, and leaves no tensor behind', (_, options, message) => {
    const before = tf.memory().numTensors;
    expect(() => new Autoencoder({ latentDim: 2, ...options })).toThrow(core.ArgumentError);
    expect(() => new Autoencoder({ latentDim: 2, ...options })).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses options of an architecture beside networks of your own', () => {
    const own = { ...ownNetworks([8, 8, 1], 1), latentDim: 99 };
    const message =
      'options: expected no other options than encoder, decoder, loss, corruption, penalty beside encoder';
    expect(() => new Autoencoder(own)).toThrow(`${message}, got "latentDim".`);
    const { latentDim, ...networks } = own;
    expect(() => new Autoencoder({ ...networks, architecture: { kind: 'dense' } } as never)).toThrow(
      'got "architecture"',
    );
    expect(() => new Autoencoder({ ...networks, seed: 1 } as never)).toThrow('got "seed"');
    expect(new Autoencoder(networks).toSaved().options).toEqual({ imageShape: [8, 8, 1], latentDim: 5, loss: 'mse' });
  });

  it('refuses networks that do not fit together', () => {
    const { encoder } = ownNetworks([8, 8, 1], 1);
    const { decoder } = ownNetworks([8, 9, 1], 1);
    expect(() => new Autoencoder({ encoder, decoder })).toThrow(
      'decoder.outputs: expected [n, 8, 8, 1] as the encoder takes',
    );
    const wide = sequential({ layers: [layers.dense({ units: 64, inputShape: [6] })] });
    expect(() => new Autoencoder({ encoder, decoder: wide })).toThrow(
      'decoder.inputs: expected [n, 5] as the encoder gives',
    );
  });

  it('refuses pixels outside [0, 1] for a sigmoid, and takes them for a linear output', async () => {
    const batch = () => ({ images: tf.fill([30, 8, 8, 1], 2) as tf.Tensor4D, indices: new Int32Array(30) });
    const bright: core.ImageDataset = { size: 30, imageShape: [8, 8, 1], classes: 0, batch };
    const architecture = { kind: 'dense', widths: [4] } as const;
    const make = (outputActivation: 'sigmoid' | 'linear') =>
      new Autoencoder({ imageShape: [8, 8, 1], latentDim: 2, architecture, outputActivation });
    await expect(make('sigmoid').fit(bright, { epochs: 1 })).rejects.toThrow(
      'data: expected pixels in [0, 1] for a decoder that ends in a sigmoid, got "[2, 2]".',
    );
    await make('linear').fit(bright, { epochs: 1 });
  });

  it('takes four convolutions, which is deep, and any widths, which may be heavy', async () => {
    const architecture = { kind: 'convolutional', widths: [2, 3, 4, 5], dense: [6] } as const;
    const deep = new Autoencoder({ latentDim: 3, architecture });
    const sizes = deep.encoder.layers.flatMap(({ outputShape: [, size, , channels] }) =>
      channels ? [[size, channels]] : [],
    );
    expect(new Set(sizes.map(String))).toEqual(new Set(['28,1', '14,2', '7,3', '4,4', '2,5']));
    const { epochs } = await deep.fit(syntheticDigits({ size: 20, seed: 1 }), { epochs: 1, batchSize: 10 });
    expect(epochs[0].train.loss).toBeGreaterThan(0);
  });

  it('learns clean images from corrupted ones, by the current level of a schedule', () => {
    const corruption = { kind: 'masking', fraction: [0.3, 0.9] } as const;
    const denoising = new Autoencoder({ ...tinyOptions, corruption });
    const images = core.randomUniform([3, 4, 4, 1], new core.Rng(1)) as tf.Tensor4D;
    const rng = () => new core.Rng(2);
    for (const progress of [0.2, 0.8, 1]) {
      const loss = tf.tidy(() => {
        const [objective] = denoising.step(core.adam()).objectives;
        const batch = { images, indices: new Int32Array(3) };
        return objective.loss(batch, new core.ForwardPass(rng(), { progress: () => progress })).loss.dataSync()[0];
      });
      const expected = tf.tidy(() => {
        const seen = core.corrupt(images, corruption, rng().split('corruption'), progress);
        return tf.mean(tf.squaredDifference(images, denoising.reconstruct(seen))).dataSync()[0];
      });
      expect(loss).toBeCloseTo(expected, 6);
    }
  });

  it('still is denoising and regularised when loaded', () => {
    const corruption = { kind: 'rows', fraction: 0.25 } as const;
    const penalty = { kind: 'l1', weight: 0.1 } as const;
    const loaded = Autoencoder.fromSaved(new Autoencoder({ ...tinyOptions, corruption, penalty }).toSaved());
    expect(loaded.corruption).toEqual(corruption);
    expect(loaded.penalty).toEqual(penalty);
    expect(loaded.toSaved().options).toMatchObject({ ...tinyOptions, corruption, penalty });
  });

  it('records the loss alone without a penalty', () => {
    const images = core.randomUniform([3, 4, 4, 1], new core.Rng(1)) as tf.Tensor4D;
    const [objective] = new Autoencoder(tinyOptions).step(core.adam()).objectives;
    const terms = objective.loss({ images, indices: new Int32Array(3) }, new core.ForwardPass(new core.Rng(2)));
    expect(Object.keys(terms)).toEqual(['loss']);
  });

  it('saves the options that it was made with', () => {
    const architecture = { kind: 'dense', widths: [4] } as const;
    const autoencoder = new Autoencoder({ imageShape: [8, 8, 1], latentDim: 2, architecture, seed: 3 });
    expect(autoencoder.toSaved().options).toEqual({
      imageShape: [8, 8, 1],
      latentDim: 2,
      architecture: { ...architecture, activation: 'relu', batchNormalization: false, dropout: 0 },
      codeActivation: 'linear',
      outputActivation: 'sigmoid',
      seed: 3,
      loss: 'mse',
    });
  });
});
