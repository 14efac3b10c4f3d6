import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { Dense } from '../layers';
import { checkDiscriminator, checkLogits } from './check-discriminator';

beforeAll(() => tf.setBackend('cpu'));

type Activation = 'linear' | 'sigmoid' | 'hardSigmoid' | 'softmax' | 'relu';

const endingIn = (activation: Activation, ...more: layers.Layer[]) =>
  sequential({ layers: [layers.dense({ units: 3, inputShape: [4], activation }), ...more] });

it('takes a discriminator of those samples and logits, and no other', () => {
  const discriminator = endingIn('linear');
  checkDiscriminator(discriminator, [4], 3);
  expect(() => checkDiscriminator(discriminator, [2, 2, 1], 3)).toThrow(ArgumentError);
  expect(() => checkDiscriminator(discriminator, [2, 2, 1], 3)).toThrow('discriminator.inputs: expected [n, 2, 2, 1]');
  expect(() => checkDiscriminator(discriminator, [4], 1)).toThrow('discriminator.outputs: expected [n, 1]');
});

it.each(['sigmoid', 'hardSigmoid', 'softmax'] as const)('refuses the probabilities of a %s', (activation) => {
  const message = `discriminator: expected logits, from a last layer with the activation 'linear', got "${activation}".`;
  for (const discriminator of [endingIn(activation), endingIn('linear', layers.activation({ activation }))]) {
    expect(() => checkLogits(discriminator)).toThrow(ArgumentError);
    expect(() => checkLogits(discriminator)).toThrow(message);
  }
});

it('takes logits, whatever the hidden layers', () => {
  checkLogits(endingIn('linear'));
  checkLogits(endingIn('sigmoid', layers.dense({ units: 1 })));
  checkLogits(sequential({ layers: [new Dense({ units: 1, inputShape: [2] })] }));
});
