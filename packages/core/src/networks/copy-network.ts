import type { LayersModel } from '@tensorflow/tfjs-layers';
import { NETWORK } from '../kinds';
import { withLayerClasses } from '../layers';

/**
 * Returns a network with copies of the layers and of the weights. The caller disposes it.
 *
 * ```ts
 * import { buildEncoder, copyNetwork, Rng } from '@ae-lab/core';
 *
 * const encoder = buildEncoder({ imageShape: [8, 8, 1], outputs: 2, architecture: { kind: 'dense' }, rng: new Rng(1) });
 * const before = copyNetwork(encoder);
 * ```
 *
 * @throws ArgumentError if `network` is not a network of tfjs-layers.
 */
export function copyNetwork(network: LayersModel): LayersModel {
  NETWORK.read('network', network);
  const networkClass = network.constructor as typeof LayersModel;
  const copy = withLayerClasses(() => networkClass.fromConfig(networkClass, network.getConfig())) as LayersModel;
  copy.setWeights(network.getWeights());
  return copy;
}
