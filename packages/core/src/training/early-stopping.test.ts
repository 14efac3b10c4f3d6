import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, type Metrics, readOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EARLY_STOPPING, EarlyStopping, type EarlyStoppingOptions } from './early-stopping';
import type { EpochRecord } from './history';

let weight: tf.Variable;
beforeAll(() => tf.setBackend('cpu'));
beforeEach(() => {
  weight = tf.tidy(() => tf.variable(tf.scalar(0)));
});
afterEach(() => weight.dispose());

const stoppingWith = (options: EarlyStoppingOptions) =>
  new EarlyStopping(readOptions('earlyStopping', options, EARLY_STOPPING), [weight]);

const recordOf = (epoch: number, train: Metrics, validation?: Metrics): EpochRecord => {
  return { epoch, train, validation, learningRates: {}, seconds: 1, imagesPerSecond: 1 };
};

/** Passes one value of a metric after the other, while the weight is the epoch, and returns whether each would stop. */
function watch(stopping: EarlyStopping, values: readonly number[], metric = 'loss', firstEpoch = 1): boolean[] {
  return values.map((value, i) => {
    tf.tidy(() => weight.assign(tf.scalar(firstEpoch + i)));
    return stopping.update(recordOf(firstEpoch + i, { [metric]: value }));
  });
}

describe('patience', () => {
  it.each([
    [1, [3, 2, 2.5], [false, false, true]],
    [2, [3, 2, 2.5, 1, 1.5, 1.2], [false, false, false, false, false, true]],
    [2, [1, 2, 3], [false, false, true]],
  ])('of %i epochs without improvement', (patience, losses, expected) => {
    const stopping = stoppingWith({ patience });
    expect(watch(stopping, losses)).toEqual(expected);
    stopping.dispose();
  });
});

describe('mode', () => {
  it.each([
    ['loss', undefined, 3],
    ['testAccuracy', undefined, 2],
    ['accuracy', 'min', 3],
    ['loss', 'max', 2],
  ] as const)("for '%s' of %s makes epoch %i the best", (monitor, mode, expected) => {
    const stopping = stoppingWith({ patience: 9, monitor, mode });
    watch(stopping, [0.5, 0.9, 0.1, 0.2], monitor);
    expect(stopping.bestEpoch).toBe(expected);
    stopping.dispose();
  });
});

describe('minDelta', () => {
  it.each([
    ['min', [1, 0.75, 0.5, 0.25], 4],
    ['max', [1, 1.25, 1.5, 1.75], 4],
  ] as const)('with mode %s: smaller steps add up until they exceed it', (mode, values, best) => {
    const stopping = stoppingWith({ patience: 9, mode, minDelta: 0.5 });
    watch(stopping, values.slice(0, 3));
    // A change of exactly minDelta is not an improvement.
    expect(stopping.bestEpoch).toBe(1);
    watch(stopping, values.slice(3), 'loss', 4);
    expect(stopping.bestEpoch).toBe(best);
    stopping.dispose();
  });
});

describe('a metric that is not a number', () => {
  it('is no improvement, and every number is one on it', () => {
    const stopping = stoppingWith({ patience: 2, monitor: 'accuracy' });
    expect(watch(stopping, [Number.NaN, 0.1, Number.NaN], 'accuracy')).toEqual([false, false, false]);
    expect(stopping.bestEpoch).toBe(2);
    expect(watch(stopping, [Number.NaN], 'accuracy', 4)).toEqual([true]);
    stopping.dispose();
  });

  it('from the start ends the training after the patience', () => {
    const stopping = stoppingWith({ patience: 2 });
    expect(watch(stopping, [Number.NaN, Number.NaN, Number.NaN])).toEqual([false, false, true]);
    expect(stopping.bestEpoch).toBe(1);
    stopping.dispose();
  });
});

describe('the monitored metric', () => {
  it('is a validation metric if there are any', () => {
    const stopping = stoppingWith({ patience: 9 });
    stopping.update(recordOf(1, { loss: 1 }, { loss: 1 }));
    stopping.update(recordOf(2, { loss: 0 }, { loss: 2 }));
    expect(stopping.bestEpoch).toBe(1);
    stopping.dispose();
  });

  it('must exist', () => {
    const stopping = stoppingWith({ patience: 9, monitor: 'mse' });
    expect(() => stopping.update(recordOf(1, { mse: 1 }, { loss: 1, kl: 2 }))).toThrow(
      'earlyStopping.monitor: expected one of loss, kl, got "mse".',
    );
    stopping.dispose();
  });
});

describe('the weights of the best epoch', () => {
  it('are restored, and no tensor leaks', () => {
    const before = tf.memory().numTensors;
    const stopping = stoppingWith({ patience: 9 });
    watch(stopping, [3, 1, 2]);
    stopping.restoreBest();
    expect(weight.dataSync()[0]).toBe(2);
    stopping.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stay as they are without an epoch', () => {
    weight.assign(tf.scalar(7));
    stoppingWith({ patience: 9 }).restoreBest();
    expect(weight.dataSync()[0]).toBe(7);
  });

  it.each([
    ['a best epoch', [3, 1, 2], 2],
    ['an infinite best loss', [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], 1],
  ])('pass through a checkpoint with %s', (_, losses, bestEpoch) => {
    const first = stoppingWith({ patience: 3 });
    watch(first, losses);
    const tensors = Object.entries(first.tensors()).map(([name, tensor]) => [name, tf.clone(tensor)] as const);
    const second = stoppingWith({ patience: 3 });
    second.restore(JSON.parse(JSON.stringify(first)), Object.fromEntries(tensors));
    expect(second.bestEpoch).toBe(bestEpoch);
    const rest = [4, 4, 4, 4];
    expect(watch(second, rest, 'loss', losses.length + 1)).toEqual(watch(first, rest, 'loss', losses.length + 1));
    second.restoreBest();
    expect(weight.dataSync()[0]).toBe(second.bestEpoch);
    first.dispose();
    second.dispose();
  });
});

describe('options', () => {
  it('have defaults', () => {
    expect(readOptions('earlyStopping', { patience: 3 }, EARLY_STOPPING)).toEqual({
      patience: 3,
      monitor: 'loss',
      mode: undefined,
      minDelta: 0,
    });
  });

  it.each([
    [{}, 'patience: expected a whole number of at least 1, got undefined.'],
    [{ patience: 0 }, 'patience: expected a whole number of at least 1, got 0.'],
    [{ patience: 1.5 }, 'patience: expected a whole number of at least 1, got 1.5.'],
    [{ patience: 1, monitor: 2 }, 'monitor: expected text, got 2.'],
    [{ patience: 1, mode: 'auto' }, 'mode: expected one of min, max, got "auto".'],
    [{ patience: 1, minDelta: -1 }, 'minDelta: expected a finite number of at least 0, got -1.'],
    [{ patience: 1, delta: 1 }, 'earlyStopping: expected no other options than patience, monitor, mode, minDelta, got'],
  ])('refuse %j', (options, message) => {
    expect(() => readOptions('earlyStopping', options, EARLY_STOPPING)).toThrow(ArgumentError);
    expect(() => readOptions('earlyStopping', options, EARLY_STOPPING)).toThrow(message);
  });
});
