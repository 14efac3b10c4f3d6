import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  AeLabError,
  buildEncoder,
  DivergenceError,
  exportWeights,
  importWeights,
  load,
  loadNetwork,
  type ModelClass,
  Rng,
  resealSave,
} from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { zipSync } from 'fflate';
import { dataFor, MODELS, type ModelCase } from '../../backend-tests/models';
import { digestOf } from '../digest';
import type { Files } from './files';
import { inFolder, Nonsense, onlyFile, type Reader, readAll, writeAll } from './reader';

/** The model of each class that is saved and read: the first one of the list. */
const CASES = MODELS.filter(
  ({ modelClass, data }, i) => data === undefined && MODELS.findIndex((m) => m.modelClass === modelClass) === i,
);
const CLASSES = CASES.map(({ modelClass }) => modelClass) as readonly ModelClass<
  Awaited<ReturnType<ModelCase['make']>>
>[];

/** The readers of saved models, checkpoints and weights. */
export async function modelReaders(folder: string): Promise<Reader[]> {
  const saves: Files[] = [];
  for (const each of CASES) saves.push(await inFolder(folder, () => saved(each, folder)));
  const zips = saves.map((files) => new Map([['model.zip', zipSync(Object.fromEntries(files), { level: 0 })]]));
  const server = await startServer();
  const isChecked = saves.every(
    (files) => !Array.isArray(JSON.parse(new TextDecoder().decode(files.get('config.json'))).files),
  );
  const common = { isChecked };
  return [
    {
      ...common,
      name: 'save',
      samples: saves,
      read: (files, place) =>
        inFolder(place, async () => {
          await writeAll(files, place);
          return use(await load(place, CLASSES));
        }),
      sources: (_, place) => [place],
    },
    {
      ...common,
      name: 'zip',
      samples: zips,
      read: async (files) => use(await load(new File([new Uint8Array(onlyFile(files).bytes)], 'model.zip'), CLASSES)),
      sources: () => ['model.zip'],
    },
    {
      ...common,
      name: 'zip-path',
      samples: zips,
      read: (files, place) =>
        inFolder(place, async () => {
          await writeAll(files, place);
          return use(await load(join(place, 'model.zip'), CLASSES));
        }),
      sources: (_, place) => [place],
    },
    {
      name: 'reseal',
      samples: saves,
      read: (files, place) =>
        inFolder(place, async () => {
          await writeAll(files, place);
          await resealSave(place);
          return use(await load(place, CLASSES));
        }),
      sources: (_, place) => [place],
    },
    {
      ...common,
      name: 'http',
      samples: saves,
      async read(files) {
        server.files = files;
        return use(await load(server.url, CLASSES));
      },
      sources: () => [server.url],
    },
    ...(await Promise.all(
      [CASES[0], CASES.find(({ name }) => name.startsWith('Glo'))!].map((each) => checkpoint(each, folder, isChecked)),
    )),
    await weights(),
    await network(folder),
  ];
}

/** Trains a model a little, so that it has everything that it can have, and returns its save. */
async function saved(model: ModelCase, folder: string): Promise<Files> {
  const made = model.make([8, 8, 1], 1);
  await model.fit(made, dataFor(model, 20), { epochs: 1, batchSize: 10 });
  await made.save(folder);
  made.dispose();
  return readAll(folder);
}

/** Uses a loaded model as its class is used, and returns a digest of it. */
async function use(model: Awaited<ReturnType<ModelCase['make']>>): Promise<string> {
  const made = model;
  try {
    const parts = made.toSaved();
    const found = CASES.find(({ modelClass }) => modelClass.className === parts.className)!;
    // A search for codes takes as many steps as the save says.
    if (parts.className !== 'Glo') tf.tidy(() => checkOutputs(found, made));
    return digestOf(parts, { class: parts.className, options: parts.options });
  } finally {
    made.dispose();
  }
}

function checkOutputs(found: ModelCase, model: Awaited<ReturnType<ModelCase['make']>>): void {
  try {
    for (const [tensor, shape] of found.outputs(model, tf.fill([2, found.side ?? 8, found.side ?? 8, 1], 0.5))) {
      if (tensor.shape[0] !== shape[0]) throw new Nonsense(`[${tensor.shape}] in place of [${shape}]`);
    }
  } catch (error) {
    // A save of another image size or another number of classes is right, and says so.
    if (error instanceof AeLabError) return;
    throw new Nonsense(`it loads, but then: ${error}`);
  }
}

