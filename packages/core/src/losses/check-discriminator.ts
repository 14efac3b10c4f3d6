import { ArgumentError } from '@ae-lab/base';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { lastActivation } from '../networks/all-layers';

/** The activations that give probabilities, as tfjs-layers names them. */
const PROBABILITIES: readonly unknown[] = ['sigmoid', 'hardSigmoid', 'softmax'];

/** Throws an {@link ArgumentError} unless a discriminator maps samples of this shape to so many logits. */
export function checkDiscriminator(discriminator: LayersModel, sample: readonly number[], logits: number): void {
  for (const [end, expected] of [
    ['inputs', sample],
    ['outputs', [logits]],
  ] as const) {
    const { shape } = discriminator[end][0];
    if (String(shape.slice(1)) !== String(expected)) {
      throw new ArgumentError(`discriminator.${end}`, `[n, ${expected.join(', ')}]`, shape);
    }
  }
}

/**
 * Throws an {@link ArgumentError} if a discriminator ends in probabilities. Its loss takes logits: with a sigmoid in the network, a
 * second one would follow in the loss.
 */
export function checkLogits(discriminator: LayersModel): void {
  const activation = lastActivation(discriminator);
  if (PROBABILITIES.includes(activation)) {
    throw new ArgumentError('discriminator', "logits, from a last layer with the activation 'linear'", activation);
  }
}
