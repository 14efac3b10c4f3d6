import * as tf from '@tensorflow/tfjs-core';
import type { Decoder } from '../src/interfaces';

/** Returns a decoder of a code to an image of one row, whose pixels are the code's numbers times 2. */
export const linearDecoder = (latentDim: number): Decoder => ({
  imageShape: [1, latentDim, 1],
  latentDim,
  decode: (codes) => tf.mul(2, tf.reshape(codes, [-1, 1, latentDim, 1])),
});
