import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Decoder } from '../interfaces';
import { interpolate, linearInterpolation, sphericalInterpolation } from './interpolation';

const rows = (tensor: tf.Tensor2D) => tensor.arraySync();
const expectRows = (tensor: tf.Tensor2D, expected: number[][]) => {
  expect(tensor.shape).toEqual([expected.length, expected[0].length]);
  rows(tensor).forEach((row, i) => {
    row.forEach((value, j) => {
      expect(value).toBeCloseTo(expected[i][j], 5);
    });
  });
};

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeEach(async () => {
    await tf.setBackend(backend);
  });

  describe.each([
    ['linear', linearInterpolation],
    ['spherical', sphericalInterpolation],
  ] as const)('a %s path', (_, interpolation) => {
    it('includes both ends exactly and leaks no tensor', () => {
      const from = tf.randomNormal([7], 0, 1, 'float32', 1) as tf.Tensor1D;
      const to = tf.randomNormal([1, 7], 0, 3, 'float32', 2) as tf.Tensor2D;
      const before = tf.memory().numTensors;
      const path = interpolation(from, to, 5);
      expect(tf.memory().numTensors).toBe(before + 1);
      expect(path.shape).toEqual([5, 7]);
      expect(rows(path)[0]).toEqual([...from.dataSync()]);
      expect(rows(path)[4]).toEqual([...to.dataSync()]);
      expect(rows(interpolation(from, to, 2))).toEqual([[...from.dataSync()], [...to.dataSync()]]);
    });

    it('stays in place when both ends are the same', () => {
      const code = tf.tensor1d([0.3, -2, 1e-3]);
      const same = [0.3, -2, 1e-3];
      expectRows(interpolation(code, code, 3), [same, same, same]);
    });

    it('refuses codes that do not fit', () => {
      const [code, empty] = [tf.tensor1d([1, 2]), tf.tensor1d([])];
      expect(() => interpolation(code, code, 1)).toThrow(/steps: .*at least 2, got 1/);
      expect(() => interpolation(tf.zeros<tf.Rank.R2>([2, 2]), code, 3)).toThrow(/from: .*one code.*\[2, 2\]/);
      expect(() => interpolation(code, tf.zeros<tf.Rank.R1>([3]), 3)).toThrow(/to: .*dimension 2.*\[3\]/);
      expect(() => interpolation(empty, empty, 3)).toThrow(/from: /);
    });
  });

  it('is a straight line', () => {
    expectRows(linearInterpolation(tf.tensor1d([0, 4]), tf.tensor1d([3, -2]), 4), [
      [0, 4],
      [1, 2],
      [2, 0],
      [3, -2],
    ]);
  });

  it('follows a circle in equal angles', () => {
    const degrees = (angle: number, radius = 1) => [
      radius * Math.cos((angle * Math.PI) / 180),
      radius * Math.sin((angle * Math.PI) / 180),
    ];
    const path = sphericalInterpolation(tf.tensor1d(degrees(10)), tf.tensor1d(degrees(130)), 4);
    expectRows(
      path,
      [10, 50, 90, 130].map((angle) => degrees(angle)),
    );
    const spiral = sphericalInterpolation(tf.tensor1d(degrees(0, 1)), tf.tensor1d(degrees(90, 4)), 4);
    expectRows(spiral, [degrees(0, 1), degrees(30, 2), degrees(60, 3), degrees(90, 4)]);
  });

  it("is Shoemake's formula between codes of equal norm", () => {
    const unit = (seed: number) => {
      const code = tf.randomNormal([6], 0, 1, 'float32', seed) as tf.Tensor1D;
      return tf.mul(tf.div(code, tf.norm(code)), 2.5) as tf.Tensor1D;
    };
    const [from, to] = [unit(3), unit(4)];
    const [a, b] = [[...from.dataSync()], [...to.dataSync()]];
    const angle = Math.acos(a.reduce((sum, value, i) => sum + value * b[i], 0) / 2.5 ** 2);
    const expected = [0, 0.25, 0.5, 0.75, 1].map((t) =>
      a.map((value, i) => (Math.sin((1 - t) * angle) * value + Math.sin(t * angle) * b[i]) / Math.sin(angle)),
    );
    expectRows(sphericalInterpolation(from, to, 5), expected);
  });

  it('handles parallel, opposite and zero codes', () => {
    const code = tf.tensor1d([3, 4, 0]);
    expectRows(sphericalInterpolation(code, tf.tensor1d([6, 8, 0]), 3), [
      [3, 4, 0],
      [4.5, 6, 0],
      [6, 8, 0],
    ]);
    expectRows(sphericalInterpolation(code, tf.tensor1d([-3, -4, 0]), 3), [
      [3, 4, 0],
      [0, 0, 5],
      [-3, -4, 0],
    ]);
    expectRows(sphericalInterpolation(tf.tensor1d([0, 0, 0]), code, 3), [
      [0, 0, 0],
      [1.5, 2, 0],
      [3, 4, 0],
    ]);
    expectRows(sphericalInterpolation(tf.tensor1d([2]), tf.tensor1d([-2]), 3), [[2], [0], [-2]]);
    expectRows(sphericalInterpolation(tf.tensor1d([0, 0]), tf.tensor1d([0, 0]), 2), [
      [0, 0],
      [0, 0],
    ]);
  });

  it('decodes the path', () => {
    const decoder: Decoder = {
      imageShape: [1, 2, 1],
      latentDim: 2,
      decode: (codes) => tf.mul(2, tf.reshape(codes, [-1, 1, 2, 1])),
    };
    const [from, to] = [tf.tensor1d([1, 0]), tf.tensor1d([0, 1])];
    const before = tf.memory().numTensors;
    const images = interpolate(decoder, from, to, { steps: 3, kind: 'spherical' });
    expect(tf.memory().numTensors).toBe(before + 1);
    expectRows(tf.reshape(images, [3, 2]), [
      [2, 0],
      [Math.SQRT2, Math.SQRT2],
      [0, 2],
    ]);
    expect(interpolate(decoder, from, to).shape).toEqual([8, 1, 2, 1]);
    expect(() => interpolate(decoder, from, to, { count: 3 } as object)).toThrow(
      /options: expected no other .*"count"/,
    );
    expect(() => interpolate(from as never, to, decoder as never)).toThrow('decoder: expected a model with decode()');
    const codes = { values: [1, 0], dimension: 2 };
    expect(() => interpolate(decoder, codes as never, to)).toThrow(
      'from: expected one code, a tensor [latentDim] or [1, latentDim], got Object.',
    );
    expect(() => interpolate(decoder, from, undefined as never)).toThrow('to: expected one code');
    expect(() => interpolate(decoder, from, to, { kind: 'cubic' as 'linear' })).toThrow(/kind: .*linear, spherical/);
    expect(() => interpolate(decoder, from, to, { steps: 1 })).toThrow(/steps: .*at least 2, got 1/);
  });
});
