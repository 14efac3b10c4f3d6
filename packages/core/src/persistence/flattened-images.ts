import { LayersModel, type layers } from '@tensorflow/tfjs-layers';

type Layer = layers.Layer;

/** Layers that keep the order of features. */
const ELEMENTWISE =
  /^(InputLayer|Activation|ReLU|LeakyReLU|ELU|PReLU|ThresholdedReLU|Dropout|GaussianNoise|BatchNormalization)$/;

type Shape = readonly number[] | undefined;

/** The shapes [height, width, channels] of the images whose values are a layer's input or output features, if they are any. */
export interface FlattenedImages {
  readonly input: Shape;
  readonly output: Shape;
}

/**
 * Finds the image that each layer's features come from, by the `Flatten` or `Reshape` before or after each layer of a
 * network.
 */
export function flattenedImages(network: LayersModel): (layer: Layer) => FlattenedImages {
  const before = new Map<Layer, Layer[]>();
  connect(network, [], before);
  const after = new Map<Layer, Layer[]>();
  for (const [layer, sources] of before) {
    for (const source of sources) after.set(source, [...(after.get(source) ?? []), layer]);
  }
  const search = (layer: Layer, neighbours: Map<Layer, Layer[]>, imageOf: (layer: Layer) => Shape): Shape => {
    const [next, ...others] = neighbours.get(layer) ?? [];
    if (next === undefined || others.length > 0) return undefined;
    return ELEMENTWISE.test(next.getClassName()) ? search(next, neighbours, imageOf) : imageOf(next);
  };
  return (layer) => ({ input: search(layer, before, flattened), output: search(layer, after, unflattened) });
}

/** Records the layers that each layer takes its input from. A nested network is replaced by its own layers. */
function connect(network: LayersModel, sources: Layer[], before: Map<Layer, Layer[]>): void {
  for (const { sourceLayer } of network.inputs) before.set(sourceLayer, sources);
  for (const layer of network.layers) {
    const inbound = layer.inboundNodes.find(({ inboundLayers }) => inboundLayers.length > 0)?.inboundLayers;
    const from = inbound?.flatMap(lastLayers) ?? sources;
    if (layer instanceof LayersModel) connect(layer, from, before);
    else if (!before.has(layer)) before.set(layer, from);
  }
}

function lastLayers(layer: Layer): Layer[] {
  return layer instanceof LayersModel ? layer.outputs.flatMap(({ sourceLayer }) => lastLayers(sourceLayer)) : [layer];
}

/** Returns the shape of the images that a layer flattens to rows. */
function flattened(layer: Layer): Shape {
  const [from, to] = shapes(layer);
  return from.length === 3 && to.length === 1 ? from : undefined;
}

/** Returns the shape of the images that a layer reshapes rows to. */
function unflattened(layer: Layer): Shape {
  const [from, to] = shapes(layer);
  return from.length === 1 && to.length === 3 ? to : undefined;
}

function shapes(layer: Layer): [number[], number[]] {
  if (!/^(Flatten|Reshape)$/.test(layer.getClassName())) return [[], []];
  const { inputTensors, outputTensors } = layer.inboundNodes[0];
  return [inputTensors[0].shape.slice(1) as number[], outputTensors[0].shape.slice(1) as number[]];
}
