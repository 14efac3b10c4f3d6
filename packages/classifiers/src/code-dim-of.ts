import { ArgumentError } from '@ae-lab/core';
import { checkImageShape } from '@ae-lab/core/internal';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The size of the codes of a network from images to codes. Throws an {@link ArgumentError} for any other network. */
export function codeDimOf(encoder: LayersModel): number {
  const expected = 'a network from images [n, height, width, channels] to codes [n, codeDim]';
  if (!Array.isArray(encoder?.inputs)) throw new ArgumentError('encoder', expected, encoder);
  const { inputs, outputs } = encoder;
  const [from, to] = [inputs[0].shape.slice(1), outputs[0].shape.slice(1)];
  const shapes = inputs.length === 1 && outputs.length === 1 && from.length === 3 && to.length === 1;
  if (!shapes) {
    throw new ArgumentError('encoder', expected, `[${inputs[0].shape}] to [${outputs[0].shape}]`);
  }
  checkImageShape('encoder.inputs', from);
  return to[0] as number;
}
