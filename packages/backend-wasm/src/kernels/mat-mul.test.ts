import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose, expectSums } from '../../test/expect-close';
import { naiveMatMul } from '../../test/naive';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

/** Sizes that straddle tiles (6 rows, 4 and 8 columns) and cache blocks (96 rows, 512 deep). */
function randomSize(random: TestRandom, largest: number): number {
  return random.choice([1, random.integer(1, 9), random.integer(1, 70), random.integer(1, largest)]);
}

describe('BatchMatMul', () => {
  it('agrees with a float64 loop on random shapes, transposed and not, with NaN and infinity', () => {
    const random = new TestRandom(1);
    for (let trial = 0; trial < 1000; ) {
      const [m, n, k] = [randomSize(random, 220), randomSize(random, 70), randomSize(random, 1200)];
      if (m * n * k > 1_000_000) continue;
      trial++;
      const transposes: [boolean, boolean] = [random.next() < 0.5, random.next() < 0.5];
      const a = trial % 5 === 0 ? random.valuesWithOutlier(m * k) : random.values(m * k);
      const b = trial % 7 === 0 ? random.valuesWithOutlier(k * n) : random.values(k * n);
      const actual = tf.tidy(() => {
        const left = tf.tensor2d(a, transposes[0] ? [k, m] : [m, k]);
        const right = tf.tensor2d(b, transposes[1] ? [n, k] : [k, n]);
        return tf.matMul(left, right, ...transposes).dataSync();
      });
      expectSums(actual, naiveMatMul([a, b], [m, n, k], transposes), `${m}x${k} by ${k}x${n} ${transposes}`);
    }
  });

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('agrees on large matrices with products by a vector (transposed: %s, %s)', (transposeA, transposeB) => {
    const random = new TestRandom(5);
    for (const [m, n, k] of [
      [197, 383, 725],
      [7, 1030, 520],
    ] as const) {
      const [a, b, r] = [random.values(m * k), random.values(k * n), random.values(n)];
      const c = tf.tidy(() => {
        const left = tf.tensor2d(a, transposeA ? [k, m] : [m, k]);
        const right = tf.tensor2d(b, transposeB ? [n, k] : [k, n]);
        return tf.matMul(left, right, transposeA, transposeB).dataSync();
      });
      // (A B) r = A (B r), in float64.
      const br = Float64Array.from({ length: k }, (_, l) =>
        r.reduce((sum, value, j) => sum + value * b[transposeB ? j * k + l : l * n + j]!, 0),
      );
      const expected = Float64Array.from({ length: m }, (_, i) =>
        br.reduce((sum, value, l) => sum + value * a[transposeA ? l * m + i : i * k + l]!, 0),
      );
      const actual = expected.map((_, i) => r.reduce((sum, value, j) => sum + value * c[i * n + j]!, 0));
      expectClose(actual, expected, `${m}x${k} by ${k}x${n}`, 1e-5, Math.sqrt(n * k));
    }
  });

  it('broadcasts leading dimensions', () => {
    const random = new TestRandom(2);
    // Shapes, and for each matrix of the result the matrices of a and b that it is computed from.
    const cases = [
      { aShape: [3, 2, 4, 5], bShape: [3, 2, 5, 3], from: [0, 1, 2, 3, 4, 5].map((i) => [i, i]) },
      {
        aShape: [1, 2, 4, 5],
        bShape: [3, 1, 5, 3],
        from: [
          [0, 0],
          [1, 0],
          [0, 1],
          [1, 1],
          [0, 2],
          [1, 2],
        ],
      },
      {
        aShape: [2, 7, 5],
        bShape: [5, 9],
        from: [
          [0, 0],
          [1, 0],
        ],
      },
      {
        aShape: [7, 5],
        bShape: [3, 5, 9],
        from: [
          [0, 0],
          [0, 1],
          [0, 2],
        ],
      },
    ];
    for (const { aShape, bShape, from } of cases) {
      const [m, k, n] = [aShape.at(-2)!, aShape.at(-1)!, bShape.at(-1)!];
      const a = random.values(tf.util.sizeFromShape(aShape));
      const b = random.values(tf.util.sizeFromShape(bShape));
      const actual = tf.tidy(() => tf.matMul(tf.tensor(a, aShape), tf.tensor(b, bShape)).dataSync());
      from.forEach(([aIndex, bIndex], i) => {
        const matrices = [
          a.subarray(aIndex! * m * k, (aIndex! + 1) * m * k),
          b.subarray(bIndex! * k * n, (bIndex! + 1) * k * n),
        ];
        const expected = naiveMatMul(matrices as [Float32Array, Float32Array], [m, n, k], [false, false]);
        expectSums(actual.subarray(i * m * n, (i + 1) * m * n), expected, `[${aShape}] by [${bShape}], matrix ${i}`);
      });
    }
  });

  it('returns zeros for an empty inner dimension and an empty tensor for an empty outer one', () => {
    for (const m of [2, 9]) {
      const empty = tf.tidy(() => tf.matMul(tf.zeros([m, 0]), tf.zeros([0, 3])).dataSync());
      expect([...empty]).toEqual(Array(3 * m).fill(0));
    }
    expect(tf.tidy(() => tf.matMul(tf.zeros([0, 4]), tf.zeros([4, 3])).shape)).toEqual([0, 3]);
  });

  it('refuses other types', () => {
    expect(() => tf.tidy(() => tf.matMul(tf.ones([2, 2], 'int32'), tf.ones([2, 2], 'int32')))).toThrow(
      /float32 only, got int32/,
    );
  });
});

describe('_FusedMatMul', () => {
  it('adds the bias and applies every activation like the cpu backend', async () => {
    const random = new TestRandom(3);
    for (const activation of ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const) {
      for (const [m, n, k] of [
        [1, 1, 1],
        [3, 10, 17],
        [65, 13, 40],
        [100, 24, 530],
      ] as const) {
        for (const biasShape of [undefined, [n], [1], [m, n]]) {
          const a = random.values(m * k).map((value) => 4 * value);
          const b = random.values(k * n);
          const bias = biasShape && random.values(tf.util.sizeFromShape(biasShape));
          const alpha = random.values(n);
          const compute = () =>
            tf.tidy(() =>
              tf.fused
                .matMul({
                  a: tf.tensor2d(a, [m, k]),
                  b: tf.tensor2d(b, [k, n]),
                  ...(bias && { bias: tf.tensor(bias, biasShape) }),
                  activation,
                  leakyreluAlpha: 0.3,
                  ...(activation === 'prelu' && { preluActivationWeights: tf.tensor1d(alpha) }),
                })
                .dataSync(),
            );
          const actual = compute();
          await tf.setBackend('cpu');
          const expected = compute();
          await tf.setBackend('wasm');
          expectClose(actual, expected, `${activation} ${m} ${n} ${k} ${biasShape}`, 1e-5, Math.sqrt(k));
        }
      }
    }
  });

  it('keeps NaN through relu', () => {
    const values = tf.tidy(() =>
      tf.fused
        .matMul({ a: tf.tensor2d([Number.NaN, 1], [2, 1]), b: tf.tensor2d([1], [1, 1]), activation: 'relu' })
        .dataSync(),
    );
    expect([...values]).toEqual([Number.NaN, 1]);
  });
});
