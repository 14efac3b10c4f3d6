import '@tensorflow/tfjs-backend-cpu';
import { FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeEach, expect, it } from 'vitest';
import { decodeNetwork, encodeNetwork } from './network-files';

beforeEach(() => tf.setBackend('cpu'));

/** The config of a layer, which the tests edit. */
type Config = Record<string, unknown>;
type LayerJson = { readonly class_name: string; readonly config: Config };

const { layers } = tfl;
const networks = {
  functional: () => {
    const input = tfl.input({ shape: [8, 8, 1], name: 'input' });
    const steps = [
      layers.conv2d({ filters: 2, kernelSize: 3, activation: 'relu', name: 'conv' }),
      layers.upSampling2d({ size: [2, 2], name: 'larger' }),
      layers.cropping2D({
        cropping: [
          [2, 2],
          [2, 2],
        ],
        name: 'crop',
      }),
      layers.zeroPadding2d({
        padding: [
          [1, 1],
          [1, 1],
        ],
        name: 'pad',
      }),
      layers.maxPooling2d({ poolSize: 2, name: 'pool' }),
      layers.batchNormalization({ name: 'normal' }),
      layers.reshape({ targetShape: [50], name: 'reshape' }),
      layers.dense({ units: 3, name: 'dense' }),
      layers.softmax({ name: 'softmax' }),
    ];
    const output = steps.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, input);
    return tfl.model({ inputs: input, outputs: output, name: 'whole' });
  },
  sequential: () =>
    tfl.sequential({
      layers: [
        layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 1], name: 'conv' }),
        layers.conv2d({ filters: 1, kernelSize: 3, dilationRate: 2, name: 'wide' }),
        layers.flatten({ name: 'flatten' }),
      ],
    }),
};

async function refusal(kind: keyof typeof networks, edit: (layer: (name: string) => LayerJson) => void) {
  const network = networks[kind]();
  const files = new Map([...(await encodeNetwork(network))].map(([file, bytes]) => [`encoder/${file}`, bytes]));
  network.dispose();
  const json = JSON.parse(new TextDecoder().decode(files.get('encoder/model.json')));
  edit((name) => json.modelTopology.config.layers.find((each: LayerJson) => each.config.name === name));
  files.set('encoder/model.json', new TextEncoder().encode(JSON.stringify(json)));
  const before = tf.memory().numTensors;
  const error = await decodeNetwork(files, 'encoder', 'place').catch((reason: unknown) => reason);
  expect(tf.memory().numTensors).toBe(before);
  return error;
}

