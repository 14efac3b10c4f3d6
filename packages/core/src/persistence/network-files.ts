import { concatenate, FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { blameFile } from './blame-layers';
import { buildNetwork } from './build-network';
import { checksumOf, hashedPath } from './checksums';
import { type Files, parseJsonObject } from './files';
import { GRAPH_MODEL, isGraphModel } from './foreign-model';
import { disposeWeights, type LoadedGroup, setNetworkWeights } from './network-weights';
import { checkTopology } from './topology';
import { bytesOf, readManifest, type WeightGroup, type WeightSpec } from './weight-manifest';

/** The file of a network that describes its layers and lists the files of its weights. */
export const TOPOLOGY_FILE = 'model.json';

/** Encodes a network as `model.json` and `weights-<hash>.bin` in the format of tfjs-layers, which `tf.loadLayersModel` reads, too. */
export async function encodeNetwork(network: LayersModel): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const collect = async ({ weightData, weightSpecs, ...topology }: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> => {
    const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
    const path = hashedPath('weights.bin', await checksumOf(weights));
    const weightsManifest = [{ paths: [path], weights: weightSpecs ?? [] }];
    files.set(TOPOLOGY_FILE, new TextEncoder().encode(JSON.stringify({ ...topology, weightsManifest })));
    files.set(path, weights);
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  };
  await network.save(tf.io.withSaveHandler(collect));
  return files;
}

/** The description of a network in a `model.json`, which has been checked as far as it can be without the weights. */
export interface NetworkDescription {
  readonly modelTopology: unknown;
  readonly groups: readonly WeightGroup[];
  /** The name of the file in errors. */
  readonly source: string;
}

/** Reads a `model.json`. Throws a {@link FormatError} that names `source` if it is damaged, or is not that of a network. */
export function readDescription(bytes: Uint8Array, source: string): NetworkDescription {
  const description = parseJsonObject(bytes, source);
  if (isGraphModel(description)) throw new FormatError(source, GRAPH_MODEL);
  const { modelTopology, weightsManifest } = description;
  if (!modelTopology || !Array.isArray(weightsManifest)) {
    throw new FormatError(source, 'expected a network in the format of tfjs-layers.');
  }
  checkTopology(modelTopology, source);
  return { modelTopology, groups: readManifest(weightsManifest, source), source };
}

/**
 * Decodes the network in the folder `name` of a save, or beside `config.json` for the name ''. Nothing is built before the sizes
 * that its files claim are compared with those that they have. Weights may be quantised and lie in several files, as
 * TensorFlow.js' converter writes them. Stock layers of which core has its own version become core's.
 *
 * @throws FormatError that names the file if it is missing or damaged; nothing is then left of the network.
 */
export async function decodeNetwork(files: Files, name: string, place: string): Promise<LayersModel> {
  const find = (file: string) => {
    const path = name === '' ? file : `${name}/${file}`;
    const [source, bytes] = [`${place}/${path}`, files.get(path)];
    if (!bytes) throw new FormatError(source, 'missing.');
    return { source, bytes };
  };
  const { bytes, source } = find(TOPOLOGY_FILE);
  const { modelTopology, groups } = readDescription(bytes, source);
  const loaded = groups.map((group) => loadGroup(group, group.paths.map(find), source));
  const values = valuesOf(groups.flatMap(({ specs }) => specs));
  const network = await blame(source, () => buildNetwork(modelTopology, values, source));
  try {
    await blame(source, () => setNetworkWeights(network, loaded, source));
  } catch (error) {
    disposeWeights(network);
    throw error;
  }
  return network;
}

/** Joins the files of a group. Throws a {@link FormatError} unless they have as many bytes as its weights. */
function loadGroup(
  group: WeightGroup,
  files: readonly { readonly source: string; readonly bytes: Uint8Array }[],
  source: string,
): LoadedGroup {
  const expected = bytesOf(group.specs);
  const length = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (length !== expected) {
    const where = files.map((file) => file.source).join(', ') || source;
    throw new FormatError(where, `expected ${expected} bytes, as ${TOPOLOGY_FILE} says, got ${length}.`);
  }
  return { ...group, bytes: files.length === 1 ? files[0].bytes : concatenate(files.map(({ bytes }) => bytes)) };
}

function valuesOf(specs: readonly WeightSpec[]): number {
  const sizes = specs.map(({ shape }) => shape.reduce((size, length) => size * length, 1));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Rethrows errors of `run` that are those of TensorFlow.js or of its layers' options as a {@link FormatError} of the file. */
async function blame<T>(source: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw blameFile(source, error);
  }
}
