import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { linearGaussian, linearGaussianImages } from '../test-data/linear-gaussian';
import { activeUnits } from './active-units';

const data = linearGaussianImages(400, 1);

describe.each(backends)('activeUnits on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('counts the dimensions whose mean varies over the data', async () => {
    const model = linearGaussian(3);
    const { count, variances } = await activeUnits(model, data, { batchSize: 150 });
    expect(count).toBe(2);
    // The prior's variance is 1 = that of the posterior means + the posterior's own, 0.05 / (|w|² + 0.05).
    expect(Math.abs(variances[0] - (1 - 0.05 / 0.77))).toBeLessThan(0.15);
    expect(Math.abs(variances[1] - (1 - 0.05 / 0.86))).toBeLessThan(0.15);
    expect((await activeUnits(model, data, { threshold: 2 })).count).toBe(0);
  });

  it('does not count a collapsed dimension', async () => {
    const model = linearGaussian(3);
    const collapsed: typeof model = {
      ...model,
      encode: (images) => tf.mul<tf.Tensor2D>(model.encode(images), [1, 0.05]),
    };
    const { count, variances } = await activeUnits(collapsed, data);
    expect(count).toBe(1);
    expect(variances[1]).toBeLessThan(0.01);
  });

  it('names what is wrong', async () => {
    await expect(activeUnits(linearGaussian(Number.NaN), data)).rejects.toThrow('NaN in row 0, dimension 0');
    await expect(activeUnits(linearGaussian(), data, { threshold: -1 })).rejects.toThrow(/^threshold: /);
    await expect(activeUnits(linearGaussian(), data, { batchSize: 0 })).rejects.toThrow(/^batchSize: /);
    await expect(activeUnits(linearGaussian(), data, { limit: 1 } as object)).rejects.toThrow(/^options: .*"limit"/);
    const { posterior: _, ...plain } = linearGaussian();
    await expect(activeUnits(plain as never, data)).rejects.toThrow(/^model: expected a model with posterior\(\)/);
  });
});
