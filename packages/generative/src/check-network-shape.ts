import { ArgumentError } from '@ae-lab/core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Throws an {@link ArgumentError} unless the network's input or output is a batch of this shape. */
export function checkNetworkShape(
  argument: string,
  network: LayersModel,
  end: 'inputs' | 'outputs',
  shape: readonly number[],
): void {
  const found = network[end][0].shape;
  if (String(found.slice(1)) !== String(shape))
    throw new ArgumentError(`${argument}.${end}`, `[n, ${shape.join(', ')}]`, found);
}
