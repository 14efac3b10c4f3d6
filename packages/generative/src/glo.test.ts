import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@ae-lab/core';
import { type ArrayDataset, syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS, describeModel } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { Glo } from './glo';
import type { GloFitOptions } from './glo-fit-options';
import type { GloOptions } from './glo-network';

const DENSE: core.Architecture = { kind: 'dense', widths: [32], activation: 'leakyrelu' };
const imageShape: core.ImageShape = [12, 12, 1];
const digits = (size: number, seed = 1) => syntheticDigits({ size, seed, imageShape });
const search = { steps: 25, learningRate: 0.1 };
const small = (options: GloOptions = {}) =>
  new Glo({ imageShape, latentDim: 5, architecture: DENSE, search, ...options });
const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

/** Learning rates and numbers of epochs for few images. */
const fast = (seed: number): GloFitOptions => ({
  epochs: 20,
  batchSize: 12,
  seed,
  optimizer: core.adam({ learningRate: 0.01 }),
  codeOptimizer: core.adam({ learningRate: 0.05 }),
});
const fit = (model: Glo, data: core.ImageDataset, seed: number) => model.fit(data, fast(seed));

describeModel('a Glo on the sphere', {
  modelClass: Glo,
  make: (shape, seed) => small({ imageShape: shape, seed }),
  fit,
});

describeModel('a Glo in the ball with tanh, batch normalisation and the loss of Laplacian pyramids', {
  modelClass: Glo,
  make: (shape, seed) =>
    small({
      imageShape: shape,
      seed,
      codeSpace: 'ball',
      loss: 'laplacian',
      outputActivation: 'tanh',
      architecture: { ...DENSE, batchNormalization: true },
    }),
  fit,
  backends: BACKENDS.filter(([name]) => name === 'wasm'),
});

