import '@tensorflow/tfjs-backend-cpu';
import { BatchNormalization, copyNetwork, Dense, networkVariables } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { MovingAverage } from './moving-average';

beforeAll(() => tf.setBackend('cpu'));

/** A network with all weights and statistics set to one value. */
function network(): { readonly model: LayersModel; readonly set: (value: number) => void } {
  const model = sequential({ layers: [new Dense({ units: 2, inputShape: [3] }), new BatchNormalization()] });
  const set = (value: number) => {
    for (const weight of networkVariables([model])) tf.tidy(() => weight.assign(tf.fill(weight.shape, value)));
  };
  set(1);
  return { model, set };
}

const valuesOf = (model: LayersModel) =>
  model.getWeights().map((weight) => Array.from(new Set(weight.dataSync() as Float32Array)));

it.each([0.3, 0.999])('follows every weight and statistic by the closed form, for a decay of %f', (decay) => {
  const { model, set } = network();
  const average = new MovingAverage(copyNetwork(model), model, decay);
  expect(valuesOf(average.network)).toEqual(Array(6).fill([1]));
  let expected = 1;
  for (let t = 1; t <= 5; t++) {
    set(t * t);
    average.update();
    const kept = Math.min(decay, (1 + t) / (10 + t));
    expected = kept * expected + (1 - kept) * t * t;
  }
  expect(valuesOf(average.network)).toEqual(Array(6).fill([expect.closeTo(expected, 4)]));
  expect(valuesOf(model)).toEqual(Array(6).fill([25]));
});

it('continues from a saved one, and leaves no tensor behind', () => {
  const { model, set } = network();
  const before = tf.memory().numTensors;
  const [whole, first, second] = [1, 2, 3].map(() => new MovingAverage(copyNetwork(model), model, 0.9));
  set(3);
  for (const average of [whole, whole, first]) average.update();
  second.restore(first.network, first.updates);
  second.update();
  expect(valuesOf(second.network)).toEqual(valuesOf(whole.network));
  expect(second.updates.dataSync()[0]).toBe(2);
  for (const average of [whole, first, second]) {
    average.dispose();
    average.network.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
});
