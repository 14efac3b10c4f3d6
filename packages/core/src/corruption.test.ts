import '@tensorflow/tfjs-backend-cpu';
import { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { type Corruption, corrupt } from './corruption';

beforeAll(() => tf.setBackend('cpu'));

const SHAPE: [number, number, number, number] = [30, 10, 12, 2];

/** Returns the corrupted values of images whose every value is `value`. */
function corrupted(corruption: Corruption, { value = 0.5, seed = 1, progress = 1 } = {}): number[] {
  return tf.tidy(() =>
    Array.from(corrupt(tf.fill(SHAPE, value) as tf.Tensor4D, corruption, new Rng(seed), progress).dataSync()),
  );
}

const mean = (values: number[]) => values.reduce((total, x) => total + x, 0) / values.length;
const deviation = (values: number[]) => Math.sqrt(mean(values.map((x) => (x - mean(values)) ** 2)));
const share = (values: number[], of: number) => mean(values.map((x) => Number(x === of)));

it('gaussian adds noise of the given standard deviation', () => {
  const noisy = corrupted({ kind: 'gaussian', sigma: 0.7 });
  expect(mean(noisy)).toBeCloseTo(0.5, 1);
  expect(deviation(noisy)).toBeCloseTo(0.7, 1);
  expect(Math.min(...noisy)).toBeLessThan(-0.5);
});

it('clips to [0, 1] on request, which leaves a positive background', () => {
  const noisy = corrupted({ kind: 'gaussian', sigma: 0.7, clip: true }, { value: 0 });
  expect(share(noisy, 0)).toBeCloseTo(0.5, 1);
  expect(Math.min(...noisy)).toBe(0);
  expect(Math.max(...noisy)).toBe(1);
});

it('masking zeroes that fraction of the values', () => {
  const masked = corrupted({ kind: 'masking', fraction: 0.3 });
  expect(share(masked, 0)).toBeCloseTo(0.3, 1);
  expect(share(masked, 0) + share(masked, 0.5)).toBe(1);
});

it('salt and pepper sets that fraction to 0 or 1, equally often', () => {
  const peppered = corrupted({ kind: 'salt-and-pepper', fraction: 0.4 });
  expect(share(peppered, 0)).toBeCloseTo(0.2, 1);
  expect(share(peppered, 1)).toBeCloseTo(0.2, 1);
  expect(share(peppered, 0.5)).toBeCloseTo(0.6, 1);
});

it.each([
  [0, 0],
  [0.04, 0],
  [0.3, 3],
  [1, 10],
])('rows at fraction %f zeroes %i of the 10 rows of every image', (fraction, expected) => {
  const [count, height, width, channels] = SHAPE;
  const rowSize = width * channels;
  const values = corrupted({ kind: 'rows', fraction });
  const rows = Array.from({ length: count * height }, (_, i) => values.slice(i * rowSize, (i + 1) * rowSize));
  for (const row of rows) expect(new Set(row).size).toBe(1);
  const removed = rows.map((row) => Number(row[0] === 0));
  const patterns = Array.from({ length: count }, (_, image) => removed.slice(image * height, (image + 1) * height));
  for (const pattern of patterns) expect(pattern.reduce((a, b) => a + b)).toBe(expected);
  if (expected === 3) expect(new Set(patterns.map(String)).size).toBeGreaterThan(count / 2);
});

it.each<Corruption>([
  { kind: 'gaussian', sigma: 0.5 },
  { kind: 'masking', fraction: 0.5 },
  { kind: 'salt-and-pepper', fraction: 0.5 },
  { kind: 'rows', fraction: 0.5 },
])('$kind: the seed decides, and level 0 changes nothing', (corruption) => {
  expect(corrupted(corruption)).toEqual(corrupted(corruption));
  expect(corrupted(corruption)).not.toEqual(corrupted(corruption, { seed: 2 }));
  const none = { ...corruption, ...('sigma' in corruption ? { sigma: 0 } : { fraction: 0 }) } as Corruption;
  expect(share(corrupted(none), 0.5)).toBe(1);
});

it('a schedule has its levels one after the other, each for an equal part of the training', () => {
  const corruption: Corruption = { kind: 'masking', fraction: [0, 1, 0.5] };
  const zeroed = (progress: number) => share(corrupted(corruption, { progress }), 0);
  expect([0, 0.33, 0.34, 0.66].map(zeroed)).toEqual([0, 0, 1, 1]);
  expect(zeroed(0.67)).toBeCloseTo(0.5, 1);
  expect(zeroed(1)).toBeCloseTo(0.5, 1);
});

it.each<[string, unknown, string]>([
  ['a kind it does not know', { kind: 'blur', sigma: 1 }, 'corruption.kind: expected one of gaussian, masking'],
  ['a negative sigma', { kind: 'gaussian', sigma: -0.1 }, 'corruption.sigma: expected a finite number of at least 0'],
  ['NaN', { kind: 'gaussian', sigma: Number.NaN }, 'got NaN'],
  ['a fraction above 1', { kind: 'rows', fraction: 1.1 }, 'corruption.fraction: expected a finite number from 0 to 1'],
  ['one such level of a schedule', { kind: 'masking', fraction: [0.5, 2] }, 'got [0.5, 2]'],
  [
    'a schedule without levels',
    { kind: 'masking', fraction: [] },
    'or an array of at least 1 entry (each a finite number from 0 to 1), got [].',
  ],
  ['no level', { kind: 'masking' }, 'got undefined'],
])('refuses %s', (_, corruption, message) => {
  expect(() => corrupted(corruption as Corruption)).toThrow(message);
});

it('leaves no tensor but its result behind', () => {
  const before = tf.memory().numTensors;
  for (const kind of ['masking', 'salt-and-pepper', 'rows'] as const) corrupted({ kind, fraction: 0.5 });
  corrupted({ kind: 'gaussian', sigma: 1, clip: true });
  expect(tf.memory().numTensors).toBe(before);
});
