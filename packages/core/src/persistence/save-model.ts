import { ArgumentError, FormatError, NotFoundError } from '@ae-lab/base';
import { requireBackend } from '../backend';
import { checksumOf, hashedPath } from './checksums';
import { allOrNothing, blameFile, decodeSave, type FoundParts, type Save } from './decode-save';
import { explainForeign } from './explain-foreign';
import { CONFIG_FILE, encodeConfig, type Files, isNetworkName, parseConfig } from './files';
import type { LoadOptions } from './load-options';
import { encodeNetwork } from './network-files';
import { nameOf, type Place, readFiles, writeFiles } from './place';
import type { ModelClass, SavedModel, SavedParts } from './saved-model';
import { encodeTensors } from './tensor-files';

/**
 * Saves a model: `config.json` (class, options, format version, checksums of all files), each network in the format of
 * tfjs-layers, and `tensors-<hash>.safetensors`. An earlier save at the place is replaced as a whole: if the process is killed or
 * the disk is full, the place holds the earlier model or the new one. Several processes, also of several hosts or containers that
 * share a folder, save one after the other, while others load.
 *
 * @throws ArgumentError for a place that holds anything else, such as the checkpoint of a training, and AeLabError for one that a
 *   training uses.
 */
export async function saveModel(place: string | URL, saved: SavedModel): Promise<void> {
  await writeFiles(place, await encodeSave(saved));
}

/** Returns the files of a save. */
export async function encodeSave(saved: SavedModel): Promise<Files> {
  const files = new Map<string, Uint8Array>();
  for (const [name, network] of Object.entries(saved.networks)) {
    if (!isNetworkName(name)) throw new ArgumentError('networks', 'names of letters, digits, - and _', name);
    for (const [file, bytes] of await encodeNetwork(network)) files.set(`${name}/${file}`, bytes);
  }
  if (Object.keys(saved.tensors).length > 0) {
    const tensors = await encodeTensors(saved.tensors);
    files.set(hashedPath('tensors.safetensors', await checksumOf(tensors)), tensors);
  }
  const parts = { class: saved.className, options: saved.options, networks: Object.keys(saved.networks) };
  return new Map([...files, [CONFIG_FILE, await encodeConfig(parts, files)]]);
}

/**
 * Loads the parts of a model that {@link saveModel} saved; the networks and tensors belong to the caller. {@link load} and
 * the `load` of a class make the model itself.
 *
 * @throws NotFoundError if there is nothing at the place, FormatError that names the file if one is damaged or larger than
 *   `maxBytes`, AeLabError if a server cannot be reached or falls silent, and BackendError if TensorFlow.js has no backend. A load
 *   that `signal` stops rejects with its reason.
 */
export async function loadModel(place: Place, options?: LoadOptions): Promise<SavedModel> {
  return loadParts(place, () => undefined, options);
}

/**
 * Loads the parts of a model as {@link loadModel}, but refuses, before it builds any, those that are not as they must be.
 *
 * @param partsOf returns what a save of this class and with these options must hold, or undefined for anything. Its errors are
 *   passed on.
 */
export async function loadParts(
  place: Place,
  partsOf: (found: FoundParts) => SavedParts | undefined,
  options?: LoadOptions,
): Promise<SavedModel> {
  return decodeSave(await readSave(place, options), partsOf);
}

/**
 * Loads a model of one of several classes, chosen by the class name in the save.
 *
 * ```ts
 * const model = await load('models/digits', [Autoencoder, VariationalAutoencoder]);
 * ```
 *
 * @throws ArgumentError if the save is of another class; otherwise as {@link loadModel}.
 */
export async function load<M extends readonly unknown[]>(
  place: Place,
  classes: { readonly [K in keyof M]: ModelClass<M[K]> },
  options?: LoadOptions,
): Promise<M[number]> {
  const save = await readSave(place, options);
  const { source, config } = save;
  const modelClass = classes.find(({ className }) => className === config.class);
  if (!modelClass) {
    const names = classes.map(({ className }) => className).join(' or ');
    throw new ArgumentError(source, `a saved ${names}`, config.class);
  }
  const parts = blameFile(save, () => modelClass.savedParts?.(config.options));
  const saved = await decodeSave(save, () => parts);
  return allOrNothing(saved, () => blameFile(save, () => modelClass.fromSaved(saved)));
}

async function readSave(place: Place, options?: LoadOptions): Promise<Save> {
  requireBackend();
  const source = nameOf(place);
  try {
    const files = await readFiles(place, options);
    const config = files.get(CONFIG_FILE);
    if (!config) throw new FormatError(source, `expected a saved model, but it has no ${CONFIG_FILE}.`);
    return { source, files, config: parseConfig(config, `${source}/${CONFIG_FILE}`) };
  } catch (error) {
    if (!(error instanceof NotFoundError || error instanceof FormatError)) throw error;
    throw (await explainForeign(place, options)) ?? error;
  }
}
