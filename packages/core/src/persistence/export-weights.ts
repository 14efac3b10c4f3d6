import { checkOneOf } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { encodeTensors } from './tensor-files';
import { FORMATS, WEIGHT_LAYOUTS, type WeightLayout, weightsOf } from './weight-layout';
import { nameWeights, type WeightNames } from './weight-names';

export interface ExportWeightsOptions extends WeightNames {
  /** Default 'keras', the layout in memory. */
  readonly layout?: WeightLayout;
}

/**
 * The weights of a network as the bytes of a safetensors file: `block1/kernel`, `block1/bias` and so on in the layout of
 * Keras, `block1.weight`, `block1.bias` in that of PyTorch (see {@link WeightLayout}). The metadata hold the layout, and
 * `format` ('tf' or 'pt') for other readers. {@link importWeights} reads them back bit for bit.
 *
 * A PyTorch model that loads them computes the same under three conditions, which hold for {@link importWeights} as well:
 * - Its batch normalisation has the epsilon of ours: `nn.BatchNorm2d(channels, eps=1e-3)` for our default.
 * - Its layers before batch normalisation have `bias=False`, as ours.
 * - Its convolutions pad alike. 'valid' is `padding=0`. 'same' is `padding=(kernel - stride) / 2` where that is whole and the
 *   stride divides the image, as for kernel 3 with stride 1 or kernel 4 with stride 2. Otherwise 'same' pads one pixel more
 *   below and to the right: kernel 3 with stride 2, as in our default networks, is `nn.ZeroPad2d((0, 1, 0, 1))` and a
 *   convolution with `padding=0` on images of even size; the transposed one is one with `padding=0`, less its last row and
 *   column.
 *
 * @throws ArgumentError if `names` has a layer without weights; if two layers get one name; for PyTorch, if a layer with
 * weights is neither dense, a convolution, a transposed convolution nor a batch normalisation.
 */
export async function exportWeights(network: LayersModel, options: ExportWeightsOptions = {}): Promise<Uint8Array> {
  const layout = checkOneOf('layout', options.layout ?? 'keras', WEIGHT_LAYOUTS);
  const weights = nameWeights(weightsOf(network, layout), layout, options);
  const tensors = Object.fromEntries([...weights].map(([name, weight]) => [name, weight.read()]));
  try {
    return await encodeTensors(tensors, { format: FORMATS[layout], layout });
  } finally {
    tf.dispose(tensors);
  }
}
