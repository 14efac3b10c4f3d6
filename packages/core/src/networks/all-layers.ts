import { LayersModel } from '@tensorflow/tfjs-layers';

/** Returns the layers of a network in their order, with the layers of a nested network in its place. */
export function allLayers(network: LayersModel): LayersModel['layers'] {
  return network.layers.flatMap((layer) => (layer instanceof LayersModel ? allLayers(layer) : [layer]));
}

/** Returns the activation of the last layer that has one, or undefined. */
export function lastActivation(network: LayersModel): unknown {
  const activations = allLayers(network).map((layer) => layer.getConfig().activation);
  return activations.findLast((activation) => activation !== undefined);
}
