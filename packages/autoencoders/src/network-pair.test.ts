import '@tensorflow/tfjs-backend-cpu';
import { BatchNormalization } from '@ae-lab/core';
import { setBackend } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { checkSigmoidOutput } from './network-pair';

beforeAll(() => setBackend('cpu'));

/** A dense layer with this activation, two networks deep, between a linear one and one without an activation. */
function nested(activation: 'relu' | 'sigmoid'): LayersModel {
  const dense = layers.dense({ units: 4, inputShape: [2], activation });
  const inner = sequential({ layers: [sequential({ layers: [dense, new BatchNormalization()] })] });
  const first = layers.dense({ units: 2, inputShape: [2] });
  return sequential({ layers: [first, inner, layers.reshape({ targetShape: [2, 2, 1] })] });
}

it('demands a sigmoid of a decoder, or of the options for one', () => {
  const encoder = nested('relu');
  checkSigmoidOutput({ encoder, decoder: nested('sigmoid') }, 'this');
  checkSigmoidOutput({}, 'this');
  const message = (activation: string) => `outputActivation: expected 'sigmoid' for this, got "${activation}".`;
  expect(() => checkSigmoidOutput({ encoder, decoder: nested('relu') }, 'this')).toThrow(message('relu'));
  expect(() => checkSigmoidOutput({ outputActivation: 'linear' }, 'this')).toThrow(message('linear'));
});
