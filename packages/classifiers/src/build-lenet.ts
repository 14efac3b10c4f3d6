import { ArgumentError, Conv2D, Dense, type ImageShape, type Rng } from '@ae-lab/core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';

/** The smallest height and width, in pixels; smaller images have no pixel left after the second pooling. */
const SMALLEST_SIDE = 12;

/**
 * Builds a network like LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document
 * recognition"): 6 and 16 filters of 5 x 5, each followed by max pooling over 2 x 2, then dense layers of 120, 84 and one unit
 * per class, with ReLU in between. The first convolution pads its input, as the paper does with MNIST.
 *
 * @throws ArgumentError for images smaller than 12 x 12 pixels.
 */
export function buildLenet(imageShape: ImageShape, classes: number, rng: Rng): LayersModel {
  if (Math.min(imageShape[0], imageShape[1]) < SMALLEST_SIDE) {
    throw new ArgumentError(
      'imageShape',
      `at least ${SMALLEST_SIDE} x ${SMALLEST_SIDE} pixels for a LeNet`,
      imageShape,
    );
  }
  const hidden = (name: string) => ({ name, activation: 'relu', ...seeded(name) }) as const;
  const seeded = (name: string) => ({ seed: rng.split(name).integer(2 ** 31) });
  const pixels = input({ shape: [...imageShape] });
  const logits = [
    new Conv2D({ filters: 6, kernelSize: 5, padding: 'same', ...hidden('conv1') }),
    layers.maxPooling2d({ poolSize: 2, strides: 2, name: 'pool1' }),
    new Conv2D({ filters: 16, kernelSize: 5, ...hidden('conv2') }),
    layers.maxPooling2d({ poolSize: 2, strides: 2, name: 'pool2' }),
    layers.flatten({ name: 'flatten' }),
    new Dense({ units: 120, ...hidden('dense1') }),
    new Dense({ units: 84, ...hidden('dense2') }),
    new Dense({ units: classes, name: 'logits', ...seeded('logits') }),
  ].reduce((head, layer) => layer.apply(head) as SymbolicTensor, pixels);
  return model({ inputs: pixels, outputs: logits, name: 'classifier' });
}
