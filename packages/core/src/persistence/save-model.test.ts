import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { ArgumentError, FormatError, NotFoundError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import * as own from '../layers';
import { encodeConfig } from './files';
import { load, loadModel, saveModel } from './save-model';
import type { SavedModel } from './saved-model';

let folder: string;
beforeEach(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Stock layers, some in a network of their own, with moving averages that are not the initial ones. */
function network(): tfl.LayersModel {
  const input = tfl.input({ shape: [4, 4, 1] });
  const convolution = tfl.layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', activation: 'relu' });
  const normalisation = tfl.layers.batchNormalization({});
  const flatten = tfl.layers.flatten({ inputShape: [4, 4, 2] });
  const inner = tfl.sequential({ layers: [flatten, tfl.layers.dense({ units: 3, activation: 'sigmoid' })] });
  const output = inner.apply(normalisation.apply(convolution.apply(input))) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: input, outputs: output });
  normalisation.setWeights([tf.tensor1d([1, 2]), tf.tensor1d([3, 4]), tf.tensor1d([5, 6]), tf.tensor1d([7, 8])]);
  return model;
}

/** A small network of our own layers. */
function ownNetwork(): tfl.LayersModel {
  const hidden = new own.Dense({ units: 3, inputShape: [2], activation: 'relu' });
  return tfl.sequential({ layers: [hidden, new own.BatchNormalization({}), new own.Dense({ units: 1 })] });
}

function saved(changes: Partial<SavedModel> = {}): SavedModel {
  const tensors = { codes: tf.tensor2d([[1, 2.5]]), steps: tf.scalar(-7, 'int32'), mask: tf.tensor1d([1, 0], 'bool') };
  const options = { latentDim: 3, widths: [1, 2], rate: undefined };
  return { className: 'Model', options, networks: { encoder: network() }, tensors, ...changes };
}

/** Replaces a file of the save in the folder, named without its hash, and the checksums. */
async function replace(file: string, content: string): Promise<void> {
  if (file === 'config.json') return writeFile(join(folder, file), content);
  const {
    class: className,
    options,
    networks,
    files,
  } = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
  const bytes = new Map<string, Uint8Array>();
  for (const path of Object.keys(files)) {
    const isIt = path.replace(/-[0-9a-f]{16}/, '') === file;
    bytes.set(path, isIt ? new TextEncoder().encode(content) : await readFile(join(folder, path)));
    await writeFile(join(folder, path), bytes.get(path) as Uint8Array);
  }
  await writeFile(join(folder, 'config.json'), await encodeConfig({ class: className, options, networks }, bytes));
}

const weightsOf = (model: tfl.LayersModel) => model.getWeights().map((weight) => weight.dataSync());

