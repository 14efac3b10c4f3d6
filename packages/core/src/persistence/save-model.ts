import { ArgumentError, FormatError } from '@ae-lab/base';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CONFIG_FILE, type Config, type Files, isNetworkName, parseConfig } from './files';
import type { LoadOptions } from './load-options';
import { decodeNetwork, encodeNetwork } from './network-files';
import { nameOf, type Place, readFiles, writeFiles } from './place';
import type { ModelClass, SavedModel } from './saved-model';
import { decodeTensors, encodeTensors } from './tensor-files';

const TENSOR_FILE = 'tensors.safetensors';

/**
 * Saves a model: `config.json` (class, options, format version), each network in the format of tfjs-layers, and
 * `tensors.safetensors`. An earlier save at the place is replaced as a whole: if the process is killed or the disk is full,
 * the place holds the earlier model or the new one.
 *
 * @throws ArgumentError for a place that holds anything else.
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
 * Loads the parts of a model that {@link saveModel} saved; the networks and tensors belong to the caller. {@link load} and
 * the `load` of a class make the model itself.
 *
 * @throws NotFoundError if there is nothing at the place, FormatError that names the file if one is damaged or larger than
 *   `maxBytes`, and AeLabError if a server cannot be reached or falls silent. A load that `signal` stops rejects with its reason.
 */
export async function loadModel(place: Place, options?: LoadOptions): Promise<SavedModel> {
  return decode(await readSave(place, options));
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
  const modelClass = classes.find(({ className }) => className === save.config.class);
  if (!modelClass) {
    const names = classes.map(({ className }) => className).join(' or ');
    throw new ArgumentError(save.source, `a saved ${names}`, save.config.class);
  }
  return modelClass.fromSaved(await decode(save));
}

interface Save {
  /** The name of the place in errors. */
  readonly source: string;
  readonly files: Files;
  readonly config: Config;
}

async function readSave(place: Place, options?: LoadOptions): Promise<Save> {
  const [source, files] = [nameOf(place), await readFiles(place, options)];
  const config = files.get(CONFIG_FILE);
  if (!config) throw new FormatError(source, `expected a saved model, but it has no ${CONFIG_FILE}.`);
  return { source, files, config: parseConfig(config, `${source}/${CONFIG_FILE}`) };
}

async function decode({ source, files, config }: Save): Promise<SavedModel> {
  const networks: Record<string, LayersModel> = {};
  try {
    for (const name of config.networks) networks[name] = await decodeNetwork(files, name, source);
    const tensors = files.get(TENSOR_FILE);
    return {
      className: config.class,
      options: config.options,
      networks,
      tensors: tensors ? decodeTensors(tensors, `${source}/${TENSOR_FILE}`) : {},
    };
  } catch (error) {
    for (const network of Object.values(networks)) network.dispose();
    throw error;
  }
}
