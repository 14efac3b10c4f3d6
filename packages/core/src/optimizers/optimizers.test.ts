import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { OptimizerState } from '../training/optimizer-state';
import { adam, adamW } from './adam';
import type { Optimizer } from './optimizer';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';
import { withL2 } from './with-l2';

beforeAll(() => tf.setBackend('cpu'));

const START = [1, -2, 0.5];
const STEPS = 100;

/** The gradient of 0.5 a w² + sin w, a different one for every weight. */
const gradientAt = (w: number, i: number) => (i + 1) * w + Math.cos(w);

/** A rule with the gradient of l2 / 2 w² added to the loss. */
const l2 = (factor: number, rule: (w: number, g: number, t: number) => number) => (w: number, g: number, t: number) =>
  rule(w, g + factor * w, t);

/** The weights after 100 updates. */
function train100(optimizer: Optimizer): number[] {
  const weights = tf.tidy(() => tf.variable(tf.tensor1d(START)));
  const state = new OptimizerState(optimizer);
  for (let step = 0; step < STEPS; step++) {
    const gradient = tf.tensor1d(Array.from(weights.dataSync(), gradientAt));
    state.apply([weights], [gradient], optimizer.learningRate(step, STEPS));
    gradient.dispose();
  }
  const result = Array.from(weights.dataSync());
  state.dispose();
  weights.dispose();
  return result;
}

/** The same in float64, one weight at a time, by an update rule that keeps its own moments. */
function reference(makeRule: () => (w: number, g: number, t: number) => number): number[] {
  return START.map((start, i) => {
    const rule = makeRule();
    let w = start;
    for (let t = 1; t <= STEPS; t++) w = rule(w, gradientAt(w, i), t);
    return w;
  });
}

function adamRule(rate: number, decay = 0) {
  let [m, v] = [0, 0];
  return (w: number, g: number, t: number) => {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    const mHat = m / (1 - 0.9 ** t);
    const vHat = v / (1 - 0.999 ** t);
    return w - rate * decay * w - (rate * mHat) / (Math.sqrt(vHat) + 1e-7);
  };
}

describe.each([
  ['sgd', sgd({ learningRate: 0.01 }), () => (w: number, g: number) => w - 0.01 * g],
  [
    'sgd with momentum',
    sgd({ learningRate: 0.01, momentum: 0.8 }),
    () => {
      let velocity = 0;
      return (w: number, g: number) => {
        velocity = 0.8 * velocity + g;
        return w - 0.01 * velocity;
      };
    },
  ],
  [
    'rmsprop',
    rmsprop({ learningRate: 0.01 }),
    () => {
      let s = 0;
      return (w: number, g: number) => {
        s = 0.9 * s + 0.1 * g * g;
        return w - (0.01 * g) / (Math.sqrt(s) + 1e-7);
      };
    },
  ],
  ['adam', adam({ learningRate: 0.01 }), () => adamRule(0.01)],
  ['adam with L2', withL2(adam({ learningRate: 0.01 }), 0.1), () => l2(0.1, adamRule(0.01))],
  ['adamW', adamW({ learningRate: 0.01, weightDecay: 0.1 }), () => adamRule(0.01, 0.1)],
] as const)('%s', (_, optimizer, rule) => {
  it('follows its equations over 100 steps', () => {
    const expected = reference(rule);
    train100(optimizer).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 4);
    });
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    train100(optimizer);
    expect(tf.memory().numTensors).toBe(before);
  });
});

it.each([
  ['sgd', sgd({ learningRate: 0.01 }), tf.train.sgd(0.01)],
  ['momentum', sgd({ learningRate: 0.01, momentum: 0.9 }), tf.train.momentum(0.01, 0.9)],
  ['adam', adam({ learningRate: 0.01 }), tf.train.adam(0.01)],
] as const)('%s agrees with the optimizer of TensorFlow.js', (_, own, stock) => {
  const weights = tf.tidy(() => tf.variable(tf.tensor1d(START)));
  for (let step = 0; step < STEPS; step++) {
    const gradient = tf.tensor1d(Array.from(weights.dataSync(), gradientAt));
    tf.tidy(() => stock.applyGradients([{ name: weights.name, tensor: gradient }]));
  }
  const expected = weights.dataSync();
  train100(own).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 4);
  });
});

it.each<readonly [message: string, make: () => unknown]>([
  ['beta1: expected a finite number of at least 0 and below 1, got 1.', () => adam({ beta1: 1 })],
  ['beta2: expected a finite number of at least 0 and below 1, got 1.', () => adamW({ beta2: 1 })],
  ['momentum: expected a finite number of at least 0 and below 1, got 1.', () => sgd({ momentum: 1 })],
  ['decay: expected a finite number of at least 0 and below 1, got 1.', () => rmsprop({ decay: 1 })],
  ['epsilon: expected a finite number of at least 0, got -1.', () => adam({ epsilon: -1 })],
  ['weightDecay: expected a finite number of at least 0, got NaN.', () => adamW({ weightDecay: Number.NaN })],
  ['learningRate: expected a finite number of at least 0, or a schedule', () => sgd({ learningRate: -0.1 })],
  ['learningRate: expected a finite number of at least 0, or', () => adam({ learningRate: '0.001' as never })],
  [
    'adam: expected an object with options among learningRate, beta1, beta2, epsilon, got 0.001.',
    () => adam(0.001 as never),
  ],
  [
    'adam: expected no other options than learningRate, beta1, beta2, epsilon, got "lr".',
    () => adam({ lr: 1 } as never),
  ],
  ['adam: expected no other options than', () => adam({ weightDecay: 0.1 } as never)],
  ['sgd: expected an object with options among learningRate, momentum, got 0.1.', () => sgd(0.1 as never)],
  ['rmsprop: expected no other options than learningRate, decay, epsilon', () => rmsprop({ momentum: 0.9 } as never)],
  ['l2: expected a finite number of at least 0, got -1.', () => withL2(sgd(), -1)],
  ['optimizer: expected an optimizer of @ae-lab/core, such as', () => withL2(undefined as never, 0.1)],
  ['optimizer: expected an optimizer', () => withL2(tf.train.sgd(0.1) as never, 0.1)],
])('%s', (message, make) => {
  expect(make).toThrow(ArgumentError);
  expect(make).toThrow(message);
});

it('fractions may be as close to 1 as numbers can', () => {
  const nearly = 1 - 2 ** -53;
  for (const make of [
    () => adam({ beta1: nearly, beta2: nearly }),
    () => sgd({ momentum: nearly }),
    () => rmsprop({ decay: nearly }),
  ]) {
    expect(make).not.toThrow();
  }
});
