import { adam, ForwardPass, Rng } from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS, expectGradient } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Gan, type GanOptions } from './gan';
import { gradientPenalty, realGradientPenalty } from './gradient-penalty';

describe.each(BACKENDS)('gradient penalties on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it('of a linear critic depend on its slope alone', () => {
    tf.tidy(() => {
      const slope = tf.tensor2d([3, 0, -4], [3, 1]);
      const critic = (x: tf.Tensor) => tf.matMul(x as never, slope);
      const [real, generated] = [
        tf.tensor2d(new Rng(1).normals(12), [4, 3]),
        tf.tensor2d(new Rng(2).normals(12), [4, 3]),
      ];
      expect(gradientPenalty(critic, real, generated, new Rng(3)).dataSync()[0]).toBeCloseTo((5 - 1) ** 2, 4);
      expect(realGradientPenalty(critic, real).dataSync()[0]).toBeCloseTo(5 ** 2 / 2, 4);
    });
  });

  it('take the slope between each real sample and the generated one beside it', () => {
    tf.tidy(() => {
      const seen: number[][] = [];
      // |x|² / 2, whose slope is x.
      const critic = (x: tf.Tensor) => {
        seen.push(Array.from(x.dataSync()));
        return tf.mul(tf.square(x), 0.5);
      };
      const penalty = gradientPenalty(critic, tf.fill([6, 1], 1), tf.fill([6, 1], 3), new Rng(4)).dataSync()[0];
      const [points] = seen;
      expect(new Set(points).size).toBe(6);
      for (const point of points) expect(point > 1 && point < 3).toBe(true);
      expect(penalty).toBeCloseTo(
        points.reduce((total, point) => total + (point - 1) ** 2 / 6, 0),
        5,
      );
    });
  });

  it.each<[string, GanOptions]>([
    ['between real and generated images', { objective: 'wasserstein' }],
    ['at real images, beside another objective', { realGradientPenalty: 2, objective: 'hinge' }],
    ['of a conditional critic', { objective: 'wasserstein', realGradientPenalty: 1, classes: 10 }],
  ])('%s: the whole loss has the gradient of finite differences', (_, options) => {
    const architecture = { kind: 'convolutional', widths: [2], kernelSize: 3, dense: [3], dropout: 0.1 } as const;
    const discriminatorArchitecture = { ...architecture, activation: 'tanh', batchNormalization: false } as const;
    const shared = { imageShape: [4, 4, 1], latentDim: 2, generatorArchitecture: architecture } as const;
    const gan = new Gan({ ...shared, discriminatorArchitecture, ...options });
    const owned = tf.memory().numTensors;
    const batch = syntheticDigits({ size: 5, seed: 1, imageShape: [4, 4, 1] }).batch([0, 1, 2, 3, 4]);
    const step = gan.step(adam(), adam());
    const [, discriminator] = step.objectives;
    const pass = () =>
      new ForwardPass(new Rng(5), { training: [gan.discriminator], trained: discriminator.variables(batch) });
    expectGradient({ ...step, objectives: [discriminator] }, batch, pass, 5e-3);
    batch.images.dispose();
    batch.labels?.dispose();
    expect(tf.memory().numTensors).toBe(owned);
    gan.dispose();
  });
});
