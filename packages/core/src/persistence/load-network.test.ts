import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import '@tensorflow/tfjs-backend-cpu';
import { BackendError, FormatError, NotFoundError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Dense } from '../layers';
import { loadNetwork } from './load-network';
import { encodeNetwork } from './network-files';
import { load, loadModel, saveModel } from './save-model';
import type { SavedModel } from './saved-model';

const Autoencoder = { className: 'Autoencoder', fromSaved: (saved: SavedModel) => saved };

let folder: string;
let network: tfl.LayersModel;
beforeEach(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
  network = tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [3], name: 'dense' })] });
});
afterEach(() => rm(folder, { recursive: true }));

/** The files that TensorFlow.js writes, with the weights in two files as its converter writes them. */
async function files(): Promise<Record<string, Uint8Array>> {
  const encoded = await encodeNetwork(network);
  const [[path, weights]] = [...encoded].filter(([name]) => name !== 'model.json');
  const json = new TextDecoder().decode(encoded.get('model.json'));
  const shards = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
  return {
    'model.json': new TextEncoder().encode(json.replace(`"${path}"`, JSON.stringify(shards).slice(1, -1))),
    [shards[0]]: weights.slice(0, 16),
    [shards[1]]: weights.slice(16),
  };
}

async function write(contents: Record<string, string | Uint8Array>): Promise<void> {
  for (const [path, bytes] of Object.entries(contents)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

function expectSame(loaded: tfl.LayersModel): void {
  const x = tf.tensor2d([[1, -2, 0.5]]);
  const [expected, actual] = [network, loaded].map((each) => (each.predict(x) as tf.Tensor).dataSync());
  expect(Array.from(actual)).toEqual(Array.from(expected, (value) => expect.closeTo(value, 6)));
  expect(loaded.layers[0]).toBeInstanceOf(Dense);
}

describe('loadNetwork', () => {
  it('reads a folder, its model.json and their file URLs', async () => {
    await write(await files());
    for (const place of [folder, `${folder}/`, join(folder, 'model.json'), pathToFileURL(folder)]) {
      expectSame(await loadNetwork(place));
    }
  });

  it('reads a zip and a server', async () => {
    const contents = await files();
    expectSame(await loadNetwork(new Blob([zipSync(contents)])));
    const inFolder = Object.fromEntries(Object.entries(contents).map(([path, bytes]) => [`net/${path}`, bytes]));
    const zip = zipSync({ ...inFolder, '__MACOSX/net/._model.json': new Uint8Array(3) });
    await write({ 'net.zip': zip, 'notes.txt': 'text' });
    expectSame(await loadNetwork(join(folder, 'net.zip')));
    expectSame(await loadNetwork(pathToFileURL(join(folder, 'net.zip'))));
    await expect(loadNetwork(join(folder, 'notes.txt'))).rejects.toThrow('expected a folder or a zip file, got a file');
    const server = createServer(({ url = '' }, response) => {
      const file = url === '/net.zip' ? zip : contents[url.replace('/network/', '').replace(/\?.*/, '')];
      response.writeHead(file ? 200 : 404).end(file);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      expectSame(await loadNetwork(`${base}/network`));
      expectSame(await loadNetwork(`${base}/net.zip`));
      expectSame(await loadNetwork(`${base}/network/model.json?version=1`));
      await expect(loadNetwork(`${base}/other`)).rejects.toThrow(NotFoundError);
    } finally {
      server.close();
    }
  });

  it('reads one network of a saved model, and says so of the whole', async () => {
    await saveModel(join(folder, 'model'), {
      className: 'Autoencoder',
      options: {},
      networks: { encoder: network },
      tensors: {},
    });
    expectSame(await loadNetwork(join(folder, 'model/encoder')));
    await expect(loadNetwork(join(folder, 'model'))).rejects.toThrow(
      "expected a network in the format of tfjs-layers, got a saved model: the load() of its class reads it, and loadNetwork() one of its networks, such as its folder 'decoder'.",
    );
  });

  it('names a file that is missing, and leaves nothing behind', async () => {
    await write(await files());
    await rm(join(folder, 'group1-shard2of2.bin'));
    const before = tf.memory().numTensors;
    await expect(loadNetwork(folder)).rejects.toThrow(`${folder}: there is no group1-shard2of2.bin.`);
    await expect(loadNetwork(join(folder, 'other'))).rejects.toThrow(NotFoundError);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('something else than a saved model', () => {
  const graph = JSON.stringify({ format: 'graph-model', modelTopology: { node: [] }, weightsManifest: [] });

  it('is named: a network', async () => {
    await write(await files());
    await expect(load(folder, [Autoencoder])).rejects.toThrow(FormatError);
    await expect(loadModel(folder)).rejects.toThrow(
      /expected a saved model, got a network in the format of tfjs-layers\. loadNetwork\(\) reads it/,
    );
  });

  it('is named: a graph model', async () => {
    await write({ 'model.json': graph });
    for (const loading of [() => load(folder, [Autoencoder]), () => loadNetwork(folder)]) {
      await expect(loading()).rejects.toThrow(/got a graph model, which has no layers to train/);
    }
  });

  it.each([
    [
      'config.json',
      JSON.stringify({ model_type: 'bert', architectures: ['BertModel'], transformers_version: '4.44.0' }),
    ],
    ['config.json', JSON.stringify({ _class_name: 'AutoencoderKL', _diffusers_version: '0.30.0' })],
    ['model.safetensors', 'some weights'],
    ['pytorch_model.bin', 'some weights'],
    ['model_index.json', '{}'],
  ])('is named: a model from Hugging Face, by its %s', async (file, content) => {
    await write({ [file]: content, 'tokenizer.json': '{}' });
    for (const loading of [() => load(folder, [Autoencoder]), () => loadModel(folder), () => loadNetwork(folder)]) {
      const error = await (loading() as Promise<unknown>).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(FormatError);
      expect((error as Error).message).toMatch(
        /: expected .*, got a model from Hugging Face .*importWeights\(\).*save_file/,
      );
      expect((error as Error).message).toContain(folder);
      expect((error as Error).message).not.toContain('damaged');
    }
  });

  it.each([
    ['pytorch_model.bin', /a PyTorch model.*safetensors\.torch.*importWeights\(\)/],
    ['model.h5', /a Keras model in HDF5.*tensorflowjs_converter --input_format=keras/],
    ['model.hdf5', /a Keras model in HDF5/],
    ['model.keras', /a Keras archive.*save_keras_model/],
    ['model.pt', /a PyTorch model.*safetensors\.torch.*importWeights\(\)/],
    ['model.pth', /a PyTorch model/],
    ['model.ckpt', /a PyTorch model/],
    ['model.onnx', /an ONNX graph/],
    ['saved_model.pb', /a TensorFlow graph/],
    ['model.tflite', /TensorFlow Lite/],
    ['weights.safetensors', /weights without a network.*importWeights\(\)/],
  ])('is named: %s, with the way to convert it', async (name, words) => {
    await write({ [name]: 'bytes' });
    const blob = new File(['bytes'], name);
    for (const place of [join(folder, name), blob]) {
      for (const loading of [() => load(place, [Autoencoder]), () => loadNetwork(place)]) {
        const error = await (loading() as Promise<unknown>).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(FormatError);
        expect((error as Error).message).toMatch(words);
        expect((error as Error).message).toContain(name);
      }
    }
  });
});

it('no backend is not blamed on the file', async () => {
  await write(await files());
  await saveModel(join(folder, 'model'), {
    className: 'Autoencoder',
    options: {},
    networks: { encoder: network },
    tensors: {},
  });
  const factory = tf.findBackendFactory('cpu');
  tf.removeBackend('cpu');
  try {
    await expect(load(join(folder, 'model'), [Autoencoder])).rejects.toThrow(BackendError);
    await expect(loadModel(join(folder, 'model'))).rejects.toThrow('No TensorFlow.js backend is ready');
    await expect(loadNetwork(folder)).rejects.toThrow(BackendError);
  } finally {
    tf.registerBackend('cpu', factory, 1);
    await tf.setBackend('cpu');
  }
});
