import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@ae-lab/core';
import { ADVERSARIAL_OBJECTIVES } from '@ae-lab/core/internal';
import { syntheticDigits } from '@ae-lab/datasets';
import { describeTrainable } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { Gan, type GanOptions } from './gan';

const optimizer = core.adam({ learningRate: 0.005, beta1: 0.5 });
const CONVOLUTIONAL: core.Architecture = { kind: 'convolutional', widths: [4, 6], dense: [], activation: 'leakyrelu' };
const DENSE: core.Architecture = { kind: 'dense', widths: [16], activation: 'leakyrelu' };

const make = (
  imageShape: core.ImageShape,
  seed: number,
  options: GanOptions = {},
  architecture: core.Architecture = CONVOLUTIONAL,
) =>
  new Gan({
    imageShape,
    seed,
    latentDim: 5,
    generatorArchitecture: architecture,
    discriminatorArchitecture: { ...architecture, batchNormalization: false, dropout: 0.1 },
    ...options,
  });

describeTrainable(
  'a Gan',
  {
    modelClass: Gan,
    make: (imageShape, seed) => make(imageShape, seed),
    fit: (model, data, seed) => model.fit(data, { epochs: 2, batchSize: 10, seed, optimizer }),
  },
  (model) => [model.generate(5, new core.Rng(9)), model.generate(5, new core.Rng(9), { averaged: false })],
  () => {
    it.each<core.ImageShape>([
      [12, 12, 1],
      [11, 13, 3],
    ])('makes images of %i x %i x %i in [0, 1] from codes, the same way each time', (...imageShape) => {
      const model = make(imageShape, 1);
      tf.tidy(() => {
        const codes = tf.mul(core.randomNormal([3, 5], new core.Rng(1)), 9) as tf.Tensor2D;
        const images = model.decode(codes);
        expect(images.shape).toEqual([3, ...imageShape]);
        expect(Array.from(model.decode(codes).dataSync())).toEqual(Array.from(images.dataSync()));
        expect(tf.min(images).dataSync()[0]).toBeGreaterThanOrEqual(0);
        expect(tf.max(images).dataSync()[0]).toBeLessThanOrEqual(1);
        expect(model.generate(2, new core.Rng(3)).dataSync()).not.toEqual(
          model.generate(2, new core.Rng(4)).dataSync(),
        );
      });
      model.dispose();
    });
  },
);

describeTrainable(
  'a conditional Wasserstein Gan',
  {
    modelClass: Gan,
    make: (imageShape, seed) =>
      make(imageShape, seed, { objective: 'wasserstein', classes: 10, movingAverage: 0 }, DENSE),
    fit: (model, data, seed) => model.fit(data, { epochs: 2, batchSize: 4, seed, optimizer }),
  },
  (model) => [model.generate(5, new core.Rng(9)), model.generate(3, new core.Rng(9), { labels: [0, 9, 4] })],
  () => {},
);

