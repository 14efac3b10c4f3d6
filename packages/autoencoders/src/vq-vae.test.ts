import * as core from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { describeModel, expectGradient } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { VqVae, type VqVaeOptions } from './vq-vae';

describeModel('a VqVae', {
  modelClass: VqVae,
  make: (imageShape, seed) => new VqVae({ imageShape, seed, widths: [4], embeddingDim: 2, codebookSize: 10 }),
  fit: (model, data, seed) =>
    model.fit(data, { epochs: 3, batchSize: 12, seed, optimizer: core.adam({ learningRate: 0.01 }) }),
});

describe('VqVae', () => {
  beforeAll(() => tf.setBackend('cpu'));

  const data = syntheticDigits({ size: 40, seed: 1, imageShape: [8, 8, 1] });
  function tiny(options: VqVaeOptions = {}): VqVae {
    const small = { imageShape: [8, 8, 1], widths: [3, 4], embeddingDim: 2, codebookSize: 5 } as const;
    return new VqVae({ ...small, batchNormalization: false, seed: 1, ...options });
  }
  const someImages = (): core.ImageBatch => ({
    images: core.randomUniform([4, 8, 8, 1], new core.Rng(2)) as tf.Tensor4D,
    indices: new Int32Array(4),
  });

  it('encodes to entries of the codebook, which the indices name', async () => {
    const model = tiny();
    await model.fit(data, { epochs: 1, batchSize: 20 });
    const { images } = someImages();
    const entries = model.toSaved().tensors.entries.arraySync() as number[][];
    const indices = tf.tidy(() => model.indices(images));
    expect(model.gridShape).toEqual([2, 2, 2]);
    expect(indices.shape).toEqual([4, 2, 2]);
    expect(indices.dtype).toBe('int32');
    const expected = Array.from(indices.dataSync()).flatMap((index) => entries[index]);
    expect(Array.from(tf.tidy(() => model.encode(images).dataSync()))).toEqual(expected);
  });

  it('maps indices to their codes, clips those beyond the codebook, and refuses another grid', () => {
    const model = tiny();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const { images } = someImages();
      const codes = model.encode(images).dataSync();
      expect(model.entries(model.indices(images)).shape).toEqual([4, 8]);
      expect(model.entries(model.indices(images)).dataSync()).toEqual(codes);
      const entries = model.toSaved().tensors.entries.arraySync() as number[][];
      const outside = tf.tensor3d([-3, 99, 4, 1], [1, 2, 2], 'int32');
      expect(model.entries(outside).arraySync()).toEqual([[0, 4, 4, 1].flatMap((index) => entries[index])]);
      const message = 'indices: expected int32 of shape [n, 2, 2], got';
      expect(() => model.entries(tf.zeros([1, 2, 3], 'int32'))).toThrow(message);
      expect(() => model.entries(tf.zeros([1, 2, 2]))).toThrow(`${message} "float32 of shape [1,2,2]".`);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('minimises the reconstruction by entries plus the weighted distance to them', () => {
    const model = tiny({ commitment: 0.7 });
    const batch = someImages();
    const terms = model.step(core.sgd()).objectives[0].loss(batch, new core.ForwardPass(new core.Rng(1)));
    const { loss, reconstruction, commitment } = Object.fromEntries(
      Object.entries(terms).map(([name, value]) => [name, value.dataSync()[0]]),
    );
    const output = tf.tidy(() => model.reconstruct(batch.images).dataSync());
    expect(reconstruction).toBeCloseTo(meanSquare(output, batch.images.dataSync()), 5);
    const grid = tf.tidy(() => (model.encoder.apply(batch.images) as tf.Tensor4D).dataSync());
    const codes = tf.tidy(() => model.encode(batch.images).dataSync());
    expect(commitment).toBeCloseTo(meanSquare(grid, codes), 5);
    expect(loss).toBeCloseTo(reconstruction + 0.7 * commitment, 5);
  });

  it('has the exact gradient in the decoder', () => {
    const model = tiny();
    const step = model.step(core.sgd());
    const decoderWeights = model.decoder.trainableWeights.length;
    const [objective] = step.objectives;
    const variables = () => objective.variables(someImages()).slice(-decoderWeights);
    const decoderOnly = { ...step, objectives: [{ ...objective, variables }] };
    // ReLU bends within some of the differences.
    expectGradient(decoderOnly, someImages(), () => new core.ForwardPass(new core.Rng(1)), 5e-3);
  });

  it("gives the encoder the gradient at the entries, and the commitment's own", () => {
    // An encoder of one weight: the grid is weight * pixel, [1, 1, 1].
    const encoder = sequential({
      layers: [layers.conv2d({ filters: 1, kernelSize: 1, useBias: false, inputShape: [1, 1, 1] })],
    });
    const decoder = sequential({
      layers: [layers.conv2d({ filters: 1, kernelSize: 1, useBias: false, inputShape: [1, 1, 1] })],
    });
    const model = new VqVae({ encoder, decoder, codebookSize: 1, commitment: 0.25 });
    const [weight, slope, pixel] = [0.5, 2, 0.8];
    const set = (network: LayersModel, value: number) =>
      tf.tidy(() => network.setWeights([core.randomUniform([1, 1, 1, 1], new core.Rng(1), value, value)]));
    set(encoder, weight);
    set(decoder, slope);
    const images = core.randomUniform([1, 1, 1, 1], new core.Rng(1), pixel, pixel) as tf.Tensor4D;
    const entry = model.toSaved().tensors.entries.dataSync()[0];
    const [objective] = model.step(core.sgd()).objectives;
    const batch = { images, indices: new Int32Array(1) };
    const trained = [...objective.variables(batch)];
    const { grads } = tf.variableGrads(
      () => objective.loss(batch, new core.ForwardPass(new core.Rng(1))).loss,
      trained,
    );
    const atEntry = 2 * slope * (slope * entry - pixel);
    const ownCommitment = 0.25 * 2 * (weight * pixel - entry);
    expect(grads[trained[0].name].dataSync()[0]).toBeCloseTo(pixel * (atEntry + ownCommitment), 4);
    expect(grads[trained[1].name].dataSync()[0]).toBeCloseTo(2 * entry * (slope * entry - pixel), 4);
    tf.dispose(grads);
  });

  it('moves its codebook in training, but not in validation, and restores that of the best epoch', async () => {
    const model = tiny();
    const entries = () => Array.from(model.toSaved().tensors.entries.dataSync());
    const first = entries();
    const validated: number[][] = [];
    const { epochs, bestEpoch } = await model.fit(data, {
      epochs: 3,
      batchSize: 10,
      validation: data,
      earlyStopping: { patience: 5, monitor: 'commitment', mode: 'max' },
      callbacks: [{ onEpochEnd: () => void validated.push(entries()) }],
    });
    expect(validated[0]).not.toEqual(first);
    expect(entries()).toEqual(validated[bestEpoch! - 1]);
    const { codebookUsage, perplexity } = epochs[2].validation!;
    expect(codebookUsage).toBeGreaterThan(0);
    expect(perplexity).toBeLessThanOrEqual(5);
    // A validation moves no entry: without one, the same training ends with the same codebook.
    const [watched, alone] = [tiny(), tiny()];
    await watched.fit(data, { epochs: 2, batchSize: 10, validation: data });
    await alone.fit(data, { epochs: 2, batchSize: 10 });
    const entriesOf = (one: VqVae) => Array.from(one.toSaved().tensors.entries.dataSync());
    expect(entriesOf(watched)).toEqual(entriesOf(alone));
  });

  it('is restored with the moving averages of its codebook', async () => {
    const model = tiny();
    await model.fit(data, { epochs: 1, batchSize: 20 });
    const values = (of: VqVae) =>
      Object.entries(of.toSaved().tensors).map(([name, tensor]) => [name, tensor.arraySync()]);
    const saved = model.toSaved();
    const tensors = Object.fromEntries(Object.entries(saved.tensors).map(([name, tensor]) => [name, tf.clone(tensor)]));
    expect(values(VqVae.fromSaved({ ...saved, tensors }))).toEqual(values(model));
  });

  it('counts how much of the codebook is used', async () => {
    const model = tiny();
    await model.fit(data, { epochs: 1, batchSize: 10 });
    const { images } = data.batch(Array.from({ length: data.size }, (_, i) => i));
    const indices = Array.from(tf.tidy(() => model.indices(images).dataSync()));
    const shares = [0, 1, 2, 3, 4].map((i) => indices.filter((index) => index === i).length / indices.length);
    const before = tf.memory().numTensors;
    const { codebookUsage, perplexity } = await model.usage(data);
    expect(tf.memory().numTensors).toBe(before);
    expect(codebookUsage).toBe(shares.filter((share) => share > 0).length / 5);
    const entropy = shares.reduce((sum, share) => sum - (share === 0 ? 0 : share * Math.log(share)), 0);
    expect(perplexity).toBeCloseTo(Math.exp(entropy), 6);
  });

  it('keeps nothing of a step that fails after its loss', async () => {
    const model = tiny();
    const before = tf.memory().numTensors;
    const update = () => {
      throw new Error('Broken.');
    };
    await expect(model.fit(data, { optimizer: { ...core.sgd(), update } })).rejects.toThrow('Broken.');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('lets the event loop run while it counts', async () => {
    const slow: core.ImageDataset = {
      ...{ size: 600, imageShape: [8, 8, 1], classes: 0 },
      batch({ length }) {
        const end = performance.now() + 40;
        while (performance.now() < end);
        return { images: tf.zeros([length, 8, 8, 1]), indices: new Int32Array(length) };
      },
    };
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await tiny().usage(slow);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });

  it.each<[string, VqVaeOptions, string]>([
    ['an empty codebook', { codebookSize: 0 }, 'codebookSize'],
    ['entries of size 0', { embeddingDim: 0 }, 'embeddingDim'],
    ['a decay of 1', { decay: 1 }, 'decay: expected a finite number of at least 0 and below 1'],
    [
      'a network that is undefined',
      { encoder: undefined } as object,
      'encoder: expected a network: a LayersModel of tfjs-layers, got undefined.',
    ],
    ['an option of another model', { latentDim: 2 } as object, 'got "latentDim"'],
    ['a negative commitment', { commitment: -1 }, 'commitment'],
    ['an unknown loss', { loss: 'mae' as 'mse' }, 'loss'],
    ['cross-entropy of a linear output', { loss: 'bce', outputActivation: 'linear' }, 'outputActivation'],
  ])('refuses %s, and leaves no tensor behind', (_, options, message) => {
    const before = tf.memory().numTensors;
    expect(() => tiny(options)).toThrow(core.ArgumentError);
    expect(() => tiny(options)).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes any decay of at least 0 and below 1', () => {
    for (const decay of [0, 0.999995]) expect(tiny({ decay }).toSaved().options.decay).toBe(decay);
  });

  it('saves the options that it was made with, and loads with them', () => {
    const expected = {
      ...{
        imageShape: [8, 8, 1],
        widths: [3, 4],
        embeddingDim: 2,
        codebookSize: 5,
        batchNormalization: false,
        seed: 1,
      },
      ...{ outputActivation: 'sigmoid', decay: 0.9, commitment: 0.25, loss: 'mse' },
    };
    const saved = tiny({ decay: 0.9 }).toSaved();
    expect(saved.options).toEqual(expected);
    expect(VqVae.fromSaved(saved).toSaved().options).toEqual(expected);
  });

  it('cannot be used after its dispose(), and is freed once', async () => {
    const before = tf.memory().numTensors;
    const model = tiny();
    model.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const images = () => tf.zeros([1, 8, 8, 1]) as tf.Tensor4D;
    const indices = () => tf.zeros([1, 2, 2], 'int32') as tf.Tensor3D;
    for (const use of [() => model.indices(images()), () => model.entries(indices()), () => model.toSaved()]) {
      expect(() => tf.tidy(() => void use())).toThrow(core.DisposedError);
    }
    await expect(model.usage(data)).rejects.toThrow(core.DisposedError);
    await expect(model.fit(data)).rejects.toThrow(core.DisposedError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses networks that do not fit together', () => {
    const convolution = (channels: number) =>
      sequential({ layers: [layers.conv2d({ filters: 2, kernelSize: 1, inputShape: [4, 4, channels] })] });
    const flat = sequential({ layers: [layers.flatten({ inputShape: [4, 4, 1] })] });
    expect(() => new VqVae({ encoder: flat, decoder: flat })).toThrow('encoder.outputs');
    expect(() => new VqVae({ encoder: convolution(1), decoder: convolution(3) })).toThrow('decoder.inputs: expected');
    expect(() => new VqVae({ encoder: convolution(1), decoder: convolution(2) })).toThrow('decoder.outputs: expected');
  });
});

function meanSquare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (value, i) => (value - b[i]) ** 2).reduce((sum, square) => sum + square) / a.length;
}
