import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError } from '@ae-lab/core';
import { describe, expect, it } from 'vitest';
import type { ArrayDataset } from './array-dataset';
import { GLYPHS } from './glyphs';
import { syntheticDigits } from './synthetic-digits';

const pixels = (data: ArrayDataset) => {
  const { images } = data.batch(Array.from({ length: data.size }, (_, i) => i));
  return images.dataSync<'float32'>();
};

/** Test accuracy of softmax regression after `epochs` of plain stochastic gradient descent. */
function linearAccuracy(train: ArrayDataset, test: ArrayDataset, epochs: number, learningRate: number): number {
  const weights = Array.from({ length: 10 }, () => new Float64Array(784));
  const bias = new Float64Array(10);
  /** The pixels of each image that are not black. */
  const inked = (data: ArrayDataset) => {
    const images = pixels(data);
    return Array.from({ length: data.size }, (_, i) => {
      const image = images.subarray(i * 784, (i + 1) * 784);
      const where = Array.from(image.keys()).filter((j) => image[j] > 0);
      return { where, values: where.map((j) => image[j]) };
    });
  };
  const scores = ({ where, values }: { where: number[]; values: number[] }) =>
    weights.map((row, label) => where.reduce((sum, j, k) => sum + row[j] * values[k], bias[label]));
  const images = inked(train);
  for (let step = 0; step < epochs * train.size; step++) {
    const image = images[step % train.size];
    const exponentials = scores(image).map(Math.exp);
    const sum = exponentials.reduce((a, b) => a + b);
    weights.forEach((row, label) => {
      const target = Number(label === train.labels?.[step % train.size]);
      const change = learningRate * (target - exponentials[label] / sum);
      image.where.forEach((j, k) => {
        row[j] += change * image.values[k];
      });
      bias[label] += change;
    });
  }
  const right = inked(test).filter((image, i) => {
    const all = scores(image);
    return all.indexOf(Math.max(...all)) === test.labels?.[i];
  });
  return right.length / test.size;
}

describe('syntheticDigits', () => {
  it('depends only on the seed, however many images there are', () => {
    const ten = syntheticDigits({ size: 10, seed: 5 });
    expect(pixels(syntheticDigits({ size: 25, seed: 5 }).take(10))).toEqual(pixels(ten));
    expect(pixels(syntheticDigits({ size: 10, seed: 6 }))).not.toEqual(pixels(ten));
  });

  it('resembles MNIST in shape, shares of the classes, ink and dark margin', () => {
    const data = syntheticDigits({ size: 2000, seed: 1 });
    expect(data.imageShape).toEqual([28, 28, 1]);
    expect(data.classNames).toEqual([...'0123456789']);
    for (let label = 0; label < 10; label++) {
      const count = data.labels!.filter((other) => other === label).length;
      // 200 expected, standard deviation 13.4
      expect(Math.abs(count - 200)).toBeLessThan(54);
    }
    const images = pixels(data);
    const mean = images.reduce((sum, value) => sum + value, 0) / images.length;
    // MNIST: 0.131
    expect(mean).toBeGreaterThan(0.1);
    expect(mean).toBeLessThan(0.15);
    const corners = images.filter((_, i) => [0, 27, 756, 783].includes(i % 784));
    expect(corners.every((value) => value === 0)).toBe(true);
  });

  it('draws each digit in at least four styles', () => {
    expect(GLYPHS.length).toBe(10);
    for (const styles of GLYPHS)
      expect(new Set(styles.map((style) => JSON.stringify(style))).size).toBeGreaterThanOrEqual(4);
  });

  it('is neither too hard nor too easy for a linear classifier', () => {
    const data = syntheticDigits({ size: 5000, seed: 3 });
    const accuracy = linearAccuracy(...data.split(4000), 4, 0.02);
    expect(accuracy).toBeGreaterThan(0.85);
    expect(accuracy).toBeLessThan(0.97);
  });

  it('draws images of any shape with equal channels', () => {
    const data = syntheticDigits({ size: 3, imageShape: [27, 31, 3] });
    expect(data.imageShape).toEqual([27, 31, 3]);
    const images = pixels(data);
    expect(images.some((value) => value > 0.8)).toBe(true);
    expect(images.every((value, i) => value === images[i - (i % 3)])).toBe(true);
  });

  it('refuses options of another kind or range', () => {
    expect(() => syntheticDigits({ size: 0 })).toThrow(ArgumentError);
    expect(() => syntheticDigits(undefined as never)).toThrow('options: expected an object with options among size');
    expect(() => syntheticDigits({ size: 1, count: 5 } as never)).toThrow('options: expected no other options');
    expect(() => syntheticDigits({ size: 1, imageShape: [28, 28] as unknown as [number, number, number] })).toThrow(
      /^imageShape/,
    );
    expect(() => syntheticDigits({ size: 1, seed: -1 })).toThrow(/^seed/);
  });
});
