import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, type ImageShape, Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Architecture } from './architecture';
import { buildDecoder, buildEncoder } from './encoder-decoder';

beforeAll(() => tf.setBackend('cpu'));

const build = (imageShape: ImageShape, architecture: Architecture, latentDim = 3, seed = 1) => ({
  encoder: buildEncoder({ imageShape, outputs: latentDim, architecture, rng: new Rng(seed).split('encoder') }),
  decoder: buildDecoder({ imageShape, latentDim, architecture, rng: new Rng(seed).split('decoder') }),
});

/** The network of Glorot-initialised convolutions that the project compares with PyTorch. */
const REFERENCE: Architecture = {
  kind: 'convolutional',
  widths: [8, 16, 32],
  dense: [64],
  padding: ['same', 'same', 'valid'],
  batchNormalization: false,
};

describe.each<[string, Architecture]>([
  ['dense', { kind: 'dense', widths: [12, 6] }],
  ['dense without hidden layers', { kind: 'dense', widths: [] }],
  [
    'dense with everything',
    { kind: 'dense', widths: [7], batchNormalization: true, dropout: 0.2, activation: 'leakyrelu' },
  ],
  ['convolutional', { kind: 'convolutional', widths: [3, 4], dense: [8] }],
  [
    'convolutional, valid, kernel 4',
    { kind: 'convolutional', widths: [3, 4], dense: [], kernelSize: 4, padding: 'valid' },
  ],
  [
    'convolutional, mixed',
    { kind: 'convolutional', widths: [2, 3], strides: [1, 3], padding: ['valid', 'same'], dropout: 0.1 },
  ],
  [
    'convolutional, elu, no normalisation',
    { kind: 'convolutional', widths: [2], activation: 'elu', batchNormalization: false },
  ],
])('%s', (_, architecture) => {
  it.each<ImageShape>([
    [28, 28, 1],
    [27, 31, 3],
    [14, 11, 2],
  ])('maps images of %i x %i x %i to codes and back', (...imageShape) => {
    const { encoder, decoder } = build(imageShape, architecture);
    tf.tidy(() => {
      const codes = encoder.apply(tf.randomUniform([2, ...imageShape])) as tf.Tensor;
      expect(codes.shape).toEqual([2, 3]);
      const images = decoder.apply(codes) as tf.Tensor;
      expect(images.shape).toEqual([2, ...imageShape]);
      for (const value of images.dataSync()) expect(value >= 0 && value <= 1).toBe(true);
    });
    for (const network of [encoder, decoder]) network.dispose();
  });
});

it('the reference network has its 50,315 parameters', () => {
  const { encoder, decoder } = build([28, 28, 1], REFERENCE, 10);
  expect(encoder.countParams() + decoder.countParams()).toBe(50_315);
});

it('the seed decides the weights', () => {
  const weights = (seed: number) =>
    build([8, 8, 1], { kind: 'dense', widths: [5] }, 2, seed)
      .encoder.getWeights()[0]
      .dataSync();
  expect(weights(1)).toEqual(weights(1));
  expect(weights(1)).not.toEqual(weights(2));
});

it('kernels are Glorot uniform', () => {
  const { encoder } = build([20, 20, 1], { kind: 'dense', widths: [200] });
  const kernel = encoder.getWeights()[0].dataSync() as Float32Array;
  const limit = Math.sqrt(6 / (400 + 200));
  expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(limit);
  const variance = kernel.reduce((total, value) => total + value ** 2, 0) / kernel.length;
  expect(variance / (limit ** 2 / 3)).toBeCloseTo(1, 1);
});

it.each([
  [{ dropout: 0.1 }, [0.1, 0.1, 0.1]],
  [{ dropout: 0.1, denseDropout: 0 }, [0.1, 0.1]],
  [{ denseDropout: 0.3 }, [0.3]],
])('with %j, drops after convolutions and after dense layers at their own rates', (options, expected) => {
  const { encoder, decoder } = build([8, 8, 1], { kind: 'convolutional', widths: [2, 3], dense: [4], ...options });
  const rates = encoder.layers.map((layer) => layer.getConfig().rate).filter((rate) => rate !== undefined);
  expect(rates).toEqual(expected);
  for (const network of [encoder, decoder]) network.dispose();
});

