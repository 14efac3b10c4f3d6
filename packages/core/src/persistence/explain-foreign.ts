import { FormatError, NotFoundError } from '@ae-lab/base';
import { parseJsonObject } from './files';
import { describeForeignFile, GRAPH_MODEL, isGraphModel } from './foreign-model';
import type { LoadOptions } from './load-options';
import { TOPOLOGY_FILE } from './network-files';
import { networkPlace } from './network-place';
import { nameOf, type Place } from './place';

/** Returns an error that says what there is at a place instead of a saved model, or undefined if that is not known. */
export async function explainForeign(place: Place, options?: LoadOptions): Promise<FormatError | undefined> {
  const source = nameOf(place);
  const foreign = describeForeignFile(source, 'a saved model');
  if (foreign !== undefined) return new FormatError(source, foreign);
  const topology = await networkPlace(place, options)
    .then(({ read }) => read(TOPOLOGY_FILE))
    .catch((error: unknown) => {
      if (error instanceof NotFoundError || error instanceof FormatError) return undefined;
      throw error;
    });
  if (topology === undefined) return undefined;
  if (isGraphModel(parseJsonObject(topology, `${source}/${TOPOLOGY_FILE}`)))
    return new FormatError(source, GRAPH_MODEL);
  return new FormatError(
    source,
    'expected a saved model, got a network in the format of tfjs-layers. loadNetwork() reads it, and the constructor of a model ' +
      'takes networks: new Autoencoder({ encoder, decoder }).',
  );
}
