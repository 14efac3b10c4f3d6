import * as core from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS, describeModel, expectGradient } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { VariationalAutoencoder, type VariationalAutoencoderOptions } from './variational-autoencoder';

const fit = (model: VariationalAutoencoder, data: core.ImageDataset, seed: number) =>
  model.fit(data, { epochs: 6, batchSize: 12, seed, optimizer: core.adam({ learningRate: 0.03 }) });

describeModel('a dense VariationalAutoencoder with a Gaussian likelihood', {
  modelClass: VariationalAutoencoder,
  make: (imageShape, seed) =>
    new VariationalAutoencoder({
      imageShape,
      seed,
      latentDim: 4,
      likelihood: 'gaussian',
      sigma: 0.15,
      beta: 0.5,
      warmup: 0.5,
      freeBits: 0.01,
      architecture: { kind: 'dense', widths: [32] },
    }),
  fit,
});

describeModel('a convolutional VariationalAutoencoder', {
  modelClass: VariationalAutoencoder,
  make: (imageShape, seed) =>
    new VariationalAutoencoder({
      imageShape,
      seed,
      latentDim: 4,
      beta: 0.2,
      architecture: { kind: 'convolutional', widths: [4], dense: [16] },
    }),
  fit,
});

/** Two networks of stock layers. */
function ownNetworks(
  imageShape: core.ImageShape,
  seed: number,
  outputs = 6,
): { encoder: LayersModel; decoder: LayersModel } {
  const pixels = imageShape[0] * imageShape[1] * imageShape[2];
  const kernelInitializer = { className: 'GlorotUniform', config: { seed } } as never;
  const dense = (units: number, inputs: number, activation: 'linear' | 'relu' | 'sigmoid') =>
    layers.dense({ units, activation, inputShape: [inputs], kernelInitializer });
  return {
    encoder: sequential({
      layers: [
        layers.flatten({ inputShape: [...imageShape] }),
        dense(30, pixels, 'relu'),
        dense(outputs, 30, 'linear'),
      ],
    }),
    decoder: sequential({ layers: [dense(pixels, 3, 'sigmoid'), layers.reshape({ targetShape: [...imageShape] })] }),
  };
}

/** A network without hidden layers on images of 2 x 2 pixels, if not told otherwise. */
function tiny(options: Partial<VariationalAutoencoderOptions> = {}): VariationalAutoencoder {
  const architecture = { kind: 'dense', widths: [] } as const;
  return new VariationalAutoencoder({ imageShape: [2, 2, 1], latentDim: 2, seed: 1, architecture, ...options });
}

function someImages(count = 3, imageShape: core.ImageShape = [2, 2, 1]): core.ImageBatch {
  const images = core.randomUniform([count, ...imageShape], new core.Rng(2)) as tf.Tensor4D;
  return { images, indices: new Int32Array(count) };
}

/** The loss terms of a batch of {@link someImages}, as numbers. */
function termsOf(model: VariationalAutoencoder, progress = 1, seed = 3): Record<string, number> {
  const { images, indices } = someImages();
  const terms = tf.tidy(() => {
    const losses = model
      .step(core.sgd())
      .objectives[0].loss({ images, indices }, new core.ForwardPass(new core.Rng(seed), { progress: () => progress }));
    return Object.entries(losses).map(([name, value]) => [name, value.dataSync()[0]] as const);
  });
  images.dispose();
  return Object.fromEntries(terms);
}

