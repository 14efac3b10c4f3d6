import { LayersModel } from '@tensorflow/tfjs-layers';

/** The layers of a network in their order, with those of a network among them in its place. */
export function allLayers(network: LayersModel): LayersModel['layers'] {
  return network.layers.flatMap((layer) => (layer instanceof LayersModel ? allLayers(layer) : [layer]));
}

/** The activation that a network ends in, as far as its layers tell. */
export function lastActivation(network: LayersModel): unknown {
  const activations = allLayers(network).map((layer) => layer.getConfig().activation);
  return activations.findLast((activation) => activation !== undefined);
}
