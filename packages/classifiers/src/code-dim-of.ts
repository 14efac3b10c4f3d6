import { ArgumentError } from '@ae-lab/core';
import { checkImageShape } from '@ae-lab/core/internal';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Returns the size of the codes of an encoder. Throws an {@link ArgumentError} unless it maps images to codes. */
export function codeDimOf({ inputs, outputs }: LayersModel): number {
  const [from, to] = [inputs[0].shape.slice(1), outputs[0].shape.slice(1)];
  const shapes = inputs.length === 1 && outputs.length === 1 && from.length === 3 && to.length === 1;
  if (!shapes) {
    const expected = 'a network from images [n, height, width, channels] to codes [n, codeDim]';
    throw new ArgumentError('encoder', expected, `[${inputs[0].shape}] to [${outputs[0].shape}]`);
  }
  checkImageShape('encoder.inputs', from);
  return to[0] as number;
}