describe('saveModel and loadModel', () => {
  it.each(['cpu', 'wasm'])('keep all parts bit for bit on %s', async (backend) => {
    await tf.setBackend(backend);
    const model = saved();
    await saveModel(folder, model);
    const before = tf.memory().numTensors;
    const loaded = await loadModel(folder);
    expect(loaded.className).toBe('Model');
    expect(loaded.options).toEqual({ latentDim: 3, widths: [1, 2] });
    expect(weightsOf(loaded.networks.encoder)).toEqual(weightsOf(model.networks.encoder));
    for (const [name, tensor] of Object.entries(model.tensors)) {
      expect(loaded.tensors[name].dtype).toBe(tensor.dtype);
      expect(loaded.tensors[name].shape).toEqual(tensor.shape);
      expect(loaded.tensors[name].dataSync()).toEqual(tensor.dataSync());
    }
    expect(tf.memory().numTensors - before).toBe(loaded.networks.encoder.weights.length + 3);
  });

  it('load networks of our layers, also within networks, that compute the same as the stock ones', async () => {
    const model = saved();
    await saveModel(folder, model);
    const { encoder } = (await loadModel(folder)).networks;
    const [, convolution, normalisation, inner] = encoder.layers;
    expect(convolution).toBeInstanceOf(own.Conv2D);
    expect(normalisation).toBeInstanceOf(own.BatchNormalization);
    expect((inner as tfl.Sequential).layers[1]).toBeInstanceOf(own.Dense);
    expect(tf.serialization.SerializationMap.getMap().classNameMap.Dense[0]).not.toBe(own.Dense);
    const images = tf.randomUniform([5, 4, 4, 1], 0, 1, 'float32', 1);
    const [expected, actual] = [model.networks.encoder, encoder].map((net) => net.predict(images) as tf.Tensor);
    expect(tf.max(tf.abs(tf.sub(expected, actual))).dataSync()[0]).toBeLessThan(1e-6);
  });

  it('write networks of our layers that tf.loadLayersModel reads', async () => {
    const model = ownNetwork();
    await saveModel(folder, saved({ networks: { decoder: model } }));
    const json = JSON.parse(await readFile(join(folder, 'decoder/model.json'), 'utf8'));
    const weights = new Uint8Array(await readFile(join(folder, 'decoder', json.weightsManifest[0].paths[0]))).buffer;
    const artifacts = { ...json, weightSpecs: json.weightsManifest[0].weights, weightData: weights };
    const stock = await tfl.loadLayersModel(tf.io.fromMemory(artifacts));
    expect(json.weightsManifest[0].paths).toEqual([expect.stringMatching(/^weights-[0-9a-f]{16}\.bin$/)]);
    expect(stock.layers[0]).not.toBeInstanceOf(own.Dense);
    expect(weightsOf(stock)).toEqual(weightsOf(model));
    const x = tf.tensor2d([[1, -2]]);
    expect((stock.predict(x) as tf.Tensor).dataSync()[0]).toBeCloseTo((model.predict(x) as tf.Tensor).dataSync()[0], 6);
  });

  it('write config.json for people and other tools', async () => {
    await saveModel(folder, saved());
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
    const paths = Object.keys(config.files);
    expect(paths).toEqual([
      'encoder/model.json',
      expect.stringMatching(/^encoder\/weights-[0-9a-f]{16}\.bin$/),
      expect.stringMatching(/^tensors-[0-9a-f]{16}\.safetensors$/),
    ]);
    for (const path of paths) {
      const bytes = await readFile(join(folder, path));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(config.files[path]).toEqual({ bytes: bytes.length, sha256 });
    }
    expect(config).toMatchObject({
      format: 'ae-lab',
      formatVersion: 2,
      class: 'Model',
      options: { latentDim: 3, widths: [1, 2] },
      networks: ['encoder'],
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await saveModel(folder, saved({ networks: {}, tensors: {} }));
    expect((await readdir(folder)).filter((name) => !name.startsWith('.'))).toEqual(['config.json']);
    expect(await loadModel(folder)).toMatchObject({ networks: {}, tensors: {} });
  });

  it('refuse parts that cannot be saved, before anything is written', async () => {
    const place = join(folder, 'model');
    await expect(saveModel(place, saved({ networks: { '../up': network() } }))).rejects.toThrow(
      /networks: .*"\.\.\/up"/,
    );
    await expect(saveModel(place, saved({ tensors: { names: tf.tensor1d(['a']) } }))).rejects.toThrow(/tensors\.names/);
    await expect(saveModel('http://localhost/model', saved())).rejects.toThrow(ArgumentError);
    await expect(saveModel('', saved())).rejects.toThrow(ArgumentError);
    await expect(saveModel('indexeddb://model', saved())).rejects.toThrow(/place: .*in Node.*indexeddb/);
    await expect(loadModel(undefined as unknown as string)).rejects.toThrow(ArgumentError);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['config.json', '{', /config\.json: expected JSON/],
    ['config.json', '{"format":"other"}', /config\.json: expected the config\.json of an 'ae-lab' model/],
    ['config.json', '{"format":"ae-lab","formatVersion":3}', /version 1 or 2, got 3/],
    ['config.json', '{"format":"ae-lab","formatVersion":1,"class":"A","options":[]}', /'options'/],
    ['config.json', '{"format":"ae-lab","formatVersion":1,"class":"A","options":{},"networks":["/"]}', /'networks'/],
    [
      'config.json',
      '{"format":"ae-lab","formatVersion":1,"class":"A","options":{},"networks":[],"files":["../a"]}',
      /'files'/,
    ],
    ['encoder/model.json', '[]', /encoder\/model\.json: expected a JSON object/],
    ['encoder/model.json', '{}', /encoder\/model\.json: expected a network in the format of tfjs-layers/],
    [
      'encoder/model.json',
      '{"modelTopology":{"class_name":"Nothing","config":{}},"weightsManifest":[]}',
      /model\.json: .*Nothing/,
    ],
    ['encoder/weights.bin', '1234567', /encoder\/weights.*\.bin: expected 508 bytes.*got 7/],
    ['tensors.safetensors', 'short', /tensors.*\.safetensors: /],
  ])('name a damaged %s', async (file, content, message) => {
    await saveModel(folder, saved());
    await replace(file, content);
    const before = tf.memory().numTensors;
    await expect(loadModel(folder)).rejects.toThrow(FormatError);
    await expect(loadModel(folder)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('report a place with nothing saved', async () => {
    await expect(loadModel(join(folder, 'nothing'))).rejects.toThrow(NotFoundError);
  });
});

describe('load', () => {
  class Model {
    static readonly className: string = 'Model';
    constructor(readonly saved: SavedModel) {}
    static fromSaved(saved: SavedModel): Model {
      return new Model(saved);
    }
  }
  class Other extends Model {
    static override readonly className = 'Other';
    readonly other = true;
    static override fromSaved(saved: SavedModel): Other {
      return new Other(saved);
    }
  }

  it('chooses the class by its name', async () => {
    await saveModel(folder, saved());
    const model = await load(folder, [Other, Model]);
    expect(model.constructor).toBe(Model);
    expectTypeOf(model).toEqualTypeOf<Other | Model>();
    expect(model.saved.options).toEqual({ latentDim: 3, widths: [1, 2] });
  });

  it('names the class that was expected, and the one of the save', async () => {
    await saveModel(folder, saved());
    await expect(load(folder, [Other])).rejects.toThrow(`${folder}: expected a saved Other, got "Model".`);
  });
});
