import { ArgumentError, batches, DisposedError, type ImageDataset, type ImageShape } from '@ae-lab/core';
import { ArrayDataset, loadMnist, syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS, describeModel } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { PrincipalComponents } from './principal-components';

describeModel('PrincipalComponents', {
  modelClass: PrincipalComponents,
  make: (imageShape) => new PrincipalComponents({ imageShape, latentDim: 5 }),
  seeded: false,
  hasFitOptions: false,
  fit: (model, data) => model.fit(data),
});

describe('PrincipalComponents', () => {
  beforeAll(() => tf.setBackend('cpu'));

  /** Points on a line in a space of four pixels, with a little variance across it. */
  const points = [-2, -1, 0, 1, 2].flatMap((t, i) => {
    const across = [0.01, -0.02, 0.02, -0.02, 0.01][i];
    return [0.5 + 0.06 * t - 0.8 * across, 0.5 + 0.08 * t + 0.6 * across, 0.5, 0.5];
  });
  const data = ArrayDataset.fromArrays({ images: points, imageShape: [2, 2, 1] });

  it('finds the direction of the largest variance, and how large it is', async () => {
    const pca = new PrincipalComponents({ imageShape: [2, 2, 1], latentDim: 2 });
    await pca.fit(data);
    const { components, mean: center } = pca.toSaved().tensors;
    expect(Array.from(center.dataSync())).toEqual([0.5, 0.5, 0.5, 0.5].map((value) => expect.closeTo(value, 5)));
    expect(Array.from(components.dataSync()).slice(0, 4)).toEqual([0.6, 0.8, 0, 0].map((v) => expect.closeTo(v, 4)));
    // (4 + 1 + 0 + 1 + 4) 0.1² / 4 along the line.
    expect(pca.explainedVariance[0]).toBeCloseTo(0.025, 5);
    expect(pca.explainedVariance[1]).toBeCloseTo(0.00035, 5);
    const code = tf.tidy(() => pca.encode(tf.tensor4d(points.slice(0, 4), [1, 2, 2, 1])).dataSync());
    expect(code[0]).toBeCloseTo(-0.2, 4);
  });

  it('with all components gives back any image', async () => {
    const pca = new PrincipalComponents({ imageShape: [2, 2, 1], latentDim: 4 });
    await pca.fit(data);
    const image = [0.9, 0.1, 0.4, 0.7];
    const output = tf.tidy(() => pca.reconstruct(tf.tensor4d(image, [1, 2, 2, 1])).dataSync());
    expect(Array.from(output)).toEqual(image.map((value) => expect.closeTo(value, 4)));
  });

  it('may be fitted again, and frees the components before', async () => {
    const pca = new PrincipalComponents({ imageShape: [2, 2, 1], latentDim: 2 });
    await pca.fit(data.take(3));
    const [owned, first] = [tf.memory().numTensors, pca.explainedVariance];
    await pca.fit(data);
    expect(tf.memory().numTensors).toBe(owned);
    expect(pca.explainedVariance).not.toEqual(first);
  });

  it('cannot be used after its dispose(), not even by a fit that had begun', async () => {
    const before = tf.memory().numTensors;
    const pca = new PrincipalComponents({ imageShape: [2, 2, 1], latentDim: 2 });
    await pca.fit(data);
    const fit = pca.fit(data);
    pca.dispose();
    pca.dispose();
    await expect(fit).rejects.toThrow(DisposedError);
    await expect(pca.fit(data)).rejects.toThrow(DisposedError);
    expect(() => pca.explainedVariance).toThrow(DisposedError);
    expect(() => pca.toSaved()).toThrow(DisposedError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('asks to be fitted first', () => {
    const pca = new PrincipalComponents({ latentDim: 2 });
    expect(() => pca.explainedVariance).toThrow('fit()');
  });

  it('refuses more components than pixels, unknown options, a single image, and an array for a data set', async () => {
    expect(() => new PrincipalComponents({ imageShape: [2, 2, 1], latentDim: 5 })).toThrow(ArgumentError);
    for (const latentDim of [0, -1, 1.5, Number.NaN]) {
      expect(() => new PrincipalComponents({ latentDim })).toThrow(ArgumentError);
    }
    const misspelt = { latentDim: 1, imageshape: [2, 2, 1] };
    expect(() => new PrincipalComponents(misspelt)).toThrow('options: expected no other options than imageShape');
    const pca = new PrincipalComponents({ imageShape: [2, 2, 1], latentDim: 1 });
    await expect(pca.fit(data.take(1))).rejects.toThrow('data: expected at least two images, got 1.');
    await expect(pca.fit(points as unknown as ImageDataset)).rejects.toThrow('data: expected an ImageDataset');
  });

  it.each([Number.NaN, Infinity, 1e30])('refuses a pixel of %d', async (pixel) => {
    const pca = new PrincipalComponents({ imageShape: [1, 1, 2], latentDim: 1 });
    const batch = (indices: ArrayLike<number>) => ({
      images: tf.tensor4d([0, 1, 1, pixel], [2, 1, 1, 2]),
      indices: Int32Array.from(indices),
    });
    await expect(pca.fit({ size: 2, imageShape: [1, 1, 2], classes: 0, batch })).rejects.toThrow(
      'data: expected finite pixels',
    );
  });

  it('keeps every image of fewer images than components, some of them twice', async () => {
    const imageShape: ImageShape = [12, 12, 1];
    const digits = syntheticDigits({ size: 6, seed: 1, imageShape }).subset([0, 1, 2, 3, 4, 5, 0, 1]);
    const pca = new PrincipalComponents({ imageShape, latentDim: 20 });
    await pca.fit(digits);
    const { images } = digits.batch([0, 1, 2, 3, 4, 5]);
    expect(tf.tidy(() => tf.max(tf.abs(tf.sub(pca.reconstruct(images), images))).dataSync()[0])).toBeLessThan(1e-4);
    const { explainedVariance } = pca;
    expect(explainedVariance[4]).toBeGreaterThan(0.1);
    expect(Math.max(...explainedVariance.slice(5))).toBeLessThan(1e-5);
    expect(Math.min(...explainedVariance)).toBeGreaterThanOrEqual(0);
  });

  it('finds no variance in equal images', async () => {
    const images = new Float32Array(5 * 100).fill(0.1);
    const pca = new PrincipalComponents({ imageShape: [10, 10, 1], latentDim: 3 });
    await pca.fit(ArrayDataset.fromArrays({ images, imageShape: [10, 10, 1] }));
    expect(Math.max(...pca.explainedVariance)).toBeLessThan(1e-12);
    expect(Array.from(pca.toSaved().tensors.mean.dataSync())).toEqual(new Array(100).fill(expect.closeTo(0.1, 6)));
  });

  it('takes images whose covariance no memory would hold', async () => {
    const imageShape: ImageShape = [128, 128, 3];
    // Images along two orthogonal stripes, around a gray one.
    const weights = [1, -1, 0, 0].map((weight, i) => [weight * 0.2, [0, 0, 1, -1][i] * 0.1]);
    const images = weights.flatMap(([a, b]) =>
      Array.from({ length: 128 * 128 * 3 }, (_, i) => 0.5 + (i % 2 === 0 ? a : b)),
    );
    const pca = new PrincipalComponents({ imageShape, latentDim: 2 });
    await pca.fit(ArrayDataset.fromArrays({ images: Float32Array.from(images), imageShape }));
    // 2 a² / 3 in each of the 24,576 pixels of a stripe.
    const variances = [0.2, 0.1].map((amplitude) => (2 * amplitude ** 2 * 24_576) / 3);
    expect([...pca.explainedVariance]).toEqual(variances.map((variance) => expect.closeTo(variance, 1)));
  });

  it('finds the same leading components whether it looks for a few or for all', async () => {
    const imageShape: ImageShape = [12, 12, 1];
    const digits = syntheticDigits({ size: 300, seed: 1, imageShape });
    const [few, all] = [5, 144].map((latentDim) => new PrincipalComponents({ imageShape, latentDim }));
    await few.fit(digits);
    await all.fit(digits);
    const [found, expected] = [few, all].map((pca) => pca.explainedVariance.slice(0, 5));
    expect(found.reduce(sum)).toBeCloseTo(expected.reduce(sum), 4);
    const components = [few, all].map((pca) =>
      pca
        .toSaved()
        .tensors.components.dataSync()
        .slice(0, 3 * 144),
    );
    for (const start of [0, 144, 288]) {
      const [one, other] = components.map((values) => values.slice(start, start + 144));
      expect(Math.hypot(...one.map((value, i) => value - other[i]))).toBeLessThan(1e-3);
    }
    few.dispose();
    all.dispose();
  });
});

describe.runIf(process.env.AE_LAB_DATA_DIR)('PrincipalComponents of MNIST (needs AE_LAB_DATA_DIR)', () => {
  it('2 and 10 components leave the test errors that NumPy finds in float64', async () => {
    await BACKENDS[1][1]();
    const { train, test } = await loadMnist();
    const pca = new PrincipalComponents({ latentDim: 10 });
    await pca.fit(train.take(50_000));
    const errors = { two: 0, ten: 0 };
    for await (const { images } of batches(test, 1000)) {
      tf.tidy(() => {
        const codes = pca.encode(images);
        const firstTwo = tf.pad(tf.slice(codes, [0, 0], [-1, 2]), [
          [0, 0],
          [0, 8],
        ]);
        errors.two += errorSum(images, pca.decode(firstTwo));
        errors.ten += errorSum(images, pca.decode(codes));
      });
    }
    expect(errors.two / test.size).toBeCloseTo(0.0556671, 5);
    expect(errors.ten / test.size).toBeCloseTo(0.0340703, 5);
    pca.dispose();
  });
});

function sum(a: number, b: number): number {
  return a + b;
}

/** Returns the sum of the images' mean squared errors. */
function errorSum(images: tf.Tensor4D, reconstructions: tf.Tensor4D): number {
  return tf.sum(tf.mean(tf.squaredDifference(images, reconstructions), [1, 2, 3])).dataSync()[0];
}
