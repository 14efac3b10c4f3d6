import type { LayersModel } from '@tensorflow/tfjs-layers';
import { withLayerClasses } from '../layers';

/** A network with the same layers and the same weights, but none of them shared; it belongs to the caller. */
export function copyNetwork(network: LayersModel): LayersModel {
  const networkClass = network.constructor as typeof LayersModel;
  const copy = withLayerClasses(() => networkClass.fromConfig(networkClass, network.getConfig())) as LayersModel;
  copy.setWeights(network.getWeights());
  return copy;
}
