import { FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, type ModelAndWeightsConfig, models } from '@tensorflow/tfjs-layers';
import { withLayerClasses } from '../layers';
import { type Files, parseJsonObject } from './files';

/** `model.json` and `weights.bin` in the format of tfjs-layers, which `tf.loadLayersModel` reads too. */
export async function encodeNetwork(network: LayersModel): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const collect = async ({ weightData, weightSpecs, ...topology }: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> => {
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs ?? [] }];
    files.set('model.json', new TextEncoder().encode(JSON.stringify({ ...topology, weightsManifest })));
    files.set('weights.bin', new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  };
  await network.save(tf.io.withSaveHandler(collect));
  return files;
}

/**
 * The network in the folder `name` of `files`, with core's own layers wherever there is one of a stock layer's name.
 * Throws a {@link FormatError} that names the file when there is no readable network.
 */
export async function decodeNetwork(files: Files, name: string, place: string): Promise<LayersModel> {
  const topologySource = `${place}/${name}/model.json`;
  const weightsSource = `${place}/${name}/weights.bin`;
  const topology = files.get(`${name}/model.json`);
  const weights = files.get(`${name}/weights.bin`);
  if (!topology) throw new FormatError(topologySource, 'missing.');
  if (!weights) throw new FormatError(weightsSource, 'missing.');

  const json = parseJsonObject(topology, topologySource) as Partial<tf.io.ModelJSON>;
  if (!json.modelTopology || !Array.isArray(json.weightsManifest)) {
    throw new FormatError(topologySource, 'expected a network in the format of tfjs-layers.');
  }
  const { modelTopology, weightsManifest } = json;
  const network = await blame(topologySource, () => buildNetwork(modelTopology));
  try {
    await blame(weightsSource, () => loadWeights(network, weights, weightsManifest));
  } catch (error) {
    network.dispose();
    throw error;
  }
  return network;
}

/** The network of a topology: as there are no weights to wait for, it is built before `modelFromJSON` returns. */
function buildNetwork(modelTopology: unknown): Promise<LayersModel> {
  return withLayerClasses(() => models.modelFromJSON({ modelTopology } as ModelAndWeightsConfig));
}

function loadWeights(network: LayersModel, bytes: Uint8Array, manifest: tf.io.WeightsManifestConfig): void {
  const specs = manifest.flatMap(({ weights }) => weights);
  const sizes = specs.map(
    ({ dtype, shape }) => tf.util.sizeFromShape(shape) * tf.util.bytesPerElement(dtype as tf.DataType),
  );
  const expected = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes.length !== expected)
    throw new Error(`expected ${expected} bytes, as model.json says, got ${bytes.length}.`);
  // Numbered, since layers of nested networks may share a name.
  const numbered = specs.map((spec, i) => ({ ...spec, name: `${i}` }));
  const weights = tf.io.decodeWeights(new Uint8Array(bytes).buffer, numbered);
  const names = specs.map(({ name }) => name);
  try {
    if (new Set(names).size === names.length) {
      network.loadWeights(Object.fromEntries(names.map((name, i) => [name, weights[i]])));
    } else {
      loadInOrder(network, names, Object.values(weights));
    }
  } finally {
    tf.dispose(weights);
  }
}

/** TensorFlow.js saves weights in this order, and cannot load those whose names occur twice. */
function loadInOrder(network: LayersModel, names: readonly string[], tensors: readonly tf.Tensor[]): void {
  const expected = network.weights.map(({ originalName }) => originalName);
  if (`${names}` !== `${expected}`) throw new Error(`expected the weights ${expected}, got ${names}.`);
  network.weights.forEach((weight, i) => {
    weight.write(tensors[i]);
  });
}

/** What `run` throws, mostly TensorFlow.js' own errors, as a {@link FormatError} that names the file. */
async function blame<T>(source: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new FormatError(source, error instanceof Error ? error.message : String(error));
  }
}
