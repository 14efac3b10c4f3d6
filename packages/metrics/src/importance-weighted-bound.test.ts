import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { linearGaussian, linearGaussianImages, meanLogEvidence, posteriorGap } from '../test-data/linear-gaussian';
import { importanceWeightedBound } from './importance-weighted-bound';

const data = linearGaussianImages(40, 1);

describe.each(backends)('importanceWeightedBound on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it.each([1, 2, 20])('is ln p(x) for k = %i if the posterior is the true one', async (k) => {
    expect(await importanceWeightedBound(linearGaussian(), data, { k, seed: k })).toBeCloseTo(
      await meanLogEvidence(data),
      4,
    );
  });

  it('grows with k from the evidence lower bound towards ln p(x) if it is a wrong one', async () => {
    const model = linearGaussian(0.2, 0.7);
    const evidence = await meanLogEvidence(data);
    const bounds: number[] = [];
    for (const k of [1, 8, 64, 400]) bounds.push(await importanceWeightedBound(model, data, { k, seed: 1 }));
    expect(Math.abs(bounds[0] - (evidence - posteriorGap(0.2, 0.7)))).toBeLessThan(0.6);
    expect(bounds[1]).toBeGreaterThan(bounds[0]);
    expect(bounds[2]).toBeGreaterThan(bounds[1]);
    expect(Math.abs(bounds[3] - evidence)).toBeLessThan(0.03);
    expect(evidence - bounds[2]).toBeLessThan((evidence - bounds[0]) / 10);
  });

  it('does not depend on the batch size, leaks no tensor and names what is wrong', async () => {
    const model = linearGaussian(0.2, 0.7);
    const before = tf.memory().numTensors;
    const whole = await importanceWeightedBound(model, data, { k: 3 });
    expect(await importanceWeightedBound(model, data, { k: 3, batchSize: 9 })).toBeCloseTo(whole, 5);
    const [misspelt, swapped] = [{ samples: 5 } as never, [data, model] as never[]];
    await expect(importanceWeightedBound(model, data, misspelt)).rejects.toThrow(/^options: .*, got "samples"/);
    await expect(importanceWeightedBound(model, data, undefined as never)).rejects.toThrow(
      /^options: expected an object/,
    );
    await expect(importanceWeightedBound(swapped[0], swapped[1], { k: 1 })).rejects.toThrow(/^model: .* posterior\(\)/);
    await expect(importanceWeightedBound(model, data, { k: 0 })).rejects.toThrow(/^k: expected a whole number/);
    expect(tf.memory().numTensors).toBe(before);
  });
});