describe('a Gan', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const imageShape = [8, 8, 1] as const;
  const data = syntheticDigits({ size: 60, seed: 1, imageShape });
  const small = (options: GanOptions = {}) => make(imageShape, 1, options, DENSE);
  const values = (compute: () => tf.Tensor) => tf.tidy(() => Array.from(compute().dataSync()));

  it.each(ADVERSARIAL_OBJECTIVES)(
    'learns by the %s objective: its mean image comes near the mean of the data',
    async (objective) => {
      const gan = small({ objective, movingAverage: 0.9 });
      const { images } = data.batch(Array.from({ length: data.size }, (_, i) => i));
      const distance = () =>
        values(() =>
          tf.mean(tf.squaredDifference(tf.mean(images, 0), tf.mean(gan.generate(200, new core.Rng(5)), 0))),
        )[0];
      const before = distance();
      const { epochs } = await gan.fit(data, { epochs: 40, batchSize: 20, optimizer });
      expect(distance()).toBeLessThan(0.3 * before);
      expect(Object.keys(epochs[0].train).slice(0, 4)).toEqual([
        'generator.loss',
        'discriminator.loss',
        'discriminator.real',
        'discriminator.generated',
      ]);
      gan.dispose();
    },
  );

  it('teaches its discriminator to tell real images from those of a fixed generator', async () => {
    const gan = small();
    const { epochs } = await gan.fit(data, {
      ...{ epochs: 15, batchSize: 20 },
      optimizer: core.sgd({ learningRate: 0 }),
      discriminatorOptimizer: optimizer,
    });
    const { train } = epochs[14];
    expect(train['discriminator.real']).toBeGreaterThan(1);
    expect(train['discriminator.generated']).toBeLessThan(-1);
    expect(train['discriminator.loss']).toBeLessThan(0.5 * epochs[0].train['discriminator.loss']);
  });

  it('trains one network by each objective, and shows both the same generated images', () => {
    const gan = small();
    const batch = data.batch([0, 1, 2, 3]);
    const step = gan.step(optimizer, optimizer);
    expect(step.objectives.map(({ name, variables }) => [name, variables(batch)])).toEqual([
      ['generator', core.networkVariables([gan.generator], 'trainable')],
      ['discriminator', core.networkVariables([gan.discriminator], 'trainable')],
    ]);
    // Without dropout, the generator's -mean logit is that of the discriminator's generated images.
    const plain = new Gan({
      imageShape,
      latentDim: 5,
      generatorArchitecture: DENSE,
      discriminatorArchitecture: DENSE,
      objective: 'hinge',
    });
    const { objectives } = plain.step(optimizer, optimizer);
    const kept: Record<string, tf.Tensor> = {};
    const keep = (name: string, tensor: tf.Tensor) => {
      kept[name] = tensor;
    };
    const pass = (seed: number) => new core.ForwardPass(new core.Rng(seed), { kept: { all: kept, keep } });
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const { loss } = objectives[0].loss(batch, pass(1));
      const { generated } = objectives[1].loss(batch, pass(2));
      expect(generated.dataSync()[0]).toBeCloseTo(-loss.dataSync()[0], 5);
    });
    expect(tf.memory().numTensors).toBe(before);
    core.disposeBatch(batch);
  });

  it('keeps nothing of a step that fails after the first of its updates', async () => {
    const gan = small();
    const before = tf.memory().numTensors;
    const broken = {
      ...optimizer,
      update: () => {
        throw new Error('Broken.');
      },
    };
    await expect(gan.fit(data, { optimizer, discriminatorOptimizer: broken })).rejects.toThrow('Broken.');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('generates its images by the moving average, or by the current generator', async () => {
    const gan = small({ movingAverage: 0.9999 });
    const draw = (averaged?: boolean) => values(() => gan.generate(2, new core.Rng(1), { averaged }));
    expect(draw(true)).toEqual(draw(false));
    await gan.fit(data, { epochs: 2, batchSize: 20, optimizer });
    expect(draw()).toEqual(draw(true));
    expect(draw(true)).not.toEqual(draw(false));
    const plain = small({ movingAverage: 0 });
    await plain.fit(data, { epochs: 2, batchSize: 20, optimizer });
    expect(values(() => plain.generate(2, new core.Rng(1)))).toEqual(draw(false));
  });

  it('generates images of the class that the labels name', async () => {
    // Class 0 is black, class 1 white.
    const labels = Int32Array.from({ length: 40 }, (_, i) => i % 2);
    const plain: core.ImageDataset = {
      ...{ size: 40, imageShape, labels, classes: 2 },
      batch: (indices) => {
        const chosen = Int32Array.from(indices);
        const own = Int32Array.from(chosen, (i) => labels[i]);
        return tf.tidy(() => ({
          images: stackOf(own) as tf.Tensor4D,
          labels: tf.tensor1d(own, 'int32'),
          indices: chosen,
        }));
      },
    };
    const gan = small({ classes: 2, movingAverage: 0.9 });
    await gan.fit(plain, { epochs: 60, batchSize: 20, optimizer });
    const brightness = (label: number) =>
      values(() => tf.mean(gan.generate(20, new core.Rng(1), { labels: Array(20).fill(label) })))[0];
    expect(brightness(0)).toBeLessThan(0.25);
    expect(brightness(1)).toBeGreaterThan(0.75);
    expect(tf.tidy(() => gan.generate(3, new core.Rng(1)).shape)).toEqual([3, 8, 8, 1]);
  });

  it.each([{}, { movingAverage: 0 }, { objective: 'wasserstein', discriminatorSteps: 2 } as const])(
    'interrupted with %o, ends with the same weights and averages, bit for bit',
    async (options) => {
      const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
      const settings = { epochs: 4, batchSize: 16, optimizer, seed: 3 };
      const state = (gan: Gan) => gan.step(optimizer, optimizer).state.map((each) => Array.from(each.dataSync()));
      const whole = small(options);
      await whole.fit(data, settings);
      const first = small(options);
      const checkpoint = { place: join(folder, 'checkpoint') };
      const controller = new AbortController();
      const callbacks = [{ onEpochEnd: ({ epoch }: { epoch: number }) => void (epoch === 2 && controller.abort()) }];
      await first.fit(data, { ...settings, checkpoint, callbacks, signal: controller.signal });
      expect(state(first)).not.toEqual(state(whole));
      const second = small(options);
      await second.fit(data, { ...settings, checkpoint });
      expect(state(second)).toEqual(state(whole));
      await rm(folder, { recursive: true });
    },
  );

  it('takes any moving average of at least 0 and below 1', () => {
    expect(small({ movingAverage: 0.9999995 }).toSaved().options.movingAverage).toBe(0.9999995);
  });

  it('saves the options that it was made with and defaults of its objective, and loads with them', async () => {
    const gan = small({ objective: 'wasserstein', movingAverage: 0.9 });
    await gan.fit(data, { epochs: 1, batchSize: 20, optimizer });
    const { options, networks, tensors, className } = gan.toSaved();
    expect(options).toMatchObject({
      ...{ imageShape, latentDim: 5, seed: 1, outputActivation: 'tanh', classes: 0, realLabel: 1 },
      ...{ objective: 'wasserstein', gradientPenalty: 10, realGradientPenalty: 0, discriminatorSteps: 5 },
    });
    expect([Object.keys(networks), Object.keys(tensors)]).toEqual([
      ['generator', 'discriminator', 'average'],
      ['updates'],
    ]);
    const state = (model: Gan) => model.step(optimizer, optimizer).state.map((each) => Array.from(each.dataSync()));
    const expected = state(gan);
    const copies = Object.fromEntries(
      Object.entries(networks).map(([name, network]) => [name, core.copyNetwork(network)]),
    );
    const updates = tf.clone(tensors.updates);
    const owned = tf.memory().numTensors;
    const loaded = Gan.fromSaved({ className, options, networks: copies, tensors: { updates } });
    expect(tf.memory().numTensors).toBe(owned);
    expect(state(loaded)).toEqual(expected);
    expect(loaded.toSaved().options).toEqual(options);
  });

  it('loads a discriminator of version 0.1 that ends in a sigmoid', () => {
    const { discriminator, ...saved } = small({ movingAverage: 0 }).toSaved().networks;
    const sigmoid = sequential({ layers: [discriminator, layers.activation({ activation: 'sigmoid' })] });
    const options = { movingAverage: 0, imageShape, latentDim: 5 };
    const networks = { ...saved, discriminator: sigmoid };
    const loaded = Gan.fromSaved({ className: 'Gan', options, networks, tensors: {} });
    expect(tf.tidy(() => loaded.generate(1, new core.Rng(1)).shape)).toEqual([1, 8, 8, 1]);
  });

  it('stops early by a score of its images, and restores the best epoch', async () => {
    const gan = small();
    const scores = [3, 1, 2, 2];
    const draws: number[][] = [];
    const { bestEpoch, stopped, epochs } = await gan.fit(data, {
      ...{ epochs: 9, batchSize: 30, optimizer },
      earlyStopping: { monitor: 'distance', patience: 2 },
      evaluate: () => {
        draws.push(values(() => gan.generate(1, new core.Rng(1))));
        return { distance: scores[draws.length - 1] };
      },
    });
    expect({ bestEpoch, stopped }).toEqual({ bestEpoch: 2, stopped: 'early' });
    expect(epochs.map(({ validation }) => validation)).toEqual([
      { distance: 3 },
      { distance: 1 },
      { distance: 2 },
      { distance: 2 },
    ]);
    expect(values(() => gan.generate(1, new core.Rng(1)))).toEqual(draws[1]);
  });

  it.each([
    [
      'generator',
      "'generator.loss' became NaN at step 1 of epoch 1, as did 'discriminator.loss', 'discriminator.generated'",
    ],
    [
      'discriminator',
      "'generator.loss' became NaN at step 1 of epoch 1, as did 'discriminator.loss', 'discriminator.real', 'discriminator.generated'",
    ],
  ] as const)('names the loss terms that a NaN in the %s alone has spoilt', async (network, message) => {
    const gan = small();
    for (const weight of core.networkVariables([gan[network]], 'trainable'))
      tf.tidy(() => weight.assign(tf.fill(weight.shape, Number.NaN)));
    const before = tf.memory().numTensors;
    await expect(gan.fit(data, { epochs: 1, batchSize: 60, optimizer })).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('finds the codes of its own images, and codes as long as normal draws for others', async () => {
    const gan = small({ movingAverage: 0.9 });
    await gan.fit(data, { epochs: 5, batchSize: 20, optimizer });
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const images = gan.generate(4, new core.Rng(3));
      const codes = gan.project(images);
      expect(tf.mean(tf.squaredDifference(gan.decode(codes), images)).dataSync()[0]).toBeLessThan(1e-4);
      expect(Array.from(gan.project(images, { steps: 3 }).dataSync())).toEqual(
        Array.from(gan.project(images, { steps: 3 }).dataSync()),
      );
      const far = gan
        .project(tf.fill([2, 8, 8, 1], 1) as tf.Tensor4D, { steps: 1, learningRate: 10 })
        .arraySync() as number[][];
      for (const code of far) expect(Math.hypot(...code)).toBeLessThan(Math.sqrt(4.5) + Math.SQRT2 + 1e-3);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('finds the codes of images of several classes, in the order of the images', async () => {
    const gan = small({ classes: 10, movingAverage: 0 });
    await gan.fit(data, { epochs: 5, batchSize: 20, optimizer });
    tf.tidy(() => {
      const labels = [7, 2, 0, 7];
      const images = gan.generate(4, new core.Rng(3), { labels });
      const codes = gan.project(images, { labels, restarts: 1 });
      expect(tf.mean(tf.squaredDifference(gan.decode(codes, { labels }), images)).dataSync()[0]).toBeLessThan(1e-4);
    });
  });

  it('cannot search or train after its dispose()', async () => {
    const before = tf.memory().numTensors;
    const gan = small({ movingAverage: 0.9 });
    gan.dispose();
    gan.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(() => gan.discriminator).toThrow(core.DisposedError);
    expect(() => tf.tidy(() => gan.project(tf.zeros([1, 8, 8, 1])))).toThrow(core.DisposedError);
    await expect(gan.fit(data)).rejects.toThrow(core.DisposedError);
  });

  it('refuses images that it cannot learn', async () => {
    const bright: core.ImageDataset = {
      ...{ size: 30, imageShape, classes: 0 },
      batch: ({ length }) => ({
        images: tf.fill([length, 8, 8, 1], -1) as tf.Tensor4D,
        indices: new Int32Array(length),
      }),
    };
    await expect(small().fit(undefined as never)).rejects.toThrow('data: expected an ImageDataset');
    await expect(small().fit(bright)).rejects.toThrow(
      'data: expected pixels in [0, 1] for a generator that ends in a tanh',
    );
    await expect(small({ outputActivation: 'sigmoid' }).fit(bright)).rejects.toThrow('ends in a sigmoid');
    const other = syntheticDigits({ size: 24, seed: 6, imageShape: [8, 9, 1] });
    await expect(small().fit(other)).rejects.toThrow('data.imageShape: expected [8, 8, 1], got [8, 9, 1].');
    await expect(small().fit(data, { batchSize: 61 })).rejects.toThrow('batchSize: expected at most');
  });

  it('refuses missing and wrong labels and codes', async () => {
    const gan = small({ classes: 3 });
    const unlabelled: core.ImageDataset = {
      ...{ size: 60, imageShape, classes: 0 },
      batch: (indices) => data.batch(indices),
    };
    await expect(gan.fit(unlabelled)).rejects.toThrow(
      'data: expected images with labels, data.labels being an Int32Array of 60, got undefined.',
    );
    const labels = new Int32Array(60);
    const forgetful = (indices: ArrayLike<number>) => {
      const { labels: forgotten, ...batch } = data.batch(indices);
      forgotten?.dispose();
      return batch;
    };
    await expect(gan.fit({ ...unlabelled, labels, classes: 1, batch: forgetful })).rejects.toThrow(
      'batch.labels: expected an int32 tensor [n], got undefined.',
    );
    await expect(gan.fit(data)).rejects.toThrow('data.labels: expected classes from 0 to 2');
    tf.tidy(() => {
      const codes = tf.zeros([2, 5]) as tf.Tensor2D;
      expect(() => gan.decode(codes)).toThrow('labels: expected a label for each image of a conditional GAN');
      expect(() => gan.decode(codes, { labels: [1] })).toThrow('labels: expected 2 labels');
      expect(() => gan.decode(codes, { labels: [1, 3] })).toThrow('labels: expected classes from 0 to 2, got 3.');
      expect(() => gan.project(tf.zeros([2, 8, 8, 1]))).toThrow('labels: expected a label');
      expect(() => small().decode(codes, { labels: [1, 2] })).toThrow('labels: expected no labels');
      expect(() => small().decode(tf.zeros([2, 6]))).toThrow('codes: expected a tensor of shape [n, 5]');
      expect(() => small().project(tf.zeros([2, 8, 9, 1]))).toThrow(core.ArgumentError);
      expect(() => small().generate(0, new core.Rng(1))).toThrow('count');
      expect(() => gan.generate(3, 1 as never)).toThrow('rng: expected an Rng, such as new Rng(1), got 1.');
      const [misspelt, message] = [{ label: [1, 2] } as object, 'options: expected no other options than'];
      expect(() => gan.generate(2, new core.Rng(1), misspelt)).toThrow(`${message} labels, averaged, got "label".`);
      expect(() => gan.decode(codes, misspelt)).toThrow(message);
      expect(() => gan.decode(codes, { labels: 2 as never })).toThrow('labels: expected 2 labels, got 2.');
      expect(() => gan.project(tf.zeros([2, 8, 8, 1]), misspelt)).toThrow(`${message} steps, learningRate, restarts`);
    });
  });
});

/** Returns one image of 8 x 8 pixels for each value, which all its pixels have. */
function stackOf(values: Int32Array): tf.Tensor {
  return tf.mul(tf.ones([values.length, 8, 8, 1]), tf.reshape(tf.tensor1d(Float32Array.from(values)), [-1, 1, 1, 1]));
}
