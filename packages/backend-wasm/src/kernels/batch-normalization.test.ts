import { runFused } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, it } from 'vitest';
import { expectClose } from '../../test/expect-close';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

const EPSILON = 1e-3;
const MOMENTUM = 0.8;

/** Compares with expected values. Where those are not finite, NaN and either infinity count as equal. */
function expectNumbers(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  ...rest: [string, number, number]
): void {
  const known = (values: ArrayLike<number>) => Float64Array.from(values, (v) => (Number.isFinite(v) ? v : Number.NaN));
  expectClose(known(actual), known(expected), ...rest);
}

it('AeLabBatchNormalization and its gradient agree with float64 loops', () => {
  const random = new TestRandom(60);
  for (let trial = 0; trial < 1000; trial++) {
    const channels = random.choice([1, 2, 3, 4, 8, 16, random.integer(1, 40)]);
    const shape = random.choice([
      [random.integer(2, 40), channels],
      [random.integer(1, 4), 9, random.integer(1, 9), channels],
      ...(trial % 10 === 0 ? [[random.integer(300, 700), channels]] : []),
    ]);
    const size = tf.util.sizeFromShape(shape);
    const rows = size / channels;
    const values = trial % 5 === 0 ? random.valuesWithOutlier(size) : random.values(size);
    const x = values.map((value, i) => value + 3 * ((i % channels) - 1));
    const dy = trial % 5 === 1 ? random.valuesWithOutlier(size) : random.values(size);
    const scale = random.values(channels);
    const offset = random.values(channels);
    const [movingMean, movingVariance] = [random.values(channels), random.values(channels)];

    const sumOver = (term: (i: number) => number) => {
      const sums = new Float64Array(channels);
      for (let i = 0; i < size; i++) sums[i % channels]! += term(i);
      return sums;
    };
    const mean = sumOver((i) => x[i]! / rows);
    const variance = sumOver((i) => (x[i]! - mean[i % channels]!) ** 2 / rows);
    const normal = Float64Array.from(
      x,
      (value, i) => (value - mean[i % channels]!) / Math.sqrt(variance[i % channels]! + EPSILON),
    );
    const y = normal.map((value, i) => value * scale[i % channels]! + offset[i % channels]!);
    const offsetGradient = sumOver((i) => dy[i]!);
    const scaleGradient = sumOver((i) => dy[i]! * normal[i]!);
    const dx = normal.map((value, i) => {
      const c = i % channels;
      const centred = dy[i]! - offsetGradient[c]! / rows - (value * scaleGradient[c]!) / rows;
      return (scale[c]! / Math.sqrt(variance[c]! + EPSILON)) * centred;
    });

    tf.tidy(() => {
      const xTensor = tf.tensor(x, shape);
      const scaleTensor = tf.tensor1d(scale);
      const forward = runFused(
        'AeLabBatchNormalization',
        {
          ...{ x: xTensor, scale: scaleTensor, offset: tf.tensor1d(offset) },
          ...{ movingMean: tf.tensor1d(movingMean), movingVariance: tf.tensor1d(movingVariance) },
        },
        { epsilon: EPSILON, momentum: MOMENTUM },
      )!;
      const context = `[${shape}]`;
      // Rounding errors of the mean, in standard deviations, carry over to all values that are normalised by it.
      const inverse = variance.map((each) => (each >= 0 ? 1 / Math.sqrt(each + EPSILON) : 1));
      const meanInDeviations = mean.map((each, c) => (Number.isFinite(each) ? Math.abs(each) * inverse[c]! : 0));
      const tolerance = 1e-5 + 3e-7 * Math.max(...meanInDeviations);
      expectNumbers(forward[0]!.dataSync(), y, `y ${context}`, tolerance, 1);
      expectNumbers(forward[1]!.dataSync(), mean, `mean ${context}`, 1e-5, 0.1);
      expectNumbers(forward[2]!.dataSync(), variance, `variance ${context}`, 1e-5, 0.1);
      const follow = (average: Float32Array, value: Float64Array) =>
        value.map((each, c) => MOMENTUM * average[c]! + (1 - MOMENTUM) * each);
      expectNumbers(forward[3]!.dataSync(), follow(movingMean, mean), `moving mean ${context}`, 1e-5, 1);
      expectNumbers(forward[4]!.dataSync(), follow(movingVariance, variance), `moving variance ${context}`, 1e-5, 1);
      const inputs = {
        dy: tf.tensor(dy, shape),
        x: xTensor,
        mean: forward[1]!,
        variance: forward[2]!,
        scale: scaleTensor,
      };
      const backward = runFused('AeLabBatchNormalizationGradient', inputs, { epsilon: EPSILON })!;
      const sizeOfSums = Math.sqrt(rows);
      expectNumbers(backward[0]!.dataSync(), dx, `dx ${context}`, tolerance, Math.max(...inverse));
      expectNumbers(backward[1]!.dataSync(), scaleGradient, `scaleGradient ${context}`, tolerance, sizeOfSums);
      expectNumbers(backward[2]!.dataSync(), offsetGradient, `offsetGradient ${context}`, 1e-5, sizeOfSums);
    });
  }
});

it('FusedBatchNorm agrees with float64 loops, with and without scale and offset', () => {
  const random = new TestRandom(61);
  for (let trial = 0; trial < 1000; trial++) {
    const channels = random.choice([1, 2, 3, 4, 8, 16, random.integer(1, 40)]);
    const shape = [...Array.from({ length: random.integer(1, 3) }, () => random.integer(0, 9)), channels];
    const size = tf.util.sizeFromShape(shape);
    const values = trial % 5 === 0 ? random.valuesWithOutlier(size) : random.values(size);
    const x = values.map((value, i) => value + 3 * ((i % channels) - 1));
    // Otherwise a statistic for every value, of the shape of x.
    const perChannel = trial % 10 !== 9;
    const [statistics, period] = perChannel ? [[channels], channels] : [shape, size];
    const mean = random.values(period);
    const variance = random.values(period).map(Math.abs);
    const scale = random.next() < 0.7 ? random.values(period) : undefined;
    const offset = random.next() < 0.7 ? random.values(period) : undefined;
    const expected = Float64Array.from(x, (value, i) => {
      const c = i % period;
      const normal = (value - mean[c]!) / Math.sqrt(variance[c]! + EPSILON);
      return normal * (scale?.[c] ?? 1) + (offset?.[c] ?? 0);
    });
    const actual = tf.tidy(() => {
      const tensor = (given: Float32Array) => tf.tensor(given, statistics);
      const optional = (given: Float32Array | undefined) => given && tensor(given);
      const xTensor = tf.tensor(x, shape);
      const given = [optional(offset), optional(scale)] as const;
      return tf.batchNorm(xTensor, tensor(mean), tensor(variance), ...given, EPSILON).dataSync();
    });
    const context = `[${shape}]${perChannel ? '' : ' by values'}${scale ? ' scale' : ''}${offset ? ' offset' : ''}`;
    expectNumbers(actual, expected, context, 1e-5, 1);
  }
});