describe.each(BACKENDS)('Glo on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it.each(['sphere', 'ball'] as const)('holds its codes in the %s', async (codeSpace) => {
    const data = digits(24);
    const model = small({ codeSpace });
    await model.fit(data, { ...fast(1), epochs: 2, codes: inTheBall(24) });
    const { values: numbers, dimension } = model.codes;
    const lengths = Array.from({ length: 24 }, (_, i) =>
      Math.hypot(...numbers.slice(i * dimension, (i + 1) * dimension)),
    );
    expect(Math.max(...lengths)).toBeLessThan(1 + 1e-5);
    if (codeSpace === 'sphere') expect(Math.min(...lengths)).toBeGreaterThan(1 - 1e-5);
    else expect(Math.min(...lengths)).toBeLessThan(0.9);
    model.dispose();
  });

  it('updates codes as Adam over dense gradients of all of them does', async () => {
    const [size, batchSize, latentDim] = [12, 4, 5];
    const data = digits(size);
    const codes = inTheBall(size);
    const model = small({ codeSpace: 'ball' });
    const frozen = { optimizer: core.sgd({ learningRate: 0 }), codeOptimizer: core.adam({ learningRate: 0.02 }) };
    await model.fit(data, { epochs: 3, batchSize, codes, ...frozen });

    const table = Float64Array.from(codes.values);
    const project = () => {
      for (let row = 0; row < table.length; row += latentDim) {
        const length = Math.max(1, Math.hypot(...table.subarray(row, row + latentDim)));
        for (let i = row; i < row + latentDim; i++) table[i] /= length;
      }
    };
    project();
    const [first, second] = [new Float64Array(table.length), new Float64Array(table.length)];
    for (let epoch = 1; epoch <= 3; epoch++) {
      onAll(data, (images) => {
        const loss = (all: tf.Tensor) => tf.mean(tf.squaredDifference(images, model.decode(all as tf.Tensor2D)));
        const gradients = tf
          .grad(loss)(tf.tensor2d(Float32Array.from(table), [size, latentDim]))
          .dataSync();
        gradients.forEach((meanOverAll, i) => {
          const gradient = (meanOverAll * size) / batchSize;
          first[i] = 0.9 * first[i] + 0.1 * gradient;
          second[i] = 0.999 * second[i] + 0.001 * gradient ** 2;
          const root = Math.sqrt(second[i] / (1 - 0.999 ** epoch));
          table[i] -= (0.02 * first[i]) / (1 - 0.9 ** epoch) / (root + 1e-7);
        });
      });
      project();
    }
    expect(Array.from(model.codes.values)).toEqual(Array.from(table, (value) => expect.closeTo(value, 4)));
    model.dispose();
  });

  it('resumes an interrupted training bit for bit', async () => {
    const data = digits(24);
    const place = join(await mkdtemp(join(tmpdir(), 'ae-lab-')), 'checkpoint');
    const options = { ...fast(2), epochs: 5, validation: digits(3, 9), earlyStopping: { patience: 4 } };
    const architecture = { ...DENSE, batchNormalization: true };
    const result = (model: Glo) => {
      const weights = model.generator.getWeights().map(values);
      const { values: codes } = model.codes;
      model.dispose();
      return { weights, codes };
    };
    const whole = small({ architecture });
    await whole.fit(data, options);

    const stopped = small({ architecture });
    const controller = new AbortController();
    const onEpochEnd = ({ epoch }: core.EpochRecord) => void (epoch === 2 && controller.abort());
    const { signal } = controller;
    await stopped.fit(data, { ...options, checkpoint: { place }, signal, callbacks: [{ onEpochEnd }] });
    stopped.dispose();
    const resumed = small({ architecture });
    await resumed.fit(data, { ...options, checkpoint: { place } });
    expect(result(resumed)).toEqual(result(whole));
    await rm(join(place, '..'), { recursive: true });
  });

  it('encodes training images nearly as well as training did, and better with more steps', async () => {
    const data = digits(24);
    const model = small();
    await model.fit(data, { ...fast(1), epochs: 60 });
    const [trained, few, many] = onAll(data, (images) =>
      [
        model.decode(model.codesAt(range(24))),
        model.reconstruct(images, { steps: 1 }),
        model.reconstruct(images, { steps: 100 }),
      ].map((decoded) => tf.mean(tf.squaredDifference(images, decoded)).dataSync()[0]),
    );
    expect(many).toBeLessThanOrEqual(few);
    expect(many).toBeLessThan(1.1 * trained);
    model.dispose();
  });

  it('keeps its codes through a save, and continues from them', async () => {
    const place = join(await mkdtemp(join(tmpdir(), 'ae-lab-')), 'model');
    const data = digits(24);
    const model = small();
    await model.fit(data, fast(1));
    await model.save(place);
    const loaded = await Glo.load(place);
    expect(loaded.codes).toEqual(model.codes);
    await loaded.fit(data, STILL);
    expect(Array.from(loaded.codes.values)).toEqual(close(model.codes.values));
    for (const each of [model, loaded]) each.dispose();
    await rm(join(place, '..'), { recursive: true });
  });

  it('compares the features of an extractor, which a loaded model needs again', async () => {
    const place = join(await mkdtemp(join(tmpdir(), 'ae-lab-')), 'model');
    const data = digits(12);
    const model = small({ loss: 'perceptual', featureExtractor: brightness });
    const { epochs } = await model.fit(data, fast(1));
    expect(epochs[19].train.loss).toBeLessThan(epochs[0].train.loss);
    await model.save(place);
    const loaded = await Glo.load(place);
    onAll(data, (images) => {
      expect(() => loaded.encode(images)).toThrow("featureExtractor: expected one for the loss 'perceptual'");
      loaded.featureExtractor = brightness;
      expect(values(loaded.encode(images))).toEqual(close(values(model.encode(images))));
    });
    for (const each of [model, loaded]) each.dispose();
    await rm(join(place, '..'), { recursive: true });
  });
});

