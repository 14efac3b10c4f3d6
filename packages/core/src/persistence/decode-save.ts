import { ArgumentError, FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkNetworkNames, checkTensors } from './check-saved-parts';
import { CONFIG_FILE, type Config, type Files, tensorFile } from './files';
import { decodeNetwork, TOPOLOGY_FILE } from './network-files';
import { disposeWeights } from './network-weights';
import { decodeSafetensors } from './safetensors';
import type { SavedModel, SavedParts } from './saved-model';
import { tensorsOf } from './tensor-files';

/** The files of a save, and what its `config.json` says. */
export interface Save {
  /** The name of the place in errors. */
  readonly source: string;
  readonly files: Files;
  readonly config: Config;
}

/** The parts of a save that are known before its networks and tensors are decoded. */
export interface FoundParts extends Pick<SavedModel, 'className' | 'options'> {
  /** The ranks of the tensors by name. */
  readonly ranks: ReadonlyMap<string, number>;
}

/**
 * Decodes the networks and tensors of a save; they belong to the caller.
 *
 * @param partsOf returns what the save must hold, checked before anything is built; undefined for anything.
 * @throws FormatError that names the file, and the tensor or layer; nothing is then left.
 */
export async function decodeSave(
  { source, files, config }: Save,
  partsOf: (found: FoundParts) => SavedParts | undefined,
): Promise<SavedModel> {
  const path = tensorFile(files);
  const [bytes, tensorSource] = [files.get(path), `${source}/${path}`];
  const safetensors = bytes && decodeSafetensors(bytes, tensorSource);
  const ranks = new Map(Object.entries(safetensors?.tensors ?? {}).map(([name, { shape }]) => [name, shape.length]));
  const parts = partsOf({ className: config.class, options: config.options, ranks });
  if (parts !== undefined) {
    checkNetworkNames(config.networks, parts, `${source}/${CONFIG_FILE}`);
    const isUntrained = safetensors === undefined && parts.untrained === true;
    if (!isUntrained) checkTensors(safetensors?.tensors ?? {}, parts, tensorSource);
  }
  const networks: Record<string, LayersModel> = {};
  try {
    for (const name of new Set(config.networks)) networks[name] = await decodeNetwork(files, name, source);
    const tensors = safetensors ? tensorsOf(safetensors, tensorSource) : {};
    return { className: config.class, options: config.options, networks, tensors };
  } catch (error) {
    for (const network of Object.values(networks)) disposeWeights(network);
    throw error;
  }
}

/** Rethrows an `ArgumentError` about a part of a save as a {@link FormatError} that names its file. */
export function blameFile<T>({ source, files, config }: Save, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const [part] = error.argument.split(/[.[]/);
    const network = config.networks.includes(part) ? `${part}/${TOPOLOGY_FILE}` : CONFIG_FILE;
    throw new FormatError(`${source}/${part === 'tensors' ? tensorFile(files) : network}`, error.message);
  }
}

/** Runs `make`, and if it fails frees the parts and the variables that it has made. */
export function allOrNothing<T>({ networks, tensors }: SavedModel, make: () => T): T {
  const before = new Set(Object.keys(tf.engine().registeredVariables));
  const parts = Object.values(networks).flatMap(({ weights }) => weights.map((weight) => weight.read()));
  try {
    return make();
  } catch (error) {
    const made = Object.entries(tf.engine().registeredVariables).filter(([name]) => !before.has(name));
    tf.dispose([...made.map(([, variable]) => variable), ...parts, ...Object.values(tensors)]);
    throw error;
  }
}
