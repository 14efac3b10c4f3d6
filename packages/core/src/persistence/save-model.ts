import { ArgumentError, FormatError, NotFoundError } from '@ae-lab/base';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CONFIG_FILE, type Config, type Files, isNetworkName, parseConfig } from './files';
import { decodeNetwork, encodeNetwork } from './network-files';
import { nameOf, type Place, readFiles, writeFiles } from './place';
import type { ModelClass, SavedModel } from './saved-model';
import { decodeTensors, encodeTensors } from './tensor-files';

const TENSOR_FILE = 'tensors.safetensors';

/**
 * Saves a model: `config.json` (class, options, format version), each network in tfjs-layers' own format, and
 * `tensors.safetensors`. An earlier save at the place is replaced as a whole: should the process be killed or the disk be
 * full, the place holds the old model or the new one. Throws an {@link ArgumentError} for a place that holds anything else.
 */
export async function saveModel(place: string | URL, saved: SavedModel): Promise<void> {
  const files = new Map<string, Uint8Array>();
  for (const [name, network] of Object.entries(saved.networks)) {
    if (!isNetworkName(name)) throw new ArgumentError('networks', 'names of letters, digits, - and _', name);
    for (const [file, bytes] of await encodeNetwork(network)) files.set(`${name}/${file}`, bytes);
  }
  if (Object.keys(saved.tensors).length > 0) files.set(TENSOR_FILE, await encodeTensors(saved.tensors));
  const config: Config = {
    format: 'ae-lab',
    formatVersion: 1,
    class: saved.className,
    options: saved.options,
    networks: Object.keys(saved.networks),
    files: [...files.keys()],
  };
  files.set(CONFIG_FILE, new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`));
  await writeFiles(place, files);
}

/**
 * Loads what {@link saveModel} saved; the networks and tensors belong to the caller. Throws a {@link NotFoundError} when
 * nothing is there, and a {@link FormatError} that names the file when one is damaged.
 */
export async function loadModel(place: Place): Promise<SavedModel> {
  const files = await readFiles(place);
  return decode(files, configOf(files, place), place);
}

/** Loads a model of one of `classes`, chosen by the class name in the save. */
export async function load<M extends readonly unknown[]>(
  place: Place,
  classes: { readonly [K in keyof M]: ModelClass<M[K]> },
): Promise<M[number]> {
  const files = await readFiles(place);
  const config = configOf(files, place);
  const modelClass = classes.find(({ className }) => className === config.class);
  if (!modelClass) {
    const names = classes.map(({ className }) => className).join(' or ');
    throw new ArgumentError(nameOf(place), `a saved ${names}`, config.class);
  }
  return modelClass.fromSaved(await decode(files, config, place));
}

function configOf(files: Files, place: Place): Config {
  const bytes = files.get(CONFIG_FILE);
  if (!bytes) throw new FormatError(nameOf(place), `expected a saved model, but there is no ${CONFIG_FILE} in it.`);
  return parseConfig(bytes, `${nameOf(place)}/${CONFIG_FILE}`);
}

async function decode(files: Files, config: Config, place: Place): Promise<SavedModel> {
  const networks: Record<string, LayersModel> = {};
  try {
    for (const name of config.networks) networks[name] = await decodeNetwork(files, name, nameOf(place));
    const tensors = files.get(TENSOR_FILE);
    return {
      className: config.class,
      options: config.options,
      networks,
      tensors: tensors ? decodeTensors(tensors, `${nameOf(place)}/${TENSOR_FILE}`) : {},
    };
  } catch (error) {
    for (const network of Object.values(networks)) network.dispose();
    throw error;
  }
}
