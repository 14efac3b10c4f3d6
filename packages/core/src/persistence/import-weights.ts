import { type Description, FormatError, kind, optional, readOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { NETWORK } from '../kinds';
import { decodeSafetensors } from './safetensors';
import { tensorsOf } from './tensor-files';
import { FORMATS, WEIGHT_LAYOUT, type Weight, type WeightLayout, weightsOf } from './weight-layout';
import { matchModules, nameWeights, WEIGHT_NAMES, type WeightNames } from './weight-names';

/** Options of {@link importWeights}. */
export interface ImportWeightsOptions extends WeightNames {
  /**
   * The layout of the file or tensors. Default: 'keras' for a file whose metadata say `format: 'tf'`, as `exportWeights`
   * writes it, else 'pytorch'.
   */
  readonly layout?: WeightLayout;
}

const IMPORT_WEIGHTS = {
  ...WEIGHT_NAMES,
  layout: optional(WEIGHT_LAYOUT),
} satisfies Description<ImportWeightsOptions>;

type Tensors = Readonly<Record<string, tf.Tensor>>;

const WEIGHTS = kind.of<Uint8Array | Tensors>(
  'the bytes of a safetensors file, a Uint8Array, or tensors by name',
  (value) =>
    value instanceof Uint8Array ||
    (Object.prototype.toString.call(value) === '[object Object]' &&
      Object.values(value as object).every((tensor) => tensor instanceof tf.Tensor)),
);

/** The running count of a PyTorch batch normalisation, which has no counterpart here. */
const COUNTER = /(^|\.)num_batches_tracked$/;
const SOURCE = 'weights';

/**
 * Sets the weights of a network. They come from a safetensors file (F32 or F64) or from tensors, which still belong to the
 * caller, and were written by {@link exportWeights} or are the `state_dict` of a PyTorch model.
 *
 * ```ts
 * importWeights(model.encoder, new Uint8Array(await readFile('autoencoder.safetensors')), { prefix: 'encoder.' });
 * ```
 *
 * Only tensors whose names begin with the `prefix` are used. None of them may be missing or left over. The network is
 * changed as a whole or not at all.
 *
 * If the modules of a PyTorch model have other names than the layers of the network, modules with weights are matched with
 * layers with weights in order, unless `names` says otherwise. A file in which `safetensors.torch` sorted the tensors by
 * name has an order only if the names of the modules differ in nothing but numbers, as in an `nn.Sequential`. Linear layers
 * after a `Flatten` of an image, or before a `Reshape` to one, are reordered from PyTorch's [channel, row, column].
 *
 * A `state_dict` does not hold activations, the padding of convolutions and the epsilon of batch normalisation: they have
 * to agree. See {@link exportWeights}.
 *
 * @throws FormatError that names the tensor that is missing, left over, or of another shape or type.
 * @throws ArgumentError as {@link exportWeights}.
 */
export function importWeights(
  network: LayersModel,
  weights: Uint8Array | Readonly<Record<string, tf.Tensor>>,
  options: ImportWeightsOptions = {},
): void {
  NETWORK.read('network', network);
  WEIGHTS.read('weights', weights);
  const { layout, ...naming } = readOptions('options', options, IMPORT_WEIGHTS);
  if (!(weights instanceof Uint8Array)) {
    setWeights(network, weights, layout ?? 'pytorch', naming);
    return;
  }
  const file = decodeSafetensors(weights, SOURCE);
  const tensors = tensorsOf(file, SOURCE);
  try {
    setWeights(network, tensors, layout ?? (file.metadata.format === FORMATS.keras ? 'keras' : 'pytorch'), naming);
  } finally {
    tf.dispose(tensors);
  }
}

function setWeights(
  network: LayersModel,
  tensors: Tensors,
  layout: WeightLayout,
  { prefix = '', names }: WeightNames,
): void {
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