describe.each(BACKENDS)('the loss of a VariationalAutoencoder on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it.each(['bernoulli', 'gaussian'] as const)(
    'with a %s likelihood is that of plain loops in float64',
    (likelihood) => {
      const model = tiny({ likelihood, sigma: 0.2, beta: 3 });
      const [encoderKernel, encoderBias, decoderKernel, decoderBias] = [model.encoder, model.decoder].flatMap(
        (network) => network.getWeights().map((weight) => weight.arraySync() as number[] | number[][]),
      ) as [number[][], number[], number[][], number[]];
      const product = (x: number[], kernel: number[][], bias: number[]) =>
        bias.map((b, j) => x.reduce((sum, value, i) => sum + value * kernel[i][j], b));
      const { images } = someImages();
      const pixels = tf.tidy(() => tf.reshape(images, [3, 4]).arraySync()) as number[][];
      images.dispose();
      const noise = new core.Rng(3).split('codes').normals(6);
      let [reconstruction, kl] = [0, 0];
      pixels.forEach((x, n) => {
        const encoded = product(x, encoderKernel, encoderBias);
        const code = [0, 1].map((j) => encoded[j] + Math.exp(encoded[2 + j] / 2) * noise[2 * n + j]);
        for (const j of [0, 1]) kl += (encoded[j] ** 2 + Math.exp(encoded[2 + j]) - 1 - encoded[2 + j]) / 2 / 3;
        product(code, decoderKernel, decoderBias).forEach((logit, i) => {
          const p = 1 / (1 + Math.exp(-logit));
          const bernoulli = -x[i] * Math.log(p) - (1 - x[i]) * Math.log(1 - p);
          const gaussian = (x[i] - p) ** 2 / (2 * 0.2 ** 2) + Math.log(0.2 * Math.sqrt(2 * Math.PI));
          reconstruction += (likelihood === 'bernoulli' ? bernoulli : gaussian) / 3;
        });
      });
      const terms = termsOf(model);
      expect(Object.keys(terms)).toEqual(['loss', 'reconstruction', 'kl']);
      expect(terms.reconstruction).toBeCloseTo(reconstruction, 4);
      expect(terms.kl).toBeCloseTo(kl, 4);
      expect(terms.loss).toBeCloseTo(reconstruction + 3 * kl, 4);
      model.dispose();
    },
  );
});

