import { adam, cosineDecay } from '@ae-lab/core';
import type { GanFitOptions, GanOptions } from './gan';

/**
 * A small GAN for images of about 28 x 28 pixels, chosen on the last 10,000 training images of MNIST; a step takes a ninth of the
 * work of the default, TensorFlow's tutorial one. The hidden dense layers, which cost little, make most of the difference: they
 * tell one kind of digit from another. It trains with {@link smallGanTraining}.
 */
export const SMALL_GAN = {
  latentDim: 16,
  generatorArchitecture: { kind: 'convolutional', widths: [32, 64], kernelSize: 4, dense: [256] },
  discriminatorArchitecture: {
    kind: 'convolutional',
    widths: [32, 64],
    kernelSize: 4,
    dense: [256],
    activation: 'leakyrelu',
    batchNormalization: false,
  },
  realLabel: 0.9,
} as const satisfies GanOptions;

/** How {@link SMALL_GAN} was trained: 10 epochs in batches of 64, Adam with beta1 0.5 at 1e-3, falling to 0 along a cosine. */
export function smallGanTraining(): GanFitOptions {
  return { epochs: 10, batchSize: 64, optimizer: adam({ learningRate: cosineDecay({ peak: 1e-3 }), beta1: 0.5 }) };
}
