import { runFused } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../../test/expect-close';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

/** Computes the update of one element in float64 from [variable, ...slots] and a gradient. */
type Update = (state: number[], gradient: number, attributes: Record<string, number>) => number[];

const cases: {
  name: 'AeLabSgd' | 'AeLabRmsProp' | 'AeLabAdam';
  slots: string[];
  attributes: Record<string, number>;
  update: Update;
}[] = [
  {
    name: 'AeLabSgd',
    slots: ['velocity'],
    attributes: { learningRate: 0.05, momentum: 0.9 },
    update: ([variable, velocity], gradient, { learningRate, momentum }) => {
      const v = momentum! * velocity! + gradient;
      return [variable! - learningRate! * v, v];
    },
  },
  {
    name: 'AeLabRmsProp',
    slots: ['meanSquare'],
    attributes: { learningRate: 0.01, decay: 0.95, epsilon: 1e-6 },
    update: ([variable, meanSquare], gradient, { learningRate, decay, epsilon }) => {
      const s = decay! * meanSquare! + (1 - decay!) * gradient ** 2;
      return [variable! - (learningRate! * gradient) / (Math.sqrt(s) + epsilon!), s];
    },
  },
  ...[0, 0.1].map((weightDecay) => ({
    name: 'AeLabAdam' as const,
    slots: ['firstMoment', 'secondMoment'],
    attributes: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay },
    update: ([variable, first, second]: number[], gradient: number, attributes: Record<string, number>) => {
      const { learningRate, beta1, beta2, epsilon, weightDecay: decay, step } = attributes as Record<string, number>;
      const m = beta1! * first! + (1 - beta1!) * gradient;
      const v = beta2! * second! + (1 - beta2!) * gradient ** 2;
      const change = (learningRate! * (m / (1 - beta1! ** step!))) / (Math.sqrt(v / (1 - beta2! ** step!)) + epsilon!);
      return [variable! * (1 - learningRate! * decay!) - change, m, v];
    },
  })),
];

describe.each(cases)('$name, $attributes', ({ name, slots, attributes, update }) => {
  const names = ['variable', ...slots];

  it('agrees with a float64 implementation over 100 steps', () => {
    const random = new TestRandom(40);
    for (const size of [1, 3, 4, 35]) {
      const start = random.values(size);
      let state = [...start].map((value) => [value, ...slots.map(() => 0)]);
      let tensors = names.map((_, i) => (i === 0 ? tf.tensor1d(start) : tf.zeros([size])) as tf.Tensor);
      const buckets = tf.backend().numDataIds();
      for (let step = 1; step <= 100; step++) {
        const gradient = random.values(size).map((value) => 10 ** random.integer(-4, 1) * value);
        state = state.map((values, i) => update(values, gradient[i]!, { ...attributes, step }));
        const gradientTensor = tf.tensor1d(gradient);
        const inputs = Object.fromEntries(names.map((slot, i) => [slot, tensors[i]!]));
        const next = runFused(name, { ...inputs, gradient: gradientTensor }, { ...attributes, step })!;
        tf.dispose([tensors, gradientTensor]);
        tensors = next;
      }
      expect(tf.backend().numDataIds()).toBe(buckets);
      tensors.forEach((tensor, slot) => {
        const expected = state.map((values) => values[slot]!);
        expectClose(tensor.dataSync(), expected, `${name} ${names[slot]} of ${size}`, 1e-5, slot === 0 ? 1 : 1e-2);
      });
      tf.dispose(tensors);
    }
  });

  it('agrees for one step from any state, with any hyperparameters, NaN and infinity', () => {
    const random = new TestRandom(41);
    for (let trial = 0; trial < 1000; trial++) {
      const shape = Array.from({ length: random.integer(1, 3) }, () => random.integer(1, random.choice([4, 4, 17])));
      const size = tf.util.sizeFromShape(shape);
      // Rates up to twice those of the case; decay factors, which are below 1, at most those of the case.
      const factor = (key: string) => (key.startsWith('beta') || key === 'decay' || key === 'momentum' ? 1 : 2);
      const drawn = Object.entries(attributes).map(([key, value]) => [key, value * factor(key) * random.next()]);
      const chosen = { ...(Object.fromEntries(drawn) as Record<string, number>), step: random.integer(1, 1000) };
      const gradient = trial % 5 === 0 ? random.valuesWithOutlier(size) : random.values(size);
      // Second moments are not negative.
      const positive = (slot: string) => slot === 'meanSquare' || slot === 'secondMoment';
      const before = names.map((slot) => random.values(size).map((value) => (positive(slot) ? value ** 2 : value)));
      const after = Array.from(gradient, (g, i) =>
        update(
          before.map((values) => values[i]!),
          g,
          chosen,
        ),
      );
      tf.tidy(() => {
        const inputs = Object.fromEntries(names.map((slot, i) => [slot, tf.tensor(before[i]!, shape)]));
        const outputs = runFused(name, { ...inputs, gradient: tf.tensor(gradient, shape) }, chosen)!;
        outputs.forEach((tensor, slot) => {
          expect(tensor.shape).toEqual(shape);
          const expected = after.map((values) => values[slot]!);
          expectClose(tensor.dataSync(), expected, `${names[slot]} of [${shape}], trial ${trial}`, 1e-5, 1);
        });
      });
    }
  });
});

it('does not write to its inputs: a clone of the variable keeps its values', () => {
  const variable = tf.tensor1d([1, 2, 3, 4, 5]);
  const clone = tf.clone(variable);
  const inputs = { variable, gradient: tf.ones([5]), velocity: tf.zeros([5]) };
  const [next] = runFused('AeLabSgd', inputs, { learningRate: 1, momentum: 0 })!;
  expect([...next!.dataSync()]).toEqual([0, 1, 2, 3, 4]);
  for (const tensor of [variable, clone]) expect([...tensor.dataSync()]).toEqual([1, 2, 3, 4, 5]);
});

it('refuses a gradient of another size', () => {
  const inputs = { variable: tf.ones([5]), gradient: tf.ones([4]), velocity: tf.ones([5]) };
  expect(() => runFused('AeLabSgd', inputs, { learningRate: 1, momentum: 0 })).toThrow(/shape \[5\], got \[4\]/);
});
