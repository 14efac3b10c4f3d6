import type { ImageDataset, Reconstructor } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { evaluateReconstruction } from './evaluate-reconstruction';
import { psnr } from './psnr';
import { ssim } from './ssim';

const imageShape = [11, 12, 1] as const;
const pixelsPerImage = 11 * 12;

/** Image i is flat with value (i + 1) / 10. */
function flatImages(size: number): ImageDataset {
  const batch = (indices: ArrayLike<number>) => {
    const values = Array.from(indices).flatMap((i) => new Array<number>(pixelsPerImage).fill((i + 1) / 10));
    return { images: tf.tensor4d(values, [indices.length, ...imageShape]), indices: Int32Array.from(indices) };
  };
  return { size, imageShape, classes: 0, batch };
}

const halving: Reconstructor = { imageShape, reconstruct: (images) => tf.mul<tf.Tensor4D>(images, 0.5) };

describe.each(backends)('evaluateReconstruction on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('measures every image in the order of the data set and averages', async () => {
    const results = await evaluateReconstruction(halving, flatImages(7), { batchSize: 3 });
    const errors = Array.from({ length: 7 }, (_, i) => (i + 1) / 20);
    const average = (values: number[]) => values.reduce((sum, value) => sum + value) / values.length;
    expect(Object.keys(results)).toEqual(['mse', 'mae', 'bce', 'psnr', 'ssim']);
    for (const [i, error] of errors.entries()) {
      expect(results.mae.perImage[i]).toBeCloseTo(error, 6);
      expect(results.mse.perImage[i]).toBeCloseTo(error ** 2, 6);
      expect(results.psnr.perImage[i]).toBeCloseTo(-20 * Math.log10(error), 4);
    }
    expect(results.mae.mean).toBeCloseTo(average(errors), 6);
    expect(results.mse.mean).toBeCloseTo(average(errors.map((error) => error ** 2)), 6);
    expect(results.psnr.mean).toBeCloseTo(average(errors.map((error) => -20 * Math.log10(error))), 4);
  });

  it('returns the same values whatever the batch size', async () => {
    const whole = await evaluateReconstruction(halving, flatImages(5), { metrics: { ssim } });
    const single = await evaluateReconstruction(halving, flatImages(5), { metrics: { ssim }, batchSize: 1 });
    for (const [i, value] of whole.ssim.perImage.entries()) expect(single.ssim.perImage[i]).toBeCloseTo(value, 6);
  });

  it('keeps the names and options of custom metrics', async () => {
    const metrics = { wide: (x: tf.Tensor4D, y: tf.Tensor4D) => psnr(x, y, { dataRange: 10 }) };
    const { wide } = await evaluateReconstruction(halving, flatImages(2), { metrics });
    expect(wide.perImage[0]).toBeCloseTo(20 - 20 * Math.log10(0.05), 4);
  });

  it('leaks no tensor, not even when the model or a metric fails', async () => {
    const before = tf.memory().numTensors;
    const failing = {
      imageShape,
      reconstruct: (images: tf.Tensor4D) => tf.mul<tf.Tensor4D>(images, tf.mean(images, [3])),
    };
    await evaluateReconstruction(halving, flatImages(5), { batchSize: 2 });
    await expect(evaluateReconstruction(failing, flatImages(2))).rejects.toThrow();
    const metrics = { scalar: (x: tf.Tensor4D) => tf.mean(x) as never };
    await expect(evaluateReconstruction(halving, flatImages(2), { metrics })).rejects.toThrow(
      'metrics.scalar: expected one number per image, [2], got [].',
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('evaluateReconstruction', () => {
  it('names what is wrong', async () => {
    const other: Reconstructor = { imageShape: [28, 28, 1], reconstruct: (images) => images };
    await expect(evaluateReconstruction(halving, flatImages(0))).rejects.toThrow('data: expected at least one sample');
    await expect(evaluateReconstruction(other, flatImages(2))).rejects.toThrow(
      "data: expected samples of the model's shape, [28, 28, 1], got [11, 12, 1].",
    );
    await expect(evaluateReconstruction(halving, flatImages(2), { batchSize: 0 })).rejects.toThrow(/^batchSize:/);
    const [data, model] = [flatImages(2), halving] as never[];
    await expect(evaluateReconstruction(data, model)).rejects.toThrow(
      'model: expected a model with reconstruct(), got',
    );
    await expect(evaluateReconstruction(halving, Promise.resolve(data) as never)).rejects.toThrow(
      /^data: expected an ImageDataset, .*, got Promise/,
    );
    await expect(evaluateReconstruction(halving, tf.zeros([2, ...imageShape]) as never)).rejects.toThrow(
      /^data: .* Tensor/,
    );
    await expect(evaluateReconstruction(halving, data, { metric: { ssim } } as never)).rejects.toThrow(
      /, got "metric"/,
    );
    await expect(evaluateReconstruction(halving, data, { metrics: { mse: 'mse' as never } })).rejects.toThrow(
      'metrics.mse: expected a function, got "mse".',
    );
  });
});
