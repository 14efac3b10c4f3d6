import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, BatchNormalization, Dense, readOptions } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { Gan, type GanOptions } from './gan';
import { GAN_NETWORK_OPTIONS, ganNetworks } from './gan-networks';

beforeAll(() => tf.setBackend('cpu'));

const PLAIN = { classes: 0, gradientPenalty: 0, realGradientPenalty: 0 };

/** Each layer's class, output shape and settings. */
const outline = (network: LayersModel) =>
  network.layers.slice(1).map((layer) => {
    const { strides, kernelSize, activation, useBias, rate } = layer.getConfig();
    const details = [kernelSize, strides, useBias === false ? 'no bias' : undefined, activation, rate];
    return [layer.getClassName(), layer.outputShape.slice(1), ...details.filter(Boolean)].join(' ');
  });

it("are the tutorial's layers by default", () => {
  const { generator, discriminator, latentDim, imageShape } = ganNetworks(
    readOptions('options', {}, GAN_NETWORK_OPTIONS),
    PLAIN,
  );
  expect({ latentDim, imageShape }).toEqual({ latentDim: 100, imageShape: [28, 28, 1] });
  expect(outline(generator)).toEqual([
    'Dense 12544 no bias linear',
    'BatchNormalization 12544',
    'LeakyReLU 12544',
    'Reshape 7,7,256',
    'Conv2DTranspose 7,7,128 5,5 1,1 no bias linear',
    'BatchNormalization 7,7,128',
    'LeakyReLU 7,7,128',
    'Conv2DTranspose 14,14,64 5,5 2,2 no bias linear',
    'BatchNormalization 14,14,64',
    'LeakyReLU 14,14,64',
    'Conv2DTranspose 28,28,1 5,5 2,2 tanh',
  ]);
  expect(outline(discriminator)).toEqual([
    'Conv2D 14,14,64 5,5 2,2 linear',
    'LeakyReLU 14,14,64',
    'Dropout 14,14,64 0.3',
    'Conv2D 7,7,128 5,5 2,2 linear',
    'LeakyReLU 7,7,128',
    'Dropout 7,7,128 0.3',
    'Flatten 6272',
    'Dense 1 linear',
  ]);
  // 2,330,944 and 212,865 in the tutorial, whose last layer has no bias.
  expect([generator.countParams(), discriminator.countParams()]).toEqual([2_330_945, 212_865]);
});

const dense = (units: number, inputs: number[], activation?: 'tanh' | 'relu' | 'sigmoid') =>
  sequential({ layers: [layers.flatten({ inputShape: inputs }), new Dense({ units, activation })] });

function generator(activation?: 'tanh' | 'relu', latentDim = 3): LayersModel {
  const parts = [
    new Dense({ units: 4, inputShape: [latentDim], activation }),
    layers.reshape({ targetShape: [2, 2, 1] }),
  ];
  return sequential({ layers: parts });
}

it('may be networks of your own', () => {
  const own = { generator: generator('tanh'), discriminator: dense(1, [2, 2, 1]) };
  expect(ganNetworks(own, PLAIN)).toMatchObject({
    ...own,
    imageShape: [2, 2, 1],
    latentDim: 3,
    outputActivation: 'tanh',
  });
  const conditional = { generator: generator('tanh', 7), discriminator: dense(4, [2, 2, 1]) };
  expect(ganNetworks(conditional, { ...PLAIN, classes: 4 }).latentDim).toBe(3);
});

