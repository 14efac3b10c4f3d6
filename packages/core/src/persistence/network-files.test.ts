import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import { FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, it } from 'vitest';
import { kerasNetworks } from '../../test/keras-networks';
import { BatchNormalization, Dropout } from '../layers';
import { decodeNetwork, encodeNetwork } from './network-files';
import { decodeTensors } from './tensor-files';

beforeEach(() => tf.setBackend('cpu'));

const read = (path: string) => new Uint8Array(readFileSync(new URL(`../../test-data/${path}`, import.meta.url)));
const parse = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));

/** The outputs of Keras for the files in test-data/keras-networks. */
const expected = () => decodeTensors(read('keras-networks.expected.safetensors'), 'expected');

const weightsIn = (files: ReadonlyMap<string, Uint8Array>) =>
  files.get([...files.keys()].find((path) => path.startsWith('weights-')) ?? '');

/** Reads the files as a program does that knows TensorFlow.js only. */
function loadStock(files: ReadonlyMap<string, Uint8Array>): Promise<tfl.LayersModel> {
  const { weightsManifest, ...artifacts } = parse(files.get('model.json')!);
  const weightSpecs = weightsManifest.flatMap(({ weights }: tf.io.WeightsManifestConfig[number]) => weights);
  const weightData = weightsIn(files)!.slice().buffer;
  return tfl.loadLayersModel(tf.io.fromMemory({ ...artifacts, weightSpecs, weightData }));
}

describe.each([
  ['encoder', 'input', 'code'],
  ['decoder', 'code', 'output'],
] as const)('an %s with every layer of the builders', (name, input, output) => {
  it('is saved as the files that Keras reads, and computes the same as Keras', async () => {
    const network = kerasNetworks()[name];
    const files = await encodeNetwork(network);
    const model = parse(files.get('model.json')!);
    expect(model).toMatchObject({
      format: 'layers-model',
      weightsManifest: [{ paths: [expect.stringMatching(/^weights-[0-9a-f]{16}\.bin$/)] }],
    });
    model.weightsManifest[0].paths = ['weights.bin'];
    expect(withoutNumbers(model)).toEqual(withoutNumbers(parse(read(`keras-networks/${name}/model.json`))));
    expect(weightsIn(files)).toEqual(read(`keras-networks/${name}/weights.bin`));
    const tensors = expected();
    expectClose(network.predict(tensors[input]) as tf.Tensor, tensors[output]);
  });

  it('computes the same in stock layers, as tf.loadLayersModel gives', async () => {
    const network = kerasNetworks()[name];
    const stock = await loadStock(await encodeNetwork(network));
    for (const layer of stock.layers) {
      expect(layer instanceof BatchNormalization || layer instanceof Dropout, layer.name).toBe(false);
    }
    const tensors = expected();
    expectClose(stock.predict(tensors[input]) as tf.Tensor, tensors[output]);
  });

  it('is decoded to our layers, also when the topology is in a model_config, as Keras writes it', async () => {
    const files = ['model.json', 'weights.bin'].map((file) => [
      `${name}/${file}`,
      read(`keras-networks/${name}/${file}`),
    ]);
    const saved = new Map(files as [string, Uint8Array][]);
    const { modelTopology, ...rest } = parse(saved.get(`${name}/model.json`)!);
    const nested = { ...rest, modelTopology: { model_config: modelTopology, keras_version: '2.15.0' } };
    saved.set(`${name}/model.json`, new TextEncoder().encode(JSON.stringify(nested)));
    const network = await decodeNetwork(saved, name, 'place');
    expect(network.layers.some((layer) => layer instanceof BatchNormalization)).toBe(true);
    const tensors = expected();
    expectClose(network.predict(tensors[input]) as tf.Tensor, tensors[output]);
  });
});

/** Without the versions of TensorFlow.js and the running numbers of unnamed inputs. */
function withoutNumbers(model: unknown): unknown {
  return JSON.parse(
    JSON.stringify(model).replaceAll(/(tfjs-layers v?)[\d.]+|"input\d+"/g, (_, name) => name ?? '"input"'),
  );
}

function expectClose(actual: tf.Tensor, wanted: tf.Tensor): void {
  expect(actual.shape).toEqual(wanted.shape);
  const values = wanted.dataSync();
  for (const [i, value] of actual.dataSync().entries()) expect(Math.abs(value - values[i])).toBeLessThan(1e-4);
}

it('restores a network of networks whose layers share their names', async () => {
  const { encoder, decoder } = kerasNetworks();
  const images = tfl.input({ shape: encoder.inputs[0].shape.slice(1) });
  const network = tfl.model({ inputs: images, outputs: decoder.apply(encoder.apply(images)) as tfl.SymbolicTensor });
  const files = [...(await encodeNetwork(network))].map(([file, bytes]) => [`both/${file}`, bytes] as const);
  const loaded = await decodeNetwork(new Map(files), 'both', 'model');
  const { input } = expected();
  expectClose(loaded.predict(input) as tf.Tensor, network.predict(input) as tf.Tensor);
});

