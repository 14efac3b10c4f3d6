import { ArgumentError, copyNetwork, type NetworkEncoder } from '@ae-lab/core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Returns a copy of an encoder's network. Throws an {@link ArgumentError} for an encoder without a network to copy. */
export function copyEncoder(encoder: NetworkEncoder | LayersModel): LayersModel {
  if (typeof encoder === 'object' && encoder !== null) {
    if ('copyEncoder' in encoder) return encoder.copyEncoder();
    if ('getConfig' in encoder) return copyNetwork(encoder);
  }
  throw new ArgumentError('encoder', 'a network, or a model that can copy its own (copyEncoder)', encoder);
}