async function checkpoint(each: ModelCase, folder: string, isChecked: boolean): Promise<Reader> {
  const name = `checkpoint-${each.modelClass.className}`;
  const place = `${folder}-${name}`;
  const train = async (at: string, epochs: number) => {
    const model = each.make([8, 8, 1], 1);
    try {
      await each.fit(model, dataFor(each, 10), { epochs, batchSize: 5, checkpoint: { place: at } });
      return digestOf(model.toSaved());
    } catch (error) {
      // Weights that are huge, but finite, may be those of a real training.
      if (error instanceof DivergenceError) return 'diverged';
      throw error;
    } finally {
      model.dispose();
    }
  };
  const files = await inFolder(place, async () => {
    await train(place, 1);
    return readAll(place);
  });
  return {
    name,
    samples: [files],
    read: (changed, at) =>
      inFolder(at, async () => {
        await writeAll(changed, join(at, 'checkpoint'));
        return train(join(at, 'checkpoint'), 2);
      }),
    sources: (_, at) => [at, 'checkpoint.place', 'epochs', 'earlyStopping'],
    isChecked,
  };
}

async function weights(): Promise<Reader> {
  const build = () =>
    buildEncoder({ imageShape: [4, 4, 1], outputs: 3, architecture: { kind: 'dense', widths: [5] }, rng: new Rng(1) });
  const network = build();
  const exported = await Promise.all(
    (['pytorch', 'keras'] as const).map((layout) => exportWeights(network, { layout })),
  );
  const samples = exported.map((bytes) => new Map([['weights.safetensors', bytes]]));
  network.dispose();
  return {
    name: 'weights',
    samples,
    async read(files) {
      const target = build();
      try {
        importWeights(target, onlyFile(files).bytes);
        return digestOf({ networks: { target }, tensors: {} });
      } finally {
        target.dispose();
      }
    },
    sources: () => ['weights'],
  };
}

/** Reads a network of stock layers, which core builds by TensorFlow.js, and runs it. */
async function network(folder: string): Promise<Reader> {
  const { layers } = tfl;
  const made = tfl.sequential({
    layers: [
      layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', dilationRate: 2, inputShape: [6, 6, 1] }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.batchNormalization(),
      layers.upSampling2d({ size: [2, 2] }),
      layers.cropping2D({
        cropping: [
          [1, 1],
          [1, 1],
        ],
      }),
      layers.zeroPadding2d({
        padding: [
          [0, 1],
          [1, 0],
        ],
      }),
      layers.separableConv2d({ filters: 2, kernelSize: 3 }),
      layers.reshape({ targetShape: [3, 6] }),
      layers.timeDistributed({ layer: layers.dense({ units: 2, activation: 'tanh' }) }),
      layers.flatten(),
      layers.dense({ units: 3 }),
      layers.softmax(),
    ],
  });
  const files = await inFolder(folder, async () => {
    await made.save(tf.io.withSaveHandler((artifacts) => writeNetwork(artifacts, folder)));
    return readAll(folder);
  });
  tf.dispose(made.weights.map((weight) => weight.read()));
  return {
    name: 'network',
    samples: [files],
    read: (changed, place) =>
      inFolder(place, async () => {
        await writeAll(changed, place);
        const loaded = await loadNetwork(place);
        try {
          tf.tidy(() => run(loaded));
          return digestOf({ networks: { loaded }, tensors: {} });
        } finally {
          tf.dispose(loaded.weights.map((weight) => weight.read()));
        }
      }),
    sources: (_, place) => [place],
  };
}

async function writeNetwork(
  { modelTopology, weightSpecs, weightData }: tf.io.ModelArtifacts,
  folder: string,
): Promise<tf.io.SaveResult> {
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const json = new TextEncoder().encode(JSON.stringify({ modelTopology, weightsManifest }));
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
  await writeAll(
    new Map([
      ['model.json', json],
      ['weights.bin', weights],
    ]),
    folder,
  );
  return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
}

/** The largest number of values that a layer may return, for the network to be run. */
const MOST_VALUES = 1e6;

/** Runs a network on a batch of two, unless that takes long, or the shape of its input is not known. */
function run(loaded: tfl.LayersModel): void {
  const size = (shape: tfl.Shape) => shape.reduce<number>((product, each) => product * (each ?? 2), 1);
  const isLarge = loaded.layers.some(({ outputShape }) => size(outputShape as tfl.Shape) > MOST_VALUES);
  if (isLarge || loaded.inputs.some(({ shape }) => size(shape) > MOST_VALUES || shape.slice(1).includes(null))) return;
  const inputs = loaded.inputs.map(({ shape }) => tf.zeros(shape.map((size) => size ?? 2)));
  try {
    loaded.predict(inputs);
  } catch (error) {
    throw new Nonsense(`it loads, but then: ${error}`);
  }
}

/** Serves the files of the current input on this machine. */
async function startServer(): Promise<{ url: string; files: Files }> {
  const served = { url: '', files: new Map() as Files };
  const server = createServer(({ url = '' }, response) => {
    const bytes = served.files.get(decodeURIComponent(url.replace(/^\/model\//, '')));
    response.writeHead(bytes ? 200 : 404, { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model`;
  return served;
}
