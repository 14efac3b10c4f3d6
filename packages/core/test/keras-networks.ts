import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { buildDecoder, buildEncoder } from '../src/networks/encoder-decoder';

/** Returns an encoder and a decoder with every kind of layer that the builders use, and with moving averages as after training. */
export function kerasNetworks(): Record<'encoder' | 'decoder', LayersModel> {
  const shared = {
    imageShape: [9, 8, 2],
    architecture: { kind: 'convolutional', widths: [3, 4], dense: [5], activation: 'leakyrelu', dropout: 0.25 },
  } as const;
  const networks = {
    encoder: buildEncoder({ ...shared, outputs: 3, rng: new Rng(1) }),
    decoder: buildDecoder({ ...shared, latentDim: 3, rng: new Rng(2) }),
  };
  const rng = new Rng(3);
  for (const weight of [...networks.encoder.weights, ...networks.decoder.weights]) {
    const shape = weight.shape as number[];
    const low = weight.originalName.endsWith('moving_variance') ? 0.5 : -0.5;
    const values = tf.tensor(rng.uniforms(tf.util.sizeFromShape(shape), low, low + 1), shape);
    weight.write(values);
    values.dispose();
  }
  return networks;
}
