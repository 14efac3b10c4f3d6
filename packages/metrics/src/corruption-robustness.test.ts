import { type Corruption, type Reconstructor, Rng } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../test-data/backends';
import { datasetOf } from '../test-data/dataset';
import { corruptionRobustness } from './corruption-robustness';
import { noiseRobustness } from './noise-robustness';
import { occlusionRobustness } from './occlusion-robustness';

const imageShape = [5, 3, 1] as const;
const data = datasetOf(new Rng(1).uniforms(20 * 15), imageShape);
const ones = datasetOf(new Float32Array(20 * 15).fill(1), imageShape);
const identity: Reconstructor = { imageShape, reconstruct: (images) => images };
const oracle: Reconstructor = { imageShape, reconstruct: (images) => tf.fill(images.shape, 1) as tf.Tensor4D };
const corruptions: Corruption[] = [
  { kind: 'gaussian', sigma: 0.5 },
  { kind: 'rows', fraction: 0.4 },
  { kind: 'salt-and-pepper', fraction: 0.3 },
];

describe.each(backends)('corruptionRobustness on %s', (backend) => {
  beforeAll(async () => void (await tf.setBackend(backend)));

  it('is the baseline for a model that changes nothing and 0 for one that knows the images', async () => {
    for (const { mse, baseline } of await corruptionRobustness(identity, data, corruptions)) {
      expect(baseline).toBeGreaterThan(0.01);
      expect(mse).toBe(baseline);
    }
    for (const { mse } of await corruptionRobustness(oracle, ones, corruptions)) expect(mse).toBe(0);
  });

  it('measures against the clean images', async () => {
    const halving: Reconstructor = { imageShape, reconstruct: (images) => tf.mul<tf.Tensor4D>(images, 0.5) };
    // 2 of 5 rows are 0: an error of 1 for the corrupted images; 1 and 0.25 for their halves.
    expect(await occlusionRobustness(halving, ones, { fractions: [0, 0.4, 1] })).toEqual([
      { level: 0, mse: 0.25, baseline: 0 },
      { level: 0.4, mse: expect.closeTo(0.55, 6), baseline: expect.closeTo(0.4, 6) },
      { level: 1, mse: 1, baseline: 1 },
    ]);
  });

  it('has the variance of unclipped noise as baseline, and less for clipped noise', async () => {
    const variances = [0, 0.01, 0.5];
    const noise = await noiseRobustness(identity, data, { variances });
    for (const { level, baseline } of noise) expect(Math.abs(baseline - level)).toBeLessThan(0.2 * level + 1e-12);
    const clipped = await noiseRobustness(identity, data, { variances, clip: true });
    expect(noise.map(({ level }) => level)).toEqual(variances);
    expect(clipped[2].baseline).toBeLessThan(noise[2].baseline / 2);
    // The same noise, scaled.
    expect(noise[2].baseline / noise[1].baseline).toBeCloseTo(50, 3);
  });

  it('depends only on the seed, and leaks no tensor', async () => {
    const before = tf.memory().numTensors;
    const first = await corruptionRobustness(identity, data, corruptions, { seed: 3 });
    const other = await corruptionRobustness(oracle, data, corruptions, { seed: 4 });
    const again = await corruptionRobustness(oracle, data, corruptions, { seed: 3 });
    for (const [i, { baseline }] of first.entries()) {
      expect(again[i].baseline).toBe(baseline);
      expect(Math.abs(other[i].baseline - baseline)).toBeGreaterThan(1e-4);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('averages over the images of several batches', async () => {
    const large = [100, 100, 3] as const;
    const [{ mse, baseline }] = await occlusionRobustness(
      { imageShape: large, reconstruct: (images) => images },
      datasetOf(
        Float32Array.from({ length: 10 * 30_000 }, (_, i) => Math.floor(i / 30_000)),
        large,
      ),
      { fractions: [0.4] },
    );
    // Image i has values i: 0.4 times the mean of i² from 0 to 9.
    expect(baseline).toBeCloseTo(0.4 * 28.5, 4);
    expect(mse).toBe(baseline);
  });

  it('names what is wrong', async () => {
    await expect(noiseRobustness(identity, data, { variances: [0, -0.1] })).rejects.toThrow(
      'variances[1]: expected a finite number of at least 0, got -0.1.',
    );
    await expect(occlusionRobustness(identity, data, { fractions: [1.5] })).rejects.toThrow(/^fractions\[0\]: /);
    await expect(corruptionRobustness(identity, data, [{ kind: 'masking', fraction: 2 }])).rejects.toThrow(
      /^corruptions\[0\].fraction: /,
    );
    await expect(corruptionRobustness(identity, datasetOf([], imageShape), [])).rejects.toThrow(/^data: /);
    const fractions = [0.5];
    await expect(noiseRobustness(identity, data, { sigmas: fractions } as never)).rejects.toThrow(
      'options: expected no other options than variances, clip, seed, got "sigmas".',
    );
    await expect(noiseRobustness(identity, data, {} as never)).rejects.toThrow(
      'variances: expected an array (each a finite number of at least 0), got undefined.',
    );
    await expect(noiseRobustness(identity, data, undefined as never)).rejects.toThrow(/^options: expected an object/);
    await expect(noiseRobustness(data as never, identity as never, { variances: [0.1] })).rejects.toThrow(
      'model: expected a model with reconstruct(), got Object.',
    );
    await expect(noiseRobustness(identity, data, { variances: [0.1], clip: 1 as never })).rejects.toThrow(
      'clip: expected true or false, got 1.',
    );
    await expect(corruptionRobustness(identity, data, corruptions, { seed: -1 })).rejects.toThrow(/^seed: /);
    await expect(occlusionRobustness(identity, data, { fractions, clip: true } as never)).rejects.toThrow(/"clip"/);
    await expect(occlusionRobustness(identity, data, { fractions: 0.5 as never })).rejects.toThrow(
      /^fractions: .* array/,
    );
    await expect(corruptionRobustness(identity, data, corruptions[0] as never)).rejects.toThrow(
      /^corruptions: .* array/,
    );
    await expect(corruptionRobustness(identity, data, corruptions, { rng: 1 } as object)).rejects.toThrow(/"rng"/);
  });
});
