import '@tensorflow/tfjs-backend-cpu';
// Registers the gradients of the plain operations.
import '@tensorflow/tfjs-layers';
import { ArgumentError } from '@ae-lab/base';
import { BACKENDS } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADVERSARIAL_OBJECTIVES, type AdversarialObjective, adversarialLoss } from './adversarial-loss';

const REAL = [0.5, -1, 2];
const GENERATED = [-0.5, 3, -2];
const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const softplus = (x: number) => Math.log1p(Math.exp(x));

/** By hand: the discriminator's loss, the generator's, and the generator's derivatives by the logits, times their number. */
const EXPECTED: Record<AdversarialObjective, [number, number, number[]]> = {
  'non-saturating': [
    average(REAL.map((x) => softplus(-x))) + average(GENERATED.map(softplus)),
    average(GENERATED.map((x) => softplus(-x))),
    GENERATED.map((x) => -1 / (1 + Math.exp(x))),
  ],
  // 0.5 + 2 + 0 for the real ones, 0.5 + 4 + 0 for the others.
  hinge: [(0.5 + 2) / 3 + (0.5 + 4) / 3, -0.5 / 3, [-1, -1, -1]],
  'least-squares': [(0.25 + 4 + 1) / 6 + (0.25 + 9 + 4) / 6, (2.25 + 4 + 9) / 6, [-1.5, 2, -3]],
  wasserstein: [0.5 / 3 - 1.5 / 3, -0.5 / 3, [-1, -1, -1]],
};

describe.each(BACKENDS)('adversarial losses on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it.each(ADVERSARIAL_OBJECTIVES)('%s is as computed by hand, and so is what the generator follows', (objective) => {
    const [discriminator, generator, slopes] = EXPECTED[objective];
    const loss = adversarialLoss(objective);
    tf.tidy(() => {
      const [real, generated] = [tf.tensor1d(REAL), tf.tensor1d(GENERATED)];
      expect(loss.discriminator(real, generated).dataSync()[0]).toBeCloseTo(discriminator, 5);
      expect(loss.generator(generated).dataSync()[0]).toBeCloseTo(generator, 5);
      const found = Array.from(tf.grad(loss.generator)(generated).dataSync());
      expect(found).toEqual(slopes.map((slope) => expect.closeTo(slope / 3, 5)));
    });
  });

  it('a smoothed label counts for real samples only', () => {
    tf.tidy(() => {
      const [real, generated] = [tf.tensor1d(REAL), tf.tensor1d(GENERATED)];
      const crossEntropy = average(REAL.map((x) => softplus(x) - 0.9 * x)) + average(GENERATED.map(softplus));
      const smoothed = adversarialLoss('non-saturating', 0.9);
      expect(smoothed.discriminator(real, generated).dataSync()[0]).toBeCloseTo(crossEntropy, 5);
      expect(smoothed.generator(generated).dataSync()[0]).toBeCloseTo(EXPECTED['non-saturating'][1], 5);
      const squares = average(REAL.map((x) => (x - 0.9) ** 2 / 2)) + average(GENERATED.map((x) => x ** 2 / 2));
      const leastSquares = adversarialLoss('least-squares', 0.9).discriminator(real, generated);
      expect(leastSquares.dataSync()[0]).toBeCloseTo(squares, 5);
    });
  });
});

it('refuses objectives and labels that make no sense', () => {
  expect(() => adversarialLoss('saturating' as never)).toThrow('objective: expected one of non-saturating, hinge');
  expect(() => adversarialLoss('non-saturating', 1.2)).toThrow(ArgumentError);
  expect(() => adversarialLoss('non-saturating', 0)).toThrow(
    'realLabel: expected a finite number above 0 and at most 1, got 0.',
  );
  expect(() => adversarialLoss('hinge', 0.9)).toThrow("realLabel: expected 1 for the objective 'hinge'");
});
