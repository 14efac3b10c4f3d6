import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
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

/** Reads the files as a program does that knows TensorFlow.js only. */
function loadStock(files: ReadonlyMap<string, Uint8Array>): Promise<tfl.LayersModel> {
  const { weightsManifest, ...artifacts } = parse(files.get('model.json')!);
  const weightSpecs = weightsManifest.flatMap(({ weights }: tf.io.WeightsManifestConfig[number]) => weights);
  const weightData = files.get('weights.bin')!.slice().buffer;
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
    expect(model).toMatchObject({ format: 'layers-model', weightsManifest: [{ paths: ['weights.bin'] }] });
    expect(withoutNumbers(model)).toEqual(withoutNumbers(parse(read(`keras-networks/${name}/model.json`))));
    expect(files.get('weights.bin')).toEqual(read(`keras-networks/${name}/weights.bin`));
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
