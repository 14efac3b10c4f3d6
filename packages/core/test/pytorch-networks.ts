import { input, type LayersModel, layers, model, type SymbolicTensor, sequential } from '@tensorflow/tfjs-layers';
import { BatchNormalization, Conv2D, Conv2DTranspose, Dense, LeakyReLU } from '../src/layers';

/** PyTorch's default epsilon of batch normalisation. */
const epsilon = 1e-5;

/** Returns the encoder of test-data/pytorch-networks.py, whose convolutions and head are networks themselves. */
export function encoder(): LayersModel {
  const convolution = sequential({
    layers: [
      new Conv2D({ filters: 3, kernelSize: 4, strides: 2, padding: 'same', inputShape: [8, 6, 2] }),
      new BatchNormalization({ epsilon }),
      layers.reLU(),
      layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', useBias: false }),
      new LeakyReLU({ alpha: 0.2 }),
      layers.flatten(),
    ],
  });
  const head = sequential({
    layers: [
      new BatchNormalization({ epsilon, inputShape: [48] }),
      new Dense({ units: 5 }),
      new BatchNormalization({ epsilon }),
      layers.dropout({ rate: 0.5 }),
      layers.activation({ activation: 'relu' }),
      new Dense({ units: 3, name: 'code' }),
    ],
  });
  return sequential({ layers: [convolution, head] });
}

/** Returns the decoder of test-data/pytorch-networks.py. */
export function decoder(): LayersModel {
  const codes = input({ shape: [3] });
  const output = [
    new Dense({ units: 48, name: 'hidden' }),
    new BatchNormalization({ epsilon, name: 'norm1' }),
    layers.activation({ activation: 'relu' }),
    layers.reshape({ targetShape: [4, 3, 4] }),
    new Conv2DTranspose({ filters: 3, kernelSize: 4, strides: 2, padding: 'same', useBias: false, name: 'up' }),
    new BatchNormalization({ epsilon, name: 'norm2' }),
    new LeakyReLU({ alpha: 0.2 }),
    new Conv2DTranspose({ filters: 2, kernelSize: 3, padding: 'same', activation: 'sigmoid', name: 'image' }),
  ].reduce((head, layer) => layer.apply(head) as SymbolicTensor, codes);
  return model({ inputs: codes, outputs: output });
}