describe('the weights of a network', () => {
  /** A dense layer with kernel [2, 2] and bias [2]. */
  const network = () => tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [2], name: 'dense' })] });
  const kernel = { name: 'dense/kernel', shape: [2, 2], dtype: 'float32' };
  const bias = { name: 'dense/bias', shape: [2], dtype: 'float32' };

  async function withManifest(weightsManifest: unknown, files: Record<string, ArrayLike<number>>) {
    const encoded = await encodeNetwork(network());
    const json = { ...parse(encoded.get('model.json')!), weightsManifest };
    const all = new Map([['net/model.json', new TextEncoder().encode(JSON.stringify(json))]]);
    for (const [path, bytes] of Object.entries(files)) all.set(`net/${path}`, Uint8Array.from(bytes));
    return all;
  }
  const bytesOf = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
  const weightsOf = (loaded: tfl.LayersModel) => loaded.getWeights().map((weight) => Array.from(weight.dataSync()));

  it('are read from several files and groups, in any order, whatever they are called', async () => {
    const all = bytesOf(1, 2, 3, 4);
    const manifest = [
      { paths: ['biases/shard.bin'], weights: [bias] },
      { paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'], weights: [kernel] },
    ];
    const files = await withManifest(manifest, {
      'biases/shard.bin': bytesOf(5, 6),
      'group1-shard1of2.bin': all.subarray(0, 7),
      'group1-shard2of2.bin': all.subarray(7),
    });
    expect(weightsOf(await decodeNetwork(files, 'net', 'place'))).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
  });

  it.each([
    ['uint8', { dtype: 'uint8', scale: 0.5, min: -1 }, [0, 1, 2, 255], [-1, -0.5, 0, 126.5]],
    [
      'uint16',
      { dtype: 'uint16', scale: 0.5, min: -1, original_dtype: 'float32' },
      [0, 0, 1, 0, 2, 0, 0, 1],
      [-1, -0.5, 0, 127],
    ],
    // 1, -2, 0.5 and the largest half, 65504.
    ['float16', { dtype: 'float16' }, [0x00, 0x3c, 0x00, 0xc0, 0x00, 0x38, 0xff, 0x7b], [1, -2, 0.5, 65504]],
  ])('are read as %s, as the converter quantises them', async (_, quantization, bytes, expected) => {
    const manifest = [{ paths: ['weights.bin'], weights: [{ ...kernel, quantization }, bias] }];
    const files = await withManifest(manifest, { 'weights.bin': [...bytes, ...bytesOf(5, 6)] });
    expect(weightsOf(await decodeNetwork(files, 'net', 'place'))).toEqual([expected, [5, 6]]);
  });

  it('leave out those of an optimizer', async () => {
    const rate = { name: 'rate', shape: [], dtype: 'float32', group: 'optimizer' };
    const files = await withManifest([{ paths: ['weights.bin'], weights: [bias, kernel, rate] }], {
      'weights.bin': bytesOf(5, 6, 1, 2, 3, 4, 7),
    });
    expect(weightsOf(await decodeNetwork(files, 'net', 'place'))[1]).toEqual([5, 6]);
  });

  const manifest = (...weights: unknown[]) => [{ paths: ['weights.bin'], weights }];
  it.each<[string, unknown, number, string]>([
    ['one missing', manifest(kernel), 4, "model.json: layer 'dense' needs a bias of shape [2]"],
    [
      'one missing beside another',
      manifest(kernel, { ...bias, name: 'other' }),
      6,
      "model.json: no layer has a weight called 'other'",
    ],
    ['one too many', manifest(kernel, bias, { ...bias, name: 'other' }), 8, "no layer has a weight called 'other'"],
    [
      'another shape',
      manifest({ ...kernel, shape: [4, 1] }, bias),
      6,
      "weight 'dense/kernel': expected float32 [2, 2]",
    ],
    [
      'another type',
      manifest({ ...kernel, dtype: 'int32' }, bias),
      6,
      "weight 'dense/kernel': expected float32 [2, 2] for its layer, got int32",
    ],
    [
      'an unknown type',
      manifest({ ...kernel, dtype: 'string' }, bias),
      6,
      "weight 'dense/kernel': dtype: expected one of",
    ],
    [
      'a shape of no sizes',
      manifest({ ...kernel, shape: [-2, -2] }, bias),
      6,
      "weight 'dense/kernel': shape: expected",
    ],
    [
      'sizes beyond the file',
      manifest({ ...kernel, shape: [2, 2e9] }, bias),
      6,
      'weights.bin: expected 16000000008 bytes',
    ],
    ['no scale', manifest({ ...kernel, quantization: { dtype: 'uint8' } }, bias), 3, 'quantization.scale: expected'],
    [
      'an infinite scale',
      manifest({ ...kernel, quantization: { dtype: 'uint8', scale: null, min: 0 } }, bias),
      3,
      'quantization.scale',
    ],
    [
      'unknown quantisation',
      manifest({ ...kernel, quantization: { dtype: 'int4' } }, bias),
      3,
      'quantization.dtype: expected one of',
    ],
    [
      'a name twice',
      manifest(kernel, kernel),
      8,
      'expected the weights dense/kernel, dense/bias, got dense/kernel, dense/kernel',
    ],
    ['a missing file', [{ paths: ['other.bin'], weights: [kernel, bias] }], 6, 'net/other.bin: missing'],
    [
      'a file elsewhere',
      [{ paths: ['../weights.bin'], weights: [kernel, bias] }],
      6,
      'weightsManifest[0].paths[0]: expected the path',
    ],
    ['a manifest of no groups', [null], 6, 'weightsManifest[0]: expected'],
  ])('are refused with %s, and nothing is left', async (_, weightsManifest, values, message) => {
    const files = await withManifest(weightsManifest, { 'weights.bin': new Uint8Array(4 * values) });
    const before = tf.memory().numTensors;
    const error = await decodeNetwork(files, 'net', 'place').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FormatError);
    expect((error as Error).message).toContain(message);
    expect(tf.memory().numTensors).toBe(before);
  });
});