describe('a Glo', () => {
  beforeAll(async () => {
    await BACKENDS[1][1]();
  });

  it('starts from given codes, projected to its space', async () => {
    const model = small();
    const codes = inTheBall(3);
    await model.fit(digits(3), { ...STILL, codes });
    const expected = range(3).flatMap((row) => {
      const code = Array.from(codes.values.subarray(5 * row, 5 * row + 5));
      return code.map((value) => value / Math.hypot(...code));
    });
    expect(Array.from(model.codes.values)).toEqual(close(expected));
    await model.fit(digits(2), { ...STILL, codes: { values: new Array(10).fill(3), dimension: 5 } });
    expect(Array.from(model.codes.values)).toEqual(close(new Array(10).fill(5 ** -0.5)));
    model.dispose();
  });

  it('draws images from a distribution fitted to its codes', async () => {
    const model = small();
    await model.fit(digits(24), fast(1));
    const mixture = await core.fitGaussianMixture(model.codes, { components: 2, seed: 1 });
    const images = core.sampleFrom(model, mixture, 3, new core.Rng(1));
    expect(images.shape).toEqual([3, 12, 12, 1]);
    images.dispose();
    model.dispose();
  });

  it('maps the images of a tanh from [-1, 1] to [0, 1]', () => {
    const { generator } = small({ outputActivation: 'tanh' });
    const model = new Glo({ generator });
    tf.tidy(() => {
      const codes = tf.tensor2d(inTheBall(4).values, [4, 5]);
      const expected = values(generator.apply(codes) as tf.Tensor).map((value) => (value + 1) / 2);
      expect(values(model.decode(codes))).toEqual(close(expected));
    });
    model.dispose();
  });

  it('returns the codes at indices, and refuses indices without one', async () => {
    const model = small();
    expect(() => model.codes).toThrow('Glo: expected a call of fit() before');
    await model.fit(digits(4), { epochs: 1 });
    const { values: all } = model.codes;
    const rows = model.codesAt([3, 0]);
    expect(values(rows)).toEqual([...all.subarray(15), ...all.subarray(0, 5)]);
    rows.dispose();
    expect(() => model.codesAt([4])).toThrow('indices: expected a whole number from 0 to 3, got 4.');
    expect(() => model.codesAt(4 as never)).toThrow('indices: expected an array of whole numbers, got 4.');
    const search = { step: 1 } as object;
    tf.tidy(() => {
      const message = 'options: expected no other options than steps, learningRate, restarts, got "step".';
      expect(() => model.encode(tf.zeros([1, ...model.imageShape]), search)).toThrow(message);
    });
    expect(() => small({ search })).toThrow('search: expected no other options than steps');
    model.dispose();
  });

  it('has no codes after its dispose()', async () => {
    const before = tf.memory().numTensors;
    const model = small();
    await model.fit(digits(4), { epochs: 1 });
    model.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
    for (const use of [() => model.codes, () => model.codesAt([0]), () => model.generator]) {
      expect(use).toThrow(core.DisposedError);
    }
    await expect(model.fit(digits(4))).rejects.toThrow(core.DisposedError);
  });

  it.each<[string, () => GloFitOptions, string]>([
    [
      'codes of another size',
      () => ({ codes: { values: new Array(16).fill(0.1), dimension: 4 } }),
      'codes.dimension: expected 5, got 4.',
    ],
    ['too few codes', () => ({ codes: inTheBall(3) }), 'codes: expected 4, one for each image, got 3.'],
    [
      'codes that are not numbers',
      () => ({ codes: { values: new Array(20).fill(Number.NaN), dimension: 5 } }),
      'codes.values: expected finite numbers',
    ],
    [
      'a batch larger than the data',
      () => ({ batchSize: 5 }),
      'batchSize: expected at most the number of training samples, 4',
    ],
    ['validation images out of range', () => ({ validation: filledWith(2) }), 'validation: expected pixels in [0, 1]'],
  ])('refuses %s', async (_, options, message) => {
    const model = small();
    const training = model.fit(digits(4), options());
    await expect(training).rejects.toThrow(core.ArgumentError);
    await expect(training).rejects.toThrow(message);
    model.dispose();
  });

  it.each<[string, GloFitOptions]>([
    ['before its first training', {}],
    ['with codes to start from', { codes: inTheBall(4) }],
  ])('keeps its codes when something is refused %s', async (_, options) => {
    const model = small();
    if (options.codes) await model.fit(digits(4), { epochs: 1 });
    const before = options.codes && model.codes;
    const owned = tf.memory().numTensors;
    await expect(model.fit(digits(4), { ...options, batchSize: 5 })).rejects.toThrow('batchSize');
    expect(tf.memory().numTensors).toBe(owned);
    if (before) expect(model.codes).toEqual(before);
    else expect(() => model.codes).toThrow('Glo: expected a call of fit() before');
    model.dispose();
  });

  it('keeps the new codes when a callback ends the training by an error', async () => {
    const model = small();
    await model.fit(digits(4), STILL);
    const onEpochEnd = () => {
      throw new Error('No space left.');
    };
    const owned = tf.memory().numTensors;
    const codes = { values: new Array(20).fill(3), dimension: 5 };
    await expect(model.fit(digits(4), { ...STILL, codes, callbacks: [{ onEpochEnd }] })).rejects.toThrow(
      'No space left.',
    );
    expect(Array.from(model.codes.values)).toEqual(close(new Array(20).fill(5 ** -0.5)));
    expect(tf.memory().numTensors).toBe(owned);
    model.dispose();
  });

  it('refuses images out of range, and more images than codes', async () => {
    const model = small();
    await expect(model.fit(undefined as never)).rejects.toThrow('data: expected an ImageDataset');
    await expect(model.fit(filledWith(-1))).rejects.toThrow('data: expected pixels in [0, 1] for a generator');
    await expect(model.fit(filledWith(Number.NaN))).rejects.toThrow('data: expected pixels in [0, 1]');
    await model.fit(digits(4), { epochs: 1 });
    await expect(model.fit(digits(5))).rejects.toThrow("data: expected 4 samples, one for each row of 'codes', got 5.");
    model.dispose();
  });

  it('prefers the search of a call to its own, and its own to the defaults', async () => {
    const model = small({ search: { steps: 3 } });
    await model.fit(digits(4), { epochs: 1 });
    const search = { steps: 3, learningRate: 0.05, restarts: 1 };
    expect(model.toSaved().options.search).toEqual(search);
    onAll(digits(4), (images) => {
      const own = values(model.encode(images));
      expect(values(model.encode(images, { steps: undefined }))).toEqual(own);
      expect(values(model.encode(images, search))).toEqual(own);
      expect(values(model.encode(images, { steps: 4 }))).not.toEqual(own);
    });
    expect(() => tf.tidy(() => model.encode(tf.zeros([1, ...imageShape]), { steps: 0 }))).toThrow('steps: expected');
    model.dispose();
  });

  it('saves the options that it was made with but the feature extractor, and loads with them', () => {
    const model = small({ loss: 'perceptual', featureExtractor: brightness, codeSpace: 'ball', seed: 4 });
    const saved = model.toSaved();
    expect(saved.options).toEqual({
      ...{ imageShape, latentDim: 5, outputActivation: 'sigmoid', loss: 'perceptual', codeSpace: 'ball', seed: 4 },
      architecture: { ...DENSE, batchNormalization: false, dropout: 0 },
      search: { ...search, restarts: 1 },
    });
    const loaded = Glo.fromSaved(saved);
    expect(loaded).toMatchObject({ loss: 'perceptual', codeSpace: 'ball', latentDim: 5, imageShape });
    expect(loaded.toSaved().options).toEqual(saved.options);
    expect(new Glo({ generator: model.generator }).toSaved().options).not.toHaveProperty('generator');
    model.dispose();
  });

  it('refuses options out of range', () => {
    expect(() => new Glo({ generator: undefined } as object)).toThrow('generator: expected a network: a LayersModel');
    const both = { generator: small().generator, latentDim: 5 };
    expect(() => new Glo(both)).toThrow('beside generator, got "latentDim".');
    expect(() => small({ seed: -1 })).toThrow('seed: expected a whole number of at least 0, got -1.');
    expect(() => small({ search: { steps: 0 } })).toThrow(
      'search.steps: expected a whole number of at least 1, got 0.',
    );
    expect(() => small({ featureExtractor: 1 as never })).toThrow('featureExtractor: expected a FeatureExtractor');

    expect(() => small({ latentDim: 0 })).toThrow('latentDim');
    expect(() => small({ loss: 'l3' as 'l2' })).toThrow('loss: expected one of l2, l1, laplacian, perceptual');
    expect(() => small({ codeSpace: 'cube' as 'ball' })).toThrow('codeSpace: expected one of ball, sphere');
    expect(() => small({ outputActivation: 'linear' as 'tanh' })).toThrow(
      'outputActivation: expected one of tanh, sigmoid, got "linear".',
    );
    const { generator } = small();
    const encoder = sequential({ layers: [layers.flatten({ inputShape: [...imageShape] })] });
    expect(() => new Glo({ generator: encoder })).toThrow('generator.outputs: expected [height, width, channels]');
    const linear = sequential({ layers: [generator, layers.activation({ activation: 'linear' })] });
    expect(() => new Glo({ generator: linear })).toThrow('generator: expected a tanh or a sigmoid at its end');
  });

  it('throws a DivergenceError when it diverges', async () => {
    const model = small();
    // Adam's first step is as long as the rate, so that weights overflow however the engine rounds. A rate of 1e38 without Adam saturates
    // the sigmoid of an engine with fused multiply-add: infinite sums, but no number that is not finite in weights or loss.
    const optimizer = core.adam({ learningRate: 3e38 });
    await expect(model.fit(digits(24), { optimizer, epochs: 1, batchSize: 24 })).rejects.toThrow(core.DivergenceError);
    model.dispose();
  });
});

