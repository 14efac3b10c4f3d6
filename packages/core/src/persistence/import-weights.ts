import { checkOneOf, FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { decodeSafetensors } from './safetensors';
import { tensorsOf } from './tensor-files';
import { FORMATS, WEIGHT_LAYOUTS, type Weight, type WeightLayout, weightsOf } from './weight-layout';
import { matchModules, nameWeights, type WeightNames } from './weight-names';

export interface ImportWeightsOptions extends WeightNames {
  /** Default: 'keras' if the file's metadata say `format: 'tf'`, as those of `exportWeights` do, else 'pytorch'. */
  readonly layout?: WeightLayout;
}

/** The running count of a PyTorch batch normalisation, which nothing here needs. */
const COUNTER = /(^|\.)num_batches_tracked$/;
const SOURCE = 'weights';

/**
 * Sets the weights of a network from a safetensors file (F32 or F64), or from tensors, which stay the caller's: those that
 * {@link exportWeights} wrote, or the `state_dict` of a PyTorch model. Of a PyTorch model with other names than the network's
 * layers, the modules that have weights go to the layers that have weights in order; `names` says otherwise. A file in which
 * `safetensors.torch` sorted the tensors by name has an order only if the modules' names differ in their numbers alone, as in
 * an `nn.Sequential`. Linear layers behind a `Flatten` layer, or before a `Reshape`, of an image are reordered from PyTorch's
 * [channel, row, column]. What a `state_dict` does not hold must agree on its own: activations, the padding of convolutions and
 * the epsilon of batch normalisation, for which see {@link exportWeights}.
 *
 * Only tensors with the `prefix` are looked at. None may be missing or left over; a network is changed as a whole or not.
 *
 * @throws FormatError that names the tensor which is missing, left over, or of another shape or type.
 * @throws ArgumentError as {@link exportWeights}.
 */
export function importWeights(
  network: LayersModel,
  weights: Uint8Array | Readonly<Record<string, tf.Tensor>>,
  options: ImportWeightsOptions = {},
): void {
  if (!(weights instanceof Uint8Array)) {
    setWeights(network, weights, options.layout ?? 'pytorch', options);
    return;
  }
  const file = decodeSafetensors(weights, SOURCE);
  const tensors = tensorsOf(file, SOURCE);
  try {
    const layout = file.metadata.format === FORMATS.keras ? 'keras' : 'pytorch';
    setWeights(network, tensors, options.layout ?? layout, options);
  } finally {
    tf.dispose(tensors);
  }
}

function setWeights(
  network: LayersModel,
  tensors: Readonly<Record<string, tf.Tensor>>,
  layout: WeightLayout,
  { prefix = '', names }: WeightNames,
): void {
  checkOneOf('layout', layout, WEIGHT_LAYOUTS);
  const weights = weightsOf(network, layout);
  const found = Object.keys(tensors).filter((name) => name.startsWith(prefix) && !COUNTER.test(name));
  const inOrder = layout === 'pytorch' && names === undefined;
  const modules = inOrder
    ? matchModules(
        weights,
        found.map((name) => name.slice(prefix.length)),
      )
    : names;
  const named = nameWeights(weights, layout, { prefix, names: modules });
  for (const [name, weight] of named) checkTensor(name, tensors[name], weight);
  const leftOver = found.filter((name) => !named.has(name));
  if (leftOver.length > 0) throw new FormatError(SOURCE, `no weight of the network is called ${leftOver.join(', ')}.`);
  for (const [name, weight] of named) weight.write(tensors[name]);
}

function checkTensor(name: string, tensor: tf.Tensor | undefined, { layer, fileShape }: Weight): void {
  const expected = `the float32 tensor '${name}' [${fileShape.join(', ')}] for layer '${layer}'`;
  if (tensor === undefined) throw new FormatError(SOURCE, `expected ${expected}, which is missing.`);
  if (tensor.dtype !== 'float32' || tensor.shape.join() !== fileShape.join()) {
    throw new FormatError(SOURCE, `expected ${expected}, got ${tensor.dtype} [${tensor.shape.join(', ')}].`);
  }
}
