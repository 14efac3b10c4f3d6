import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Architecture,
  ArgumentError,
  adam,
  disposeBatch,
  ForwardPass,
  type ImageDataset,
  type ImageShape,
  networkVariables,
  Rng,
  randomNormal,
  sgd,
} from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { describeTrainable } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADVERSARIAL_OBJECTIVES } from './adversarial-loss';
import { Gan, type GanOptions } from './gan';

const optimizer = adam({ learningRate: 0.005, beta1: 0.5 });
const CONVOLUTIONAL: Architecture = { kind: 'convolutional', widths: [4, 6], dense: [], activation: 'leakyrelu' };
const DENSE: Architecture = { kind: 'dense', widths: [16], activation: 'leakyrelu' };

const make = (
  imageShape: ImageShape,
  seed: number,
  options: GanOptions = {},
  architecture: Architecture = CONVOLUTIONAL,
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
  (model) => [model.generate(5, new Rng(9)), model.generate(5, new Rng(9), { averaged: false })],
  () => {
    it.each<ImageShape>([
      [12, 12, 1],
      [11, 13, 3],
    ])('makes images of %i x %i x %i in [0, 1] from codes, the same way each time', (...imageShape) => {
      const model = make(imageShape, 1);
      tf.tidy(() => {
        const codes = tf.mul(randomNormal([3, 5], new Rng(1)), 9) as tf.Tensor2D;
        const images = model.decode(codes);
        expect(images.shape).toEqual([3, ...imageShape]);
        expect(Array.from(model.decode(codes).dataSync())).toEqual(Array.from(images.dataSync()));
        expect(tf.min(images).dataSync()[0]).toBeGreaterThanOrEqual(0);
        expect(tf.max(images).dataSync()[0]).toBeLessThanOrEqual(1);
        expect(model.generate(2, new Rng(3)).dataSync()).not.toEqual(model.generate(2, new Rng(4)).dataSync());
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
  (model) => [model.generate(5, new Rng(9)), model.generate(3, new Rng(9), { labels: [0, 9, 4] })],
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
        values(() => tf.mean(tf.squaredDifference(tf.mean(images, 0), tf.mean(gan.generate(200, new Rng(5)), 0))))[0];
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

  it('lets its discriminator tell real images from those of a generator that stands still', async () => {
    const gan = small();
    const { epochs } = await gan.fit(data, {
      ...{ epochs: 15, batchSize: 20 },
      optimizer: sgd({ learningRate: 0 }),
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
      ['generator', networkVariables([gan.generator], 'trainable')],
      ['discriminator', networkVariables([gan.discriminator], 'trainable')],
    ]);
    // Without dropout, the generator's -mean logit is that of the discriminator's generated images.
    const plain = new Gan({
      imageShape,
      latentDim: 5,
      generatorArchitecture: DENSE,
      discriminatorArchitecture: DENSE,
      objective: 'hinge',
    });
    const { objectives, release } = plain.step(optimizer, optimizer);
    const pass = (seed: number) => new ForwardPass(new Rng(seed), [plain.generator]);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const { loss } = objectives[0].loss(batch, pass(1));
      const { generated } = objectives[1].loss(batch, pass(2));
      expect(generated.dataSync()[0]).toBeCloseTo(-loss.dataSync()[0], 5);
    });
    release?.();
    expect(tf.memory().numTensors).toBe(before);
    disposeBatch(batch);
  });

  it('keeps nothing of a step that fails behind the first of its updates', async () => {
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

  it('makes its images by the moving average, or by the generator as it stands', async () => {
    const gan = small({ movingAverage: 0.9999 });
    const draw = (averaged?: boolean) => values(() => gan.generate(2, new Rng(1), { averaged }));
    expect(draw(true)).toEqual(draw(false));
    await gan.fit(data, { epochs: 2, batchSize: 20, optimizer });
    expect(draw()).toEqual(draw(true));
    expect(draw(true)).not.toEqual(draw(false));
    const plain = small({ movingAverage: 0 });
    await plain.fit(data, { epochs: 2, batchSize: 20, optimizer });
    expect(values(() => plain.generate(2, new Rng(1)))).toEqual(draw(false));
  });

  it('of several classes makes images of the one asked for', async () => {
    // Class 0 is black, class 1 white.
    const labels = Int32Array.from({ length: 40 }, (_, i) => i % 2);
    const plain: ImageDataset = {
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
      values(() => tf.mean(gan.generate(20, new Rng(1), { labels: Array(20).fill(label) })))[0];
    expect(brightness(0)).toBeLessThan(0.25);
    expect(brightness(1)).toBeGreaterThan(0.75);
    expect(tf.tidy(() => gan.generate(3, new Rng(1)).shape)).toEqual([3, 8, 8, 1]);
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

  it('stops early by a score of its images, and has the best epoch again', async () => {
    const gan = small();
    const scores = [3, 1, 2, 2];
    const draws: number[][] = [];
    const { bestEpoch, stopped, epochs } = await gan.fit(data, {
      ...{ epochs: 9, batchSize: 30, optimizer },
      earlyStopping: { monitor: 'distance', patience: 2 },
      evaluate: () => {
        draws.push(values(() => gan.generate(1, new Rng(1))));
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
    expect(values(() => gan.generate(1, new Rng(1)))).toEqual(draws[1]);
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
  ] as const)('names what a NaN in the %s alone has spoilt', async (network, message) => {
    const gan = small();
    for (const weight of networkVariables([gan[network]], 'trainable'))
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
      const images = gan.generate(4, new Rng(3));
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

  it('finds codes of images of several classes, each in its place', async () => {
    const gan = small({ classes: 10, movingAverage: 0 });
    await gan.fit(data, { epochs: 5, batchSize: 20, optimizer });
    tf.tidy(() => {
      const labels = [7, 2, 0, 7];
      const images = gan.generate(4, new Rng(3), { labels });
      const codes = gan.project(images, { labels, restarts: 1 });
      expect(tf.mean(tf.squaredDifference(gan.decode(codes, { labels }), images)).dataSync()[0]).toBeLessThan(1e-4);
    });
  });

  it('refuses images that it cannot learn', async () => {
    const bright: ImageDataset = {
      ...{ size: 30, imageShape, classes: 0 },
      batch: ({ length }) => ({
        images: tf.fill([length, 8, 8, 1], -1) as tf.Tensor4D,
        indices: new Int32Array(length),
      }),
    };
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
    const unlabelled: ImageDataset = {
      ...{ size: 60, imageShape, classes: 0 },
      batch: (indices) => data.batch(indices),
    };
    await expect(gan.fit(unlabelled)).rejects.toThrow(
      'data: expected images with labels, data.labels being an Int32Array, got undefined.',
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
      expect(() => small().project(tf.zeros([2, 8, 9, 1]))).toThrow(ArgumentError);
      expect(() => small().generate(0, new Rng(1))).toThrow('count');
      expect(() => gan.generate(3, 1 as never)).toThrow('rng: expected an Rng, such as new Rng(1), got 1.');
      const [misspelt, message] = [{ label: [1, 2] } as object, 'options: expected no other options than'];
      expect(() => gan.generate(2, new Rng(1), misspelt)).toThrow(`${message} labels, averaged, got "label".`);
      expect(() => gan.decode(codes, misspelt)).toThrow(message);
      expect(() => gan.decode(codes, { labels: 2 as never })).toThrow('labels: expected 2 labels, got 2.');
      expect(() => gan.project(tf.zeros([2, 8, 8, 1]), misspelt)).toThrow(`${message} steps, learningRate, restarts`);
    });
  });
});

/** One image of 8 x 8 pixels for each value, of which all pixels are. */
function stackOf(values: Int32Array): tf.Tensor {
  return tf.mul(tf.ones([values.length, 8, 8, 1]), tf.reshape(tf.tensor1d(Float32Array.from(values)), [-1, 1, 1, 1]));
}
