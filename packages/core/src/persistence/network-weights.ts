import { FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { decodeGroup, type WeightGroup, type WeightSpec } from './weight-manifest';

type Variable = LayersModel['weights'][number];

/** A group of weights with the content of its files. */
export interface LoadedGroup extends WeightGroup {
  readonly bytes: Uint8Array;
}

/**
 * Sets the weights of a network. All names, shapes and types are compared before the first is set.
 *
 * @throws FormatError that names `source` and the weight if one is missing, left over, or of another shape or type.
 */
export function setNetworkWeights(network: LayersModel, groups: readonly LoadedGroup[], source: string): void {
  const specs = groups.flatMap((group) => group.specs.filter(({ ofOptimizer }) => !ofOptimizer));
  const targets = new Map(matchWeights(network, specs, source));
  for (const group of groups) {
    const tensors = decodeGroup(group.bytes, group.specs);
    try {
      group.specs.forEach((spec, i) => {
        targets.get(spec)?.write(tensors[i]);
      });
    } finally {
      tf.dispose(tensors);
    }
  }
}

/** Frees the weights of a network, also those of a layer that a network within shares, which its `dispose()` leaves. */
export function disposeWeights({ weights }: LayersModel): void {
  for (const weight of weights) weight.dispose();
}

/** Returns each weight of a file with the variable of the network that it is for. */
function matchWeights(
  { weights }: LayersModel,
  specs: readonly WeightSpec[],
  source: string,
): (readonly [WeightSpec, Variable])[] {
  const pairs = hasRepeatedNames(specs) ? matchInOrder(weights, specs, source) : matchByName(weights, specs, source);
  for (const [{ name, dtype, shape }, variable] of pairs) {
    if (dtype === variable.dtype && String(shape) === String(variable.shape)) continue;
    const expected = `${variable.dtype} [${variable.shape.join(', ')}]`;
    throw new FormatError(
      source,
      `weight '${name}': expected ${expected} for its layer, got ${dtype} [${shape.join(', ')}].`,
    );
  }
  return pairs;
}

function matchByName(
  weights: readonly Variable[],
  specs: readonly WeightSpec[],
  source: string,
): (readonly [WeightSpec, Variable])[] {
  const variables = new Map(weights.map((weight) => [weight.originalName, weight]));
  const pairs = specs.map((spec) => {
    const name = [spec.name, withoutCell(spec.name)].find((each) => variables.has(each));
    const variable = name === undefined ? undefined : variables.get(name);
    if (name === undefined || variable === undefined) {
      throw new FormatError(source, `no layer has a weight called '${spec.name}'.`);
    }
    variables.delete(name);
    return [spec, variable] as const;
  });
  const [missing] = variables.keys();
  if (missing !== undefined) throw new FormatError(source, `the weight '${missing}' is missing.`);
  return pairs;
}

/** Matches in the order in which TensorFlow.js saves weights, since layers of nested networks may share a name. */
function matchInOrder(
  weights: readonly Variable[],
  specs: readonly WeightSpec[],
  source: string,
): (readonly [WeightSpec, Variable])[] {
  const [expected, names] = [weights.map(({ originalName }) => originalName), specs.map(({ name }) => name)];
  if (String(names) !== String(expected)) {
    throw new FormatError(source, `expected the weights ${expected.join(', ')}, got ${names.join(', ')}.`);
  }
  return specs.map((spec, i) => [spec, weights[i]] as const);
}

function hasRepeatedNames(specs: readonly WeightSpec[]): boolean {
  return new Set(specs.map(({ name }) => name)).size < specs.length;
}

/** Keras puts the name of a recurrent layer's cell between those of the layer and the weight. */
function withoutCell(name: string): string {
  const parts = name.split('/');
  return [...parts.slice(0, -2), ...parts.slice(-1)].join('/');
}
