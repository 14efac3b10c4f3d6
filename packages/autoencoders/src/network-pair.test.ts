import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { checkSigmoidOutput } from './network-pair';

beforeAll(() => tf.setBackend('cpu'));

const endingIn = (activation: 'relu' | 'sigmoid') =>
  sequential({ layers: [layers.dense({ units: 4, inputShape: [2], activation })] });

it('requires a sigmoid at the end of a decoder, or in the options for one', () => {
  const encoder = endingIn('relu');
  checkSigmoidOutput({ encoder, decoder: endingIn('sigmoid') }, 'this');
  checkSigmoidOutput({ outputActivation: 'sigmoid' }, 'this');
  const message = (activation: string) => `outputActivation: expected 'sigmoid' for this, got "${activation}".`;
  expect(() => checkSigmoidOutput({ encoder, decoder: endingIn('relu') }, 'this')).toThrow(message('relu'));
  expect(() => checkSigmoidOutput({ outputActivation: 'linear' }, 'this')).toThrow(message('linear'));
});
