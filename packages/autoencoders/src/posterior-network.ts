import { copyNetwork, type Posterior } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';

/** Splits an encoder's output, [n, 2 latentDim], into the means of a posterior and the logarithms of its variances. */
export function posteriorOf(encoded: tf.Tensor2D): Posterior {
  const [mean, logVariance] = tf.split(encoded, 2, 1) as tf.Tensor2D[];
  return { mean, logVariance };
}

/** Returns a copy of such an encoder that gives the means alone, [n, latentDim]; stock layers of TensorFlow.js crop them. */
export function copyMeanNetwork(encoder: LayersModel, latentDim: number): LayersModel {
  const { inputs, outputs } = copyNetwork(encoder);
  const cropping: [[number, number], [number, number]] = [
    [0, 0],
    [0, latentDim],
  ];
  const half = [
    layers.reshape({ targetShape: [1, 2 * latentDim, 1], name: 'mean-and-log-variance' }),
    layers.cropping2D({ cropping, name: 'mean' }),
    layers.reshape({ targetShape: [latentDim], name: 'code' }),
  ];
  const code = half.reduce((head, layer) => layer.apply(head) as SymbolicTensor, outputs[0]);
  return model({ inputs, outputs: code, name: 'encoder' });
}
