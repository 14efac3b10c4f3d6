import '@tensorflow/tfjs-backend-cpu';
import { disposeBatch } from '@ae-lab/core';
import { expect, it } from 'vitest';
import { type ToySignalsOptions, toySignals } from './toy-signals';

/** The signals and their targets as numbers. */
async function read(options: ToySignalsOptions): Promise<{ signals: number[][]; targets: number[] }> {
  const data = toySignals(options);
  const batch = await data.batch(Array.from({ length: data.size }, (_, i) => i));
  const signals = batch.samples.arraySync().map((signal) => signal.flat());
  expect(batch.targets.shape).toEqual([data.size, 1]);
  const targets = Array.from(batch.targets.dataSync());
  disposeBatch(batch);
  return { signals, targets };
}

it('targets are the functions that the documentation states', async () => {
  const shared = { size: 5, seed: 3, length: 6 };
  const expected: Record<ToySignalsOptions['kind'], (x: number[]) => number> = {
    linear: (x) => x[0] + 0.5403023 * x[1] - 0.4161468 * x[2] - 0.9899925 * x[3] - 0.6536436 * x[4] + 0.2836622 * x[5],
    'rectified-filters': ([a, b, c, d, e, f]) => {
      const rectified = (value: number) => (value > 0 ? value : 0);
      const curvature = [a - 2 * b + c, b - 2 * c + d, c - 2 * d + e, d - 2 * e + f].map(rectified);
      const slope = [c - a, d - b, e - c, f - d].map(rectified);
      return curvature.reduce((sum, value, i) => sum + value - slope[i], 0);
    },
    'window-maximum': ([a, b, c, d, e, f]) => Math.max(a + b + c, b + c + d, c + d + e, d + e + f),
  };
  for (const kind of Object.keys(expected) as ToySignalsOptions['kind'][]) {
    const { signals, targets } = await read({ kind, ...shared });
    expect(targets).toEqual(signals.map((signal) => expect.closeTo(expected[kind](signal), 5)));
  }
});

it('signals are standard normal, depend only on the seed, and keep their order', async () => {
  const { signals } = await read({ kind: 'linear', size: 500, seed: 1 });
  const values = signals.flat();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  // Standard deviations of the two: 0.011 and 0.016.
  expect(mean).toBeCloseTo(0, 1);
  expect(Math.abs(variance - 1)).toBeLessThan(0.06);
  expect((await read({ kind: 'window-maximum', size: 20, seed: 1 })).signals).toEqual(signals.slice(0, 20));
  expect((await read({ kind: 'linear', size: 20, seed: 2 })).signals).not.toEqual(signals.slice(0, 20));
  const data = toySignals({ kind: 'linear', size: 20, seed: 1 });
  expect(data.sampleShape).toEqual([16, 1]);
  const batch = await data.batch([7, 2]);
  expect(batch.samples.shape).toEqual([2, 16, 1]);
  expect(batch.indices).toEqual(Int32Array.of(7, 2));
  expect(Array.from(batch.samples.dataSync())).toEqual([...signals[7], ...signals[2]]);
  disposeBatch(batch);
});

it.each<[Partial<ToySignalsOptions>, string]>([
  [{ kind: 'cubic' as 'linear' }, 'kind: expected one of linear, rectified-filters, window-maximum'],
  [{ size: 0 }, 'size'],
  [{ length: 2 }, 'length: expected a whole number of at least 3, got 2.'],
  [{ seed: -1 }, 'seed'],
])('refuses %o', (options, message) => {
  expect(() => toySignals({ kind: 'linear', size: 3, ...options })).toThrow(message);
});

it('refuses indices out of range', () => {
  expect(() => toySignals({ kind: 'linear', size: 3 }).batch([3])).toThrow(
    'indices: expected a whole number from 0 to 2',
  );
});
