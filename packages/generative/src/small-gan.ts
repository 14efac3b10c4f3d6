import { adam } from '@ae-lab/core';
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

/**
 * How {@link SMALL_GAN} was trained: 6 epochs in batches of 64, Adam at 1e-3 with beta1 0.5. A rate that falls makes single samples
 * cleaner and rare kinds rarer; the moving average of the generator does what a falling rate is for.
 */
export function smallGanTraining(): GanFitOptions {
  return { epochs: 6, batchSize: 64, optimizer: adam({ learningRate: 1e-3, beta1: 0.5 }) };
}
