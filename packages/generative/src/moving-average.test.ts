import '@tensorflow/tfjs-backend-cpu';
import { BatchNormalization, Dense, networkVariables } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { MovingAverage } from './moving-average';

beforeAll(() => tf.setBackend('cpu'));

/** All weights and statistics are what they are set to. */
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
  const average = new MovingAverage(model, decay);
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

it('goes on where a saved one ended, and leaves no tensor behind', () => {
  const { model, set } = network();
  const before = tf.memory().numTensors;
  const whole = new MovingAverage(model, 0.9);
  const first = new MovingAverage(model, 0.9);
  set(3);
  for (const average of [whole, whole, first]) average.update();
  const updates = tf.tidy(() => tf.add(first.updates, 0)) as never;
  const second = new MovingAverage(model, 0.9, { network: first.network, updates });
  second.update();
  expect(valuesOf(second.network)).toEqual(valuesOf(whole.network));
  whole.dispose();
  second.dispose();
  first.updates.dispose();
  (updates as { dispose(): void }).dispose();
  expect(tf.memory().numTensors).toBe(before);
});