it.each<[string, () => unknown, string]>([
  [
    'a generator that ends in neither tanh nor sigmoid',
    () => new Gan({ generator: generator('relu'), discriminator: dense(1, [2, 2, 1]) }),
    'generator: expected a tanh or a sigmoid at its end, got "relu".',
  ],
  [
    'a generator whose input has no room for the classes',
    () => new Gan({ generator: generator('tanh'), discriminator: dense(3, [2, 2, 1]), classes: 3 }),
    'generator.inputs: expected [n, latentDim + 3 classes]',
  ],
  [
    'a discriminator of other images',
    () => new Gan({ generator: generator('tanh'), discriminator: dense(1, [3, 2, 1]) }),
    'discriminator.inputs: expected [n, 2, 2, 1]',
  ],
  [
    'a discriminator with too many logits',
    () => new Gan({ generator: generator('tanh'), discriminator: dense(2, [2, 2, 1]) }),
    'discriminator.outputs: expected [n, 1]',
  ],
  [
    'a gradient penalty beside batch normalisation',
    () => {
      const discriminator = dense(1, [2, 2, 1]);
      discriminator.add(new BatchNormalization());
      return new Gan({ generator: generator('tanh'), discriminator, objective: 'wasserstein' });
    },
    "discriminator: expected core's dense, convolution, activation and dropout layers only, beside a gradient penalty",
  ],
  [
    'a gradient penalty beside layers with other second derivatives',
    () => {
      const parts = [layers.flatten({ inputShape: [2, 2, 1] }), layers.dense({ units: 1, activation: 'tanh' })];
      return new Gan({
        generator: generator('tanh'),
        discriminator: sequential({ layers: parts }),
        realGradientPenalty: 1,
      });
    },
    'beside a gradient penalty, got "Dense".',
  ],
  [
    'a discriminator that ends in a sigmoid',
    () => new Gan({ generator: generator('tanh'), discriminator: dense(1, [2, 2, 1], 'sigmoid') }),
    'discriminator: expected logits, from a last layer with the activation \'linear\', got "sigmoid".',
  ],
  [
    'a generator that is undefined',
    () => new Gan({ generator: undefined } as object),
    'generator: expected a network: a LayersModel of tfjs-layers, got undefined.',
  ],
  [
    'a generator without its discriminator',
    () => new Gan({ generator: generator('tanh') } as never),
    'discriminator: expected a network: a LayersModel of tfjs-layers, got undefined.',
  ],
  [
    'options of an architecture beside networks of your own',
    () => new Gan({ generator: generator('tanh'), discriminator: dense(1, [2, 2, 1]), latentDim: 3 } as never),
    'beside generator, got "latentDim".',
  ],
  ['a latent dimension of 0', () => new Gan({ latentDim: 0 }), 'latentDim'],
  ['a negative seed', () => new Gan({ seed: -1 }), 'seed'],
  [
    'a moving average that keeps all',
    () => new Gan({ movingAverage: 1 }),
    'movingAverage: expected a finite number of at least 0 and below 1, got 1.',
  ],
  [
    'a label of 0',
    () => new Gan({ realLabel: 0 }),
    'realLabel: expected a finite number above 0 and at most 1, got 0.',
  ],
  ['a negative penalty', () => new Gan({ gradientPenalty: -1 }), 'gradientPenalty'],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(ArgumentError);
  expect(make).toThrow(message);
});

it.each<[string, GanOptions, string]>([
  [
    'beside a gradient penalty',
    { objective: 'wasserstein', discriminatorArchitecture: { kind: 'dense', batchNormalization: true } },
    'beside a gradient penalty, got "BatchNormalization".',
  ],
  [
    'that cannot be built',
    { discriminatorArchitecture: { kind: 'convolutional', widths: [2, 2, 2, 2, 2] } },
    'imageShape: expected images large enough for 5 convolutions',
  ],
])('frees the generator when it refuses a discriminator %s', (_, options, message) => {
  const before = tf.memory().numTensors;
  expect(() => new Gan({ imageShape: [8, 8, 1], generatorArchitecture: { kind: 'dense' }, ...options })).toThrow(
    message,
  );
  expect(tf.memory().numTensors).toBe(before);
});

it('names a wrong width, and an activation that its generator may not have', () => {
  const widths = { discriminatorArchitecture: { kind: 'dense', widths: [0] } } as const;
  expect(() => new Gan(widths)).toThrow('discriminatorArchitecture.widths[0]: expected a whole number of at least 1');
  const options = { outputActivation: 'linear' } as unknown as GanOptions;
  expect(() => new Gan(options)).toThrow('outputActivation: expected one of tanh, sigmoid, got "linear".');
});
