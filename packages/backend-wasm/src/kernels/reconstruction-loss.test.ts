import { runFused } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../../test/expect-close';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

const clamp = (y: number) => Math.min(Math.max(y, Math.fround(1e-7)), Math.fround(1 - 1e-7));

/** The losses and their derivatives by y in float64. */
const losses: Record<string, [(x: number, y: number) => number, (x: number, y: number) => number]> = {
  mse: [(x, y) => (x - y) ** 2, (x, y) => 2 * (y - x)],
  bce: [
    (x, y) => -x * Math.log(clamp(y)) - (1 - x) * Math.log1p(-clamp(y)),
    (x, y) => (clamp(y) - x) / (clamp(y) * (1 - clamp(y))),
  ],
};

describe.each(Object.entries(losses))('AeLabReconstructionLoss %s', (loss, [formula, derivative]) => {
  it('and its gradient agree with float64 loops', () => {
    const random = new TestRandom(61);
    for (let trial = 0; trial < 1000; trial++) {
      const shape = Array.from({ length: random.integer(1, 4) }, () => random.integer(1, 12));
      const size = tf.util.sizeFromShape(shape);
      const unit = () => Float32Array.from({ length: size }, () => random.choice([0, 1, random.next(), random.next()]));
      const [x, y] = [unit(), unit()];
      // NaN or infinity in one of the two, in two of five trials.
      const outlier = random.choice([Number.NaN, Infinity, -Infinity]);
      if (trial % 5 < 2) random.choice([x, y])[random.integer(0, size - 1)] = outlier;
      const divisor = random.choice([size, shape[0]!]);
      const scale = 3 * random.next();
      const value = x.reduce((total, each, i) => total + formula(each, y[i]!), 0) / divisor;
      const gradient = Float64Array.from(x, (each, i) => (scale / divisor) * derivative(each, y[i]!));
      tf.tidy(() => {
        const inputs = { images: tf.tensor(x, shape), reconstruction: tf.tensor(y, shape) };
        const [actual] = runFused('AeLabReconstructionLoss', inputs, { loss, divisor })!;
        expect(actual!.shape).toEqual([]);
        expectClose(actual!.dataSync(), [value], `${loss} [${shape}]`, 1e-5, 1e-3);
        const dy = tf.scalar(scale);
        const [slope] = runFused('AeLabReconstructionLossGradient', { dy, ...inputs }, { loss, divisor })!;
        expect(slope!.shape).toEqual(shape);
        expectClose(slope!.dataSync(), gradient, `gradient of ${loss} [${shape}]`, 1e-5, 1 / divisor);
      });
    }
  });

  it.each([0, 3])('passes NaN on (an image of 7 pixels, NaN at %d)', (place) => {
    tf.tidy(() => {
      const wrong = (at: number) => Float32Array.from({ length: 7 }, (_, i) => (i === at ? Number.NaN : 0.5));
      const value = (x: Float32Array, y: Float32Array) =>
        runFused(
          'AeLabReconstructionLoss',
          { images: tf.tensor2d(x, [1, 7]), reconstruction: tf.tensor2d(y, [1, 7]) },
          { loss, divisor: 7 },
        )![0]!.dataSync()[0]!;
      expect(Number.isNaN(value(wrong(place), wrong(-1)))).toBe(true);
      expect(Number.isNaN(value(wrong(-1), wrong(place + 3)))).toBe(true);
    });
  });

  it('is accurate over a large batch', () => {
    tf.tidy(() => {
      const inputs = { images: tf.fill([5000, 784], 0.1), reconstruction: tf.fill([5000, 784], 0.3) };
      const [value] = runFused('AeLabReconstructionLoss', inputs, { loss, divisor: 5000 * 784 })!;
      expect(value!.dataSync()[0]).toBeCloseTo(formula(Math.fround(0.1), Math.fround(0.3)), 5);
    });
  });
});

it('refuses an unknown loss and a reconstruction of another shape', () => {
  const [images, other] = [tf.ones([2, 3]), tf.ones([3, 2])];
  const run = (loss: string, reconstruction: tf.Tensor) =>
    runFused('AeLabReconstructionLoss', { images, reconstruction }, { loss, divisor: 1 });
  expect(() => run('mae', images)).toThrow(/one of mse, bce as loss, got 'mae'/);
  expect(() => run('mse', other)).toThrow(/shape \[2,3\], got \[3,2\]/);
});
