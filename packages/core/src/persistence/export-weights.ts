import { type Description, optional, readOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { NETWORK } from '../kinds';
import { encodeTensors } from './tensor-files';
import { FORMATS, WEIGHT_LAYOUT, type WeightLayout, weightsOf } from './weight-layout';
import { nameWeights, WEIGHT_NAMES, type WeightNames } from './weight-names';

/** Options of {@link exportWeights}. */
export interface ExportWeightsOptions extends WeightNames {
  /** The layout of the file. Default 'keras', the layout in memory. */
  readonly layout?: WeightLayout;
}

const EXPORT_WEIGHTS = {
  ...WEIGHT_NAMES,
  layout: optional(WEIGHT_LAYOUT, 'keras'),
} satisfies Description<ExportWeightsOptions>;

/**
 * Encodes the weights of a network as a safetensors file. Weights are named `block1/kernel`, `block1/bias` and so on in the
 * layout of Keras, `block1.weight`, `block1.bias` in that of PyTorch; see {@link WeightLayout}. The metadata hold the
 * layout, and `format` ('tf' or 'pt') for other readers. {@link importWeights} reads the weights back bit for bit.
 *
 * ```ts
 * const bytes = await exportWeights(model.encoder, { layout: 'pytorch', prefix: 'encoder.' });
 * ```
 *
 * A PyTorch model that loads the weights computes the same under three conditions. They hold for {@link importWeights}, too.
 * - Its batch normalisation has the same epsilon: `nn.BatchNorm2d(channels, eps=1e-3)` for our default.
 * - Its layers before a batch normalisation have `bias=False`, as ours do.
 * - Its convolutions pad in the same way. 'valid' is `padding=0`. 'same' is `padding=(kernel - stride) / 2` where that is
 *   whole and the stride divides the image, as for kernel 3 with stride 1 or kernel 4 with stride 2. Otherwise 'same' pads
 *   one pixel more below and to the right. On images of even size, kernel 3 with stride 2, as in our default networks, is
 *   `nn.ZeroPad2d((0, 1, 0, 1))` and a convolution with `padding=0`. The transposed convolution has `padding=0`, and its
 *   last row and column are dropped.
 *
 * @throws ArgumentError if `names` names a layer without weights, two weights get one name, or, in the layout of PyTorch, a
 *   layer with weights is neither dense, a convolution, a transposed convolution nor a batch normalisation.
 */
export async function exportWeights(network: LayersModel, options: ExportWeightsOptions = {}): Promise<Uint8Array> {
  const { layout, ...naming } = readOptions('options', options, EXPORT_WEIGHTS);
  const weights = nameWeights(weightsOf(NETWORK.read('network', network), layout), layout, naming);
  const tensors = Object.fromEntries([...weights].map(([name, weight]) => [name, weight.read()]));
  try {
    return await encodeTensors(tensors, { format: FORMATS[layout], layout });
  } finally {
    tf.dispose(tensors);
  }
}