it('a dropout of 0.995 is accepted', () => {
  const dense = build([8, 8, 1], { kind: 'dense', widths: [4], dropout: 0.995 });
  const convolutional = build([8, 8, 1], { kind: 'convolutional', widths: [2], dropout: 0.995, denseDropout: 0.999 });
  for (const network of [dense, convolutional].flatMap(({ encoder, decoder }) => [encoder, decoder])) network.dispose();
});

const SHARED = { imageShape: [8, 8, 1], architecture: { kind: 'dense' }, rng: new Rng(1) } as const;
const ENCODER = { ...SHARED, outputs: 2 };
const DECODER = { ...SHARED, latentDim: 2 };

it.each<[string, () => unknown, string]>([
  [
    'a latent dimension of 0',
    () => build([8, 8, 1], { kind: 'dense' }, 0),
    'outputs: expected a whole number of at least 1, got 0',
  ],
  ['a negative one', () => build([8, 8, 1], { kind: 'dense' }, -2), 'got -2'],
  ['a fractional one', () => build([8, 8, 1], { kind: 'dense' }, 2.5), 'got 2.5'],
  ['NaN', () => build([8, 8, 1], { kind: 'dense' }, Number.NaN), 'got NaN'],
  [
    'an image shape of two numbers',
    () => build([8, 8] as unknown as ImageShape, { kind: 'dense' }),
    'imageShape: expected [height, width, channels]',
  ],
  [
    'images too small',
    () => build([5, 5, 1], { kind: 'convolutional', widths: [2, 2], padding: 'valid' }),
    '5 x 5, which is 2 x 2 before convolution 2',
  ],
  [
    'images too small for the strides',
    () => build([3, 3, 1], { kind: 'convolutional' }),
    '3 x 3, which is 1 x 1 before convolution 3',
  ],
  [
    'an unknown kind',
    () => build([8, 8, 1], { kind: 'transformer' } as unknown as Architecture),
    'architecture.kind: expected one of',
  ],
  [
    'an unknown activation',
    () => build([8, 8, 1], { kind: 'dense', activation: 'gelu' } as unknown as Architecture),
    'got "gelu"',
  ],
  ['a width of 0', () => build([8, 8, 1], { kind: 'dense', widths: [4, 0] }), 'architecture.widths'],
  [
    'strides for other convolutions',
    () => build([8, 8, 1], { kind: 'convolutional', strides: [2, 2] }),
    'architecture.strides',
  ],
  [
    'a misspelt option of an encoder',
    () => buildEncoder({ ...ENCODER, codeActivaton: 'tanh' } as never),
    'buildEncoder: expected no other options than imageShape, outputs, architecture, codeActivation, rng, got "codeActivaton"',
  ],
  [
    'a misspelt option of a decoder',
    () => buildDecoder({ ...DECODER, outputActivaton: 'tanh' } as never),
    'buildDecoder: expected no other options than imageShape, latentDim, architecture, outputActivation, rng, got "outputActivaton"',
  ],
  [
    'an encoder with an unknown activation of the code',
    () => buildEncoder({ ...ENCODER, codeActivation: 'leakyrelu' } as never),
    'codeActivation: expected one of linear, relu, elu, sigmoid, tanh, got "leakyrelu"',
  ],
  [
    'a decoder with an unknown activation of the output',
    () => buildDecoder({ ...DECODER, outputActivation: 'rleu' } as never),
    'outputActivation: expected one of linear, relu, elu, sigmoid, tanh, got "rleu"',
  ],
  [
    'a seed for an Rng',
    () => buildEncoder({ ...ENCODER, rng: 1 } as never),
    'rng: expected an Rng, such as new Rng(1)',
  ],
  [
    'no architecture',
    () => buildDecoder({ ...DECODER, architecture: undefined } as never),
    'architecture: expected an',
  ],
  [
    'no options',
    () => buildEncoder(undefined as never),
    'buildEncoder: expected an object with options among imageShape',
  ],
  ['dropout of 1', () => build([8, 8, 1], { kind: 'dense', dropout: 1 }), 'architecture.dropout'],
  [
    'dense dropout below 0',
    () => build([8, 8, 1], { kind: 'convolutional', widths: [2], denseDropout: -1 }),
    'architecture.denseDropout',
  ],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(ArgumentError);
  expect(make).toThrow(message);
});
