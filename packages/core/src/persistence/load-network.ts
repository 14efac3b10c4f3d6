import { FormatError, NotFoundError } from '@ae-lab/base';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { requireBackend } from '../backend';
import { explainHuggingFace } from './explain-foreign';
import { CONFIG_FILE } from './files';
import { describeForeignFile } from './foreign-model';
import type { LoadOptions } from './load-options';
import { decodeNetwork, readDescription, TOPOLOGY_FILE } from './network-files';
import { networkPlace } from './network-place';
import { nameOf, type Place } from './place';

/**
 * Loads one network in the format of tfjs-layers, as TensorFlow.js, its converter from Keras 2, and `save` for each network of a
 * model write it: a folder with `model.json` and files of weights, which may be quantised. The caller disposes it. Dense layers,
 * convolutions and other stock layers of which core has its own version become core's.
 *
 * ```ts
 * import { loadNetwork } from '@ae-lab/core';
 *
 * const encoder = await loadNetwork('models/converted-encoder');
 * const decoder = await loadNetwork('models/digits/decoder'); // a part of a saved model
 * ```
 *
 * Layers are checked before they are built, and nothing is allocated for weights that the files do not have.
 *
 * @param place the folder, its `model.json`, the URL of either, or a zip of the folder: by its path or URL, or as a `Blob`.
 * @throws NotFoundError if there is no `model.json`, FormatError that names the file if one is damaged or the place holds something
 *   else, and BackendError if TensorFlow.js has no backend.
 */
export async function loadNetwork(place: Place, options?: LoadOptions): Promise<LayersModel> {
  requireBackend();
  const foreign = describeForeignFile(nameOf(place), 'a network in the format of tfjs-layers');
  if (foreign !== undefined) throw new FormatError(nameOf(place), foreign);
  const { name, read } = await networkPlace(place, options);
  const topology = await read(TOPOLOGY_FILE).catch(async (error: unknown) => {
    if (!(error instanceof NotFoundError)) throw error;
    const foreign = await explainHuggingFace(place, 'a network in the format of tfjs-layers', options);
    if (foreign || !(await has(read, CONFIG_FILE))) throw foreign ?? error;
    const advice =
      "the load() of its class reads it, and loadNetwork() one of its networks, such as its folder 'decoder'";
    throw new FormatError(name, `expected a network in the format of tfjs-layers, got a saved model: ${advice}.`);
  });
  const { groups } = readDescription(topology, `${name}/${TOPOLOGY_FILE}`);
  const files = new Map([[TOPOLOGY_FILE, topology]]);
  // One after the other: a place may not bear many requests at once.
  for (const path of new Set(groups.flatMap(({ paths }) => paths))) files.set(path, await read(path));
  return decodeNetwork(files, '', name);
}

async function has(read: (path: string) => Promise<unknown>, path: string): Promise<boolean> {
  return read(path).then(
    () => true,
    () => false,
  );
}
