import { FormatError, NotFoundError } from '@ae-lab/base';
import { CONFIG_FILE, parseJsonObject } from './files';
import {
  describeForeignFile,
  describeHuggingFace,
  GRAPH_MODEL,
  HUGGING_FACE_FILES,
  isGraphModel,
  isHuggingFaceConfig,
} from './foreign-model';
import type { LoadOptions } from './load-options';
import { TOPOLOGY_FILE } from './network-files';
import { networkPlace } from './network-place';
import { isAddress, isHttp, nameOf, type Place } from './place';

/** The largest `config.json` in bytes that is looked at. */
const MAX_CONFIG_BYTES = 2 ** 18;

/** Returns an error that says what there is at a place instead of a saved model, or undefined if that is not known. */
export async function explainForeign(place: Place, options?: LoadOptions): Promise<FormatError | undefined> {
  const source = nameOf(place);
  const foreign = describeForeignFile(source, 'a saved model');
  if (foreign !== undefined) return new FormatError(source, foreign);
  const topology = await readIfThere(place, TOPOLOGY_FILE, options);
  if (topology === undefined) return explainHuggingFace(place, 'a saved model', options);
  if (isGraphModel(parseJsonObject(topology, `${source}/${TOPOLOGY_FILE}`)))
    return new FormatError(source, GRAPH_MODEL);
  return new FormatError(
    source,
    'expected a saved model, got a network in the format of tfjs-layers. loadNetwork() reads it, and the constructor of a model ' +
      'takes networks: new Autoencoder({ encoder, decoder }).',
  );
}

/**
 * Returns an error for a model as it is downloaded from Hugging Face, or undefined for anything else.
 *
 * @param expected what was expected of the place.
 */
export async function explainHuggingFace(
  place: Place,
  expected: string,
  options?: LoadOptions,
): Promise<FormatError | undefined> {
  const limits = place instanceof Blob ? options : { ...options, maxBytes: MAX_CONFIG_BYTES };
  const bytes = await readIfThere(place, CONFIG_FILE, limits);
  const isOne = bytes ? isHuggingFaceConfig(jsonOf(bytes)) : await hasWeights(place);
  return isOne ? new FormatError(nameOf(place), describeHuggingFace(expected)) : undefined;
}

/** Whether a folder on disk has a file that Hugging Face's libraries write. */
async function hasWeights(place: Place): Promise<boolean> {
  if (!isAddress(place) || isHttp(place)) return false;
  // Such a file is larger than allowed, so it is not read.
  const { read } = await networkPlace(place, { maxBytes: 1 });
  for (const file of HUGGING_FACE_FILES) {
    const isThere = await read(file).then(
      () => true,
      (error: unknown) => error instanceof FormatError,
    );
    if (isThere) return true;
  }
  return false;
}

async function readIfThere(place: Place, path: string, options?: LoadOptions): Promise<Uint8Array | undefined> {
  try {
    const { read } = await networkPlace(place, options);
    return await read(path);
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof FormatError) return undefined;
    throw error;
  }
}

function jsonOf(bytes: Uint8Array) {
  try {
    return parseJsonObject(bytes, CONFIG_FILE);
  } catch {
    return {};
  }
}
