import { FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import {
  initializers,
  type LayersModel,
  type LayerVariable,
  layers,
  type ModelAndWeightsConfig,
  models,
} from '@tensorflow/tfjs-layers';
import { withLayerClasses } from '../layers';
import { blameLayers } from './blame-layers';

/**
 * Builds a network whose topology has been checked. Stock layers of which core has its own version become core's. All weights are
 * 0, since other initial values cost time and those of the file follow. If it fails, nothing is left of it.
 *
 * @param values the number of values in the file of weights. A weight that needs more than are left is not made.
 * @throws FormatError that names `source` and the layer for one that cannot be built or run, for layers that need more weights, or have some that belong to no output.
 */
export async function buildNetwork(modelTopology: unknown, values: number, source: string): Promise<LayersModel> {
  const made: { readonly layer: string; readonly variable: LayerVariable }[] = [];
  let left = values;
  const replacement: AddWeight = function (addWeight, name, shape, dtype, _, ...others) {
    const size = sizeOf(shape);
    if (!(size <= left)) {
      const weight = `layer '${this.name}' needs a ${name} of shape [${shape.join(', ')}]`;
      throw new FormatError(source, `${weight}, but there are only ${values} values for all weights.`);
    }
    left -= size;
    // The initial value is freed if TensorFlow.js refuses the name.
    let variable!: LayerVariable;
    tf.tidy(() => {
      variable = addWeight.call(this, name, shape, dtype, initializers.zeros(), ...others);
    });
    made.push({ layer: this.name, variable });
    return variable;
  };
  try {
    // Without weights to wait for, `modelFromJSON` has built the network when it returns its promise.
    const network = await withAddWeight(replacement, () =>
      withLayerClasses(() =>
        blameLayers(source, () => models.modelFromJSON({ modelTopology } as ModelAndWeightsConfig)),
      ),
    );
    checkInputs(network, source);
    const owned = new Set(network.weights);
    const stray = made.find(({ variable }) => !owned.has(variable));
    if (stray) throw new FormatError(source, `layer '${stray.layer}' has weights, but no output depends on it.`);
    return network;
  } catch (error) {
    for (const { variable } of made) variable.dispose();
    throw error;
  }
}

type Shape = readonly (number | null)[];

/** The method by which every layer makes its weights, which is protected. */
type Original = (
  this: layers.Layer,
  name: string,
  shape: Shape,
  dtype?: tf.DataType,
  ...others: unknown[]
) => LayerVariable;
type AddWeight = (this: layers.Layer, original: Original, ...args: Parameters<Original>) => LayerVariable;

/** Runs `build` with another method in all layers. */
function withAddWeight<T>(replacement: AddWeight, build: () => T): T {
  const prototype = layers.Layer.prototype as unknown as { addWeight: Original };
  const { addWeight } = prototype;
  prototype.addWeight = function (...args) {
    return replacement.call(this, addWeight, ...args);
  };
  try {
    return build();
  } finally {
    prototype.addWeight = addWeight;
  }
}

/** Returns the number of values, or NaN if a size is not one. */
function sizeOf(shape: Shape): number {
  const valid = shape.every((length) => Number.isSafeInteger(length) && Number(length) >= 0);
  return valid ? shape.reduce<number>((size, length) => size * Number(length), 1) : Number.NaN;
}

/** Types of which TensorFlow.js has tensors that a network can take. */
const DTYPES: readonly string[] = ['float32', 'int32', 'bool'];

/** Throws a {@link FormatError} that names `source` unless the inputs of a network have a shape and a type. */
function checkInputs({ inputs }: LayersModel, source: string): void {
  // Without an input shape, a `Sequential` has no inputs yet.
  if (!inputs?.length) throw new FormatError(source, 'its first layer has no input shape.');
  for (const { sourceLayer, dtype } of inputs) {
    if (DTYPES.includes(dtype)) continue;
    const problem = `expected a dtype of ${DTYPES.join(', ')}, got ${JSON.stringify(dtype)}`;
    throw new FormatError(source, `layer '${sourceLayer.name}': ${problem}.`);
  }
}