describe('VariationalAutoencoder', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each<[string, Partial<VariationalAutoencoderOptions>, number]>([
    ['a Bernoulli likelihood', {}, 1],
    ['a Gaussian likelihood', { likelihood: 'gaussian', sigma: 0.3 }, 1],
    ['beta 4 in the middle of a warm-up', { beta: 4, warmup: 0.5 }, 0.2],
    ['beta 0', { beta: 0 }, 1],
    ['free bits for some', { freeBits: 0.15 }, 1],
  ])('has the gradient of its loss with %s', (_, options, progress) => {
    const architecture = { kind: 'dense', widths: [5], activation: 'tanh' } as const;
    const model = tiny({ architecture, ...options });
    expectGradient(
      model.step(core.sgd()),
      someImages(),
      () => new core.ForwardPass(new core.Rng(3), { progress: () => progress }),
      5e-3,
    );
  });

  it('warms beta up linearly', () => {
    const model = tiny({ beta: 2, warmup: 0.4 });
    for (const [progress, beta] of [
      [0, 0],
      [0.1, 0.5],
      [0.4, 2],
      [0.7, 2],
    ]) {
      const { loss, reconstruction, kl } = termsOf(model, progress);
      expect(loss).toBeCloseTo(reconstruction + beta * kl, 5);
    }
  });

  it('with beta 0 minimises the reconstruction alone, and still records the divergence', () => {
    const { loss, reconstruction, kl } = termsOf(tiny({ beta: 0 }));
    expect(loss).toBe(reconstruction);
    expect(kl).toBeGreaterThan(0);
  });

  it('counts at least the free nats for each element of the code', () => {
    const model = tiny();
    // Means and log variances from the biases alone: one element has a divergence of 0.5, the other of 0.
    tf.tidy(() => model.encoder.setWeights([tf.zeros([4, 4]), tf.tensor1d([1, 0, 0, 0])]));
    const weights = model.encoder.getWeights();
    const withFreeBits = (freeBits: number) => {
      const other = tiny({ freeBits, beta: 2 });
      other.encoder.setWeights(weights);
      const { loss, reconstruction, kl } = termsOf(other);
      expect(kl).toBeCloseTo(0.5, 5);
      return (loss - reconstruction) / 2;
    };
    expect(withFreeBits(0)).toBeCloseTo(0.5, 5);
    expect(withFreeBits(0.2)).toBeCloseTo(0.7, 5);
    expect(withFreeBits(0.6)).toBeCloseTo(1.2, 5);
  });

  it('draws codes with the mean and variance of the posterior', () => {
    const model = tiny();
    const count = 20_000;
    const codes = tf.tidy(() => {
      const logVariance = tf.fill([count, 2], Math.log(0.25)) as tf.Tensor2D;
      return Array.from(
        model.sample({ mean: tf.ones([count, 2]) as tf.Tensor2D, logVariance }, new core.Rng(1)).dataSync(),
      );
    });
    const mean = codes.reduce((sum, z) => sum + z, 0) / codes.length;
    const variance = codes.reduce((sum, z) => sum + (z - mean) ** 2, 0) / codes.length;
    expect(mean).toBeCloseTo(1, 2);
    expect(variance).toBeCloseTo(0.25, 2);
  });

  it('has the posterior whose means are the codes, and the likelihood that it trains', () => {
    const model = tiny({ likelihood: 'gaussian' });
    const before = tf.memory().numTensors;
    const { images } = someImages();
    const posterior = model.posterior(images);
    const [mean, code] = [posterior.mean, model.encode(images)].map((tensor) => Array.from(tensor.dataSync()));
    expect(posterior.logVariance.shape).toEqual([3, 2]);
    expect(code).toEqual(mean);
    const likelihood = tf.tidy(() => {
      const codes = model.sample(posterior, new core.Rng(3).split('codes'));
      return Array.from(model.logLikelihood(images, codes).dataSync());
    });
    const average = likelihood.reduce((sum, value) => sum + value) / 3;
    expect(-average).toBeCloseTo(termsOf(model).reconstruction, 4);
    expect(tf.memory().numTensors).toBe(before + 4);
  });

  it('is restored with its objective', () => {
    const options = { likelihood: 'gaussian', sigma: 0.3, beta: 0, warmup: 0.2, freeBits: 0.1 } as const;
    const model = tiny(options);
    const loaded = VariationalAutoencoder.fromSaved(model.toSaved());
    expect(termsOf(loaded)).toEqual(termsOf(model));
    expect(loaded.toSaved().options).toMatchObject(options);
    expect(loaded).toMatchObject(options);
  });

  it.each<[string, Partial<VariationalAutoencoderOptions>, string]>([
    [
      'an unknown likelihood',
      { likelihood: 'laplace' as 'gaussian' },
      'likelihood: expected one of bernoulli, gaussian',
    ],
    ['a sigma of 0', { sigma: 0 }, 'sigma: expected a finite number above 0, got 0.'],
    ['a negative beta', { beta: -1 }, 'beta: expected a finite number of at least 0, got -1.'],
    ['negative free bits', { freeBits: -0.1 }, 'freeBits'],
    ['an option of another model', { corruption: { kind: 'masking', fraction: 0.5 } } as object, 'got "corruption"'],
    ['a warm-up longer than the training', { warmup: 1.5 }, 'warmup'],
    ['a latent dimension of 0', { latentDim: 0 }, 'latentDim'],
    [
      'a linear output with a Bernoulli likelihood',
      { outputActivation: 'linear' },
      "outputActivation: expected 'sigmoid'",
    ],
  ])('refuses %s, and leaves no tensor behind', (_, options, message) => {
    const before = tf.memory().numTensors;
    expect(() => tiny(options)).toThrow(core.ArgumentError);
    expect(() => tiny(options)).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes networks of your own, and copies the encoder of their means', async () => {
    const model = new VariationalAutoencoder(ownNetworks([4, 4, 1], 1));
    expect(model.latentDim).toBe(3);
    await model.fit(syntheticDigits({ size: 20, seed: 1, imageShape: [4, 4, 1] }), { epochs: 1, batchSize: 10 });
    const { images } = someImages(3, [4, 4, 1]);
    const [codes, means] = [model.encode(images), model.copyEncoder().apply(images) as tf.Tensor2D];
    expect(means.arraySync()).toEqual(codes.arraySync());
  });

  it('refuses an encoder without a variance for each mean', () => {
    expect(() => new VariationalAutoencoder(ownNetworks([4, 4, 1], 1, 7))).toThrow('codes of shape [n, 2 latentDim]');
    expect(() => new VariationalAutoencoder(ownNetworks([4, 4, 1], 1, 8))).toThrow(
      'decoder.inputs: expected [n, 4] as the encoder gives',
    );
  });

  it('refuses images that a Bernoulli distribution cannot have', async () => {
    const images = () => tf.fill([30, 2, 2, 1], 2) as tf.Tensor4D;
    const bright = {
      size: 30,
      imageShape: [2, 2, 1],
      classes: 0,
      batch: () => ({ images: images(), indices: new Int32Array(30) }),
    };
    await expect(tiny().fit(bright as unknown as core.ImageDataset)).rejects.toThrow('data: expected pixels in [0, 1]');
  });

  it('validates with the evidence lower bound, whatever the warm-up', async () => {
    const data = syntheticDigits({ size: 40, seed: 1, imageShape: [8, 8, 1] });
    const model = tiny({ imageShape: [8, 8, 1], warmup: 1 });
    const { epochs } = await model.fit(data, { epochs: 1, batchSize: 20, validation: data });
    const { loss, reconstruction, kl } = epochs[0].validation!;
    expect(loss).toBeCloseTo(reconstruction + kl, 4);
    expect(epochs[0].train.loss).toBeLessThan(epochs[0].train.reconstruction + epochs[0].train.kl);
  });
});
