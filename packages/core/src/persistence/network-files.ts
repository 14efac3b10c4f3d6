import { FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, type ModelAndWeightsConfig, models } from '@tensorflow/tfjs-layers';
import { withLayerClasses } from '../layers';
import { type Files, parseJsonObject } from './files';

/** Encodes a network as `model.json` and `weights.bin` in the format of tfjs-layers, which `tf.loadLayersModel` reads, too. */
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
 * Decodes the network in the folder `name` of a save. Stock layers of which core has its own version become core's.
 *
 * @throws FormatError that names the file if it is missing or unreadable.
 */
export async function decodeNetwork(files: Files, name: string, place: string): Promise<LayersModel> {
  const find = (file: string) => {
    const [source, bytes] = [`${place}/${name}/${file}`, files.get(`${name}/${file}`)];
    if (!bytes) throw new FormatError(source, 'missing.');
    return { source, bytes };
  };
  const [topology, weights] = [find('model.json'), find('weights.bin')];
  const { modelTopology, weightsManifest } = parseJsonObject(
    topology.bytes,
    topology.source,
  ) as Partial<tf.io.ModelJSON>;
  if (!modelTopology || !Array.isArray(weightsManifest)) {
    throw new FormatError(topology.source, 'expected a network in the format of tfjs-layers.');
  }
  const network = await blame(topology.source, () => buildNetwork(modelTopology));
  try {
    await blame(weights.source, () => loadWeights(network, weights.bytes, weightsManifest));
  } catch (error) {
    network.dispose();
    throw error;
  }
  return network;
}

/** Builds a network. Without weights to wait for, `modelFromJSON` has built it when it returns its promise. */
function buildNetwork(modelTopology: unknown): Promise<LayersModel> {
  return withLayerClasses(() => models.modelFromJSON({ modelTopology } as ModelAndWeightsConfig));
}

function loadWeights(network: LayersModel, bytes: Uint8Array, manifest: tf.io.WeightsManifestConfig): void {
  const specs = manifest.flatMap(({ weights }) => weights);
  const sizes = specs.map(
    ({ dtype, shape }) => tf.util.sizeFromShape(shape) * tf.util.bytesPerElement(dtype as tf.DataType),
  );
  const expected = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes.length !== expected) {
    throw new Error(`expected ${expected} bytes, as model.json says, got ${bytes.length}.`);
  }
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

/** Loads weights in the order in which TensorFlow.js saves them, since it cannot load those whose names occur twice. */
function loadInOrder(network: LayersModel, names: readonly string[], tensors: readonly tf.Tensor[]): void {
  const expected = network.weights.map(({ originalName }) => originalName);
  if (`${names}` !== `${expected}`) throw new Error(`expected the weights ${expected}, got ${names}.`);
  network.weights.forEach((weight, i) => {
    weight.write(tensors[i]);
  });
}

/** Rethrows errors of `run`, which are mostly those of TensorFlow.js, as a {@link FormatError} that names the file. */
async function blame<T>(source: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new FormatError(source, error instanceof Error ? error.message : String(error));
  }
}