it.each<[keyof typeof networks, string, Config, RegExp]>([
  [
    'functional',
    'conv',
    { kernel_size: [3, 9] },
    /layer 'conv': expected an output with sizes of at least 1, got \[null, 6, 0, 2\]/,
  ],
  [
    'functional',
    'conv',
    { strides: [0, 1] },
    /layer 'conv' \(Conv2D\): strides: expected whole numbers of at least 1, got \[0,1\]/,
  ],
  ['functional', 'conv', { strides: -2 }, /layer 'conv' \(Conv2D\): strides/],
  ['functional', 'conv', { dilation_rate: [1.5, 1] }, /layer 'conv' \(Conv2D\): dilationRate/],
  ['functional', 'conv', { strides: [2, 2], dilation_rate: [2, 2] }, /layer 'conv' .*above 1, got both/],
  ['functional', 'conv', { kernel_size: ['foo', 3] }, /layer 'conv': .*kernelSize/],
  ['functional', 'conv', { filters: 0 }, /layer 'conv': .*filters/],
  ['functional', 'conv', { activation: 'foo' }, /layer 'conv' \(Conv2D\): there is no activation "foo"/],
  ['functional', 'conv', { activation: 'VarianceScaling' }, /layer 'conv' .*no activation "VarianceScaling"/],
  ['sequential', 'wide', { name: 'conv' }, /two layers of the network are called 'conv'/],
  ['functional', 'conv', { data_format: 'foo' }, /layer 'conv' \(Conv2D\): dataFormat: expected 'channels_last' or/],
  ['functional', 'input', { batch_input_shape: [null, -8, 8, 1] }, /layer 'input': expected an output with sizes/],
  ['functional', 'input', { batch_input_shape: [null, 8.5, 8, 1] }, /layer 'input': expected an output with sizes/],
  ['functional', 'input', { batch_input_shape: 'foo' }, /layer '(input|conv)'/],
  ['functional', 'input', { dtype: 'float8' }, /layer 'input': expected a dtype of float32, int32, bool, got "float8"/],
  ['functional', 'larger', { size: [0, 2] }, /layer 'larger' \(UpSampling2D\): size/],
  [
    'functional',
    'crop',
    {
      cropping: [
        [9, 9],
        [0, 0],
      ],
    },
    /layer 'crop': expected an output with sizes of at least 1/,
  ],
  [
    'functional',
    'crop',
    {
      cropping: [
        [-1, 2],
        [2, 2],
      ],
    },
    /layer 'crop' \(Cropping2D\): cropping/,
  ],
  ['functional', 'crop', { cropping: true }, /layer 'crop' \(Cropping2D\): cropping/],
  [
    'functional',
    'pad',
    {
      padding: [
        ['a', 1],
        [1, 1],
      ],
    },
    /layer 'pad' \(ZeroPadding2D\): padding/,
  ],
  ['functional', 'pool', { pool_size: [50, 50] }, /layer 'pool': expected an output with sizes of at least 1/],
  ['functional', 'normal', { axis: 7 }, /layer 'normal': /],
  ['functional', 'normal', { epsilon: 'foo' }, /layer 'normal' \(BatchNormalization\): epsilon/],
  [
    'functional',
    'reshape',
    { target_shape: [51] },
    /layer 'reshape': expected a target shape of 50 values, got \[51\]/,
  ],
  [
    'functional',
    'reshape',
    { target_shape: [-1, 7] },
    /layer 'reshape': expected a target shape of 50 values, got \[-1, 7\]/,
  ],
  ['functional', 'reshape', { target_shape: null }, /layer 'reshape': TensorFlow.js cannot build it/],
  ['functional', 'dense', { units: 4 }, /'dense/],
  ['functional', 'softmax', { axis: 0 }, /layer 'softmax': expected the last axis/],
  ['functional', 'softmax', { axis: 5 }, /layer 'softmax': expected an axis from -2 to 1, got 5/],
  ['functional', 'softmax', { name: 5 }, /'softmax'|name/],
  ['sequential', 'conv', { kernel_size: [3, 9] }, /conv/],
  [
    'sequential',
    'conv',
    { batch_input_shape: undefined },
    /the network: The first layer in a Sequential model must get/,
  ],
  ['sequential', 'wide', { dilation_rate: [4, 4] }, /wide/],
  ['sequential', 'wide', { filters: 'foo' }, /layer 'wide': /],
])('a %s network that cannot run is refused: %s with %j', async (kind, name, change, message) => {
  const error = await refusal(kind, (layer) => Object.assign(layer(name).config, change));
  expect(error).toBeInstanceOf(FormatError);
  expect((error as Error).message).toMatch(/^place\/encoder\/model\.json: /);
  expect((error as Error).message).toMatch(message);
});

it.each(['functional', 'sequential'] as const)('a %s network that can run is read', async (kind) => {
  const files = [...(await encodeNetwork(networks[kind]()))].map(
    ([file, bytes]) => [`encoder/${file}`, bytes] as const,
  );
  const loaded = await decodeNetwork(new Map(files), 'encoder', 'place');
  expect(loaded.predict(tf.zeros([2, 8, 8, 1]))).toBeInstanceOf(tf.Tensor);
});
