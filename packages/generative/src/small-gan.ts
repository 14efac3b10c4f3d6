import { adam } from '@ae-lab/core';
import type { GanOptions } from './gan';
import type { GanFitOptions } from './gan-fit-options';

/**
 * The options of a small GAN for images of about 28 x 28 pixels, chosen on the last 10,000 training images of MNIST. A step takes a
 * ninth of the work of the default, the GAN of TensorFlow's tutorial. The hidden dense layers cost little and improve the images most:
 * they tell one kind of digit from another. It trains with {@link smallGanTraining}.
 *
 * ```ts
 * const gan = new Gan(SMALL_GAN);
 * await gan.fit(data, smallGanTraining());
 * ```
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
 * Returns the fit options with which {@link SMALL_GAN} was trained: 6 epochs in batches of 64, Adam at 1e-3 with beta1 0.5. A decaying
 * rate gives cleaner samples but under-represents rare digits; the moving average of the generator does the work of a decaying rate.
 */
export function smallGanTraining(): GanFitOptions {
  return { epochs: 6, batchSize: 64, optimizer: adam({ learningRate: 1e-3, beta1: 0.5 }) };
}
