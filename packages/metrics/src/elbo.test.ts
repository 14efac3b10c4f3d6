import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { datasetOf } from '../test-data/dataset';
import { linearGaussian, linearGaussianImages, meanLogEvidence, posteriorGap } from '../test-data/linear-gaussian';
import { elbo } from './elbo';

const data = linearGaussianImages(40, 1);

describe.each(backends)('elbo on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('is ln p(x) where the posterior is the true one', async () => {
    const result = await elbo(linearGaussian(), data, { samples: 500, seed: 1 });
    expect(Math.abs(result.elbo - (await meanLogEvidence(data)))).toBeLessThan(0.02);
  });

  it('is below ln p(x) by the divergence between a wrong posterior and the true one', async () => {
    const result = await elbo(linearGaussian(0.2, 0.7), data, { samples: 500, seed: 2 });
    expect(Math.abs(result.elbo - ((await meanLogEvidence(data)) - posteriorGap(0.2, 0.7)))).toBeLessThan(0.04);
  });

  it('splits the divergence by dimension', async () => {
    const model = linearGaussian();
    const prior = (images: Parameters<typeof model.posterior>[0]) => {
      const { mean, logVariance } = model.posterior(images);
      const onlyFirst = (rows: tf.Tensor2D) => tf.mul<tf.Tensor2D>(rows, [1, 0]);
      return { mean: onlyFirst(mean), logVariance: onlyFirst(logVariance) };
    };
    const full = await elbo(model, data);
    const half = await elbo({ ...model, posterior: prior }, data);
    expect(full.kl).toBeCloseTo(full.perDimensionKl[0] + full.perDimensionKl[1], 6);
    expect(full.elbo).toBeCloseTo(full.reconstruction - full.kl, 10);
    expect(half.perDimensionKl[0]).toBeCloseTo(full.perDimensionKl[0], 6);
    expect(half.perDimensionKl[1]).toBe(0);
  });

  it('depends on the seed but not on the batch size, and leaks no tensor', async () => {
    const before = tf.memory().numTensors;
    const whole = await elbo(linearGaussian(), data, { samples: 2, seed: 3 });
    const parts = await elbo(linearGaussian(), data, { samples: 2, seed: 3, batchSize: 7 });
    const other = await elbo(linearGaussian(), data, { samples: 2, seed: 4 });
    expect(parts.elbo).toBeCloseTo(whole.elbo, 5);
    expect(Math.abs(other.elbo - whole.elbo)).toBeGreaterThan(1e-3);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names what is not finite or out of range', async () => {
    const model = linearGaussian();
    const before = tf.memory().numTensors;
    const broken = {
      ...model,
      logLikelihood: (...inputs: Parameters<typeof model.logLikelihood>) =>
        tf.mul<tf.Tensor1D>(model.logLikelihood(...inputs), Number.NaN),
    };
    await expect(elbo(broken, data)).rejects.toThrow('model: expected a log-likelihood of finite numbers, got NaN.');
    await expect(elbo(linearGaussian(Number.NaN), data)).rejects.toThrow('a posterior of finite numbers');
    await expect(elbo(model, data, { sample: 5 } as object)).rejects.toThrow(/^options: .*, got "sample"/);
    const autoencoder = { ...model, posterior: undefined } as never;
    await expect(elbo(autoencoder, data)).rejects.toThrow('model: expected a model with posterior(), got Object.');
    await expect(elbo(model, undefined as never)).rejects.toThrow(/^data: expected an ImageDataset/);
    await expect(elbo(model, data, { samples: 0 })).rejects.toThrow(/^samples: /);
    await expect(elbo(model, data, { seed: -1 })).rejects.toThrow(/^seed: /);
    await expect(elbo(model, datasetOf([1, 2], [1, 2, 1]))).rejects.toThrow(/^data: expected samples of the model's/);
    expect(tf.memory().numTensors).toBe(before);
  });
});