/** One epoch that changes nothing. */
const STILL: GloFitOptions = {
  epochs: 1,
  optimizer: core.sgd({ learningRate: 0 }),
  codeOptimizer: core.sgd({ learningRate: 0 }),
};

function close(expected: ArrayLike<number>): number[] {
  return Array.from(expected, (value) => expect.closeTo(value, 5));
}

function range(size: number): number[] {
  return Array.from({ length: size }, (_, i) => i);
}

function inTheBall(size: number): core.Codes<Float32Array> {
  return { values: new core.Rng(8).normals(5 * size, 0, 0.3), dimension: 5 };
}

/** Four images whose pixels all have that value. */
function filledWith(value: number) {
  const batch = (indices: ArrayLike<number>) => ({
    images: tf.fill([indices.length, ...imageShape], value) as tf.Tensor4D,
    indices: Int32Array.from(indices),
  });
  return { size: 4, imageShape, classes: 0, batch } satisfies core.ImageDataset;
}

/** Returns the result of `compute` for all images of a data set. */
function onAll<T extends tf.TensorContainer>(
  data: Pick<ArrayDataset, 'size' | 'batch'>,
  compute: (images: tf.Tensor4D) => T,
): T {
  const batch = data.batch(range(data.size));
  const result = tf.tidy(() => compute(batch.images));
  core.disposeBatch(batch);
  return result;
}

/** The mean brightness of each half. */
const brightness: core.FeatureExtractor = {
  imageShape,
  featureDim: 2,
  features: (images) => tf.mean(tf.reshape(images, [-1, 2, 72]), 2),
};
