import '@tensorflow/tfjs-backend-cpu';
// Registers the gradients of the plain operations that these losses use.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { images } from '../../test/images';
import { sgd } from '../optimizers/sgd';
import { clipByNorm } from './clip-by-norm';
import { fit } from './fit';
import type { TrainingStep } from './training-step';

beforeAll(() => tf.setBackend('cpu'));

/** The reference, in float64: what `torch.nn.utils.clip_grad_norm_` computes, but for its 1e-6 beside the norm. */
function reference(gradients: readonly (readonly number[])[], limit: number) {
  const norm = Math.hypot(...gradients.flat());
  return { norm, clipped: gradients.map((values) => values.map((value) => value * Math.min(1, limit / norm))) };
}

describe('clipByNorm', () => {
  it.each([0.5, 3, 12.9, 13.1, 1e6])('scales all gradients together to a norm of at most %f', (limit) => {
    const values = [[3, -4], [12], [0, 0, 0]];
    const before = tf.memory().numTensors;
    const gradients = Object.fromEntries(values.map((each, i) => [`w${i}`, tf.tensor1d(each)]));
    const { clipped, norm } = clipByNorm(gradients, limit);
    const expected = reference(values, limit);
    expect(norm.dataSync()[0]).toBeCloseTo(expected.norm, 5);
    expected.clipped.forEach((each, i) => {
      expect(Array.from(clipped[`w${i}`].dataSync())).toEqual(each.map((value) => expect.closeTo(value, 5)));
    });
    tf.dispose([gradients, clipped, norm]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('changes no bit of gradients within the limit', () => {
    const values = Float32Array.of(0.1, 1 / 3, -2e-7);
    const [[w], [clipped]] = tf.tidy(() => {
      const gradient = tf.tensor1d(values);
      return [[gradient.arraySync()], [clipByNorm({ w: gradient }, 1).clipped.w.arraySync()]];
    });
    expect(clipped).toEqual(w);
  });

  it('passes on a gradient that is not finite, so that the divergence is seen', () => {
    tf.tidy(() => {
      const { clipped, norm } = clipByNorm({ w: tf.tensor1d([1, Number.NaN]) }, 1);
      expect([norm.dataSync()[0], ...clipped.w.dataSync()]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    });
  });
});

describe('clipNorm of fit', () => {
  /** A loss whose gradient is 3 and -4 by the weights, and 12 by the one row of the table. */
  function linearStep() {
    const [weights, table] = tf.tidy(() => [tf.variable(tf.tensor1d([0, 0])), tf.variable(tf.zeros([1, 1]))]);
    const step: TrainingStep = {
      state: [weights, table],
      objectives: [
        {
          name: 'linear',
          optimizer: sgd({ learningRate: 1 }),
          training: [],
          variables: () => [weights],
          rows: { name: 'rows', table, optimizer: sgd({ learningRate: 1 }) },
          loss: (_, pass) => {
            const rows = pass.rows ?? tf.zeros([1, 1]);
            return { loss: tf.add(tf.sum(tf.mul(weights, [3, -4])), tf.mul(tf.sum(rows), 12)) as tf.Scalar };
          },
        },
      ],
    };
    return { step, values: () => [...weights.dataSync(), ...table.dataSync()] };
  }
  const one = images([1, 1, 1], Float32Array.of(1));

  it('limits the norm over variables and rows, and records what it was', async () => {
    const { step, values } = linearStep();
    const before = tf.memory().numTensors;
    const { epochs } = await fit(step, one, { epochs: 1, clipNorm: 6.5 });
    expect(values()).toEqual([-1.5, 2, -6].map((value) => expect.closeTo(value, 5)));
    expect(epochs[0].train.gradientNorm).toBeCloseTo(13, 5);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('changes nothing below the limit, and records no norm without one', async () => {
    const [limited, free] = [linearStep(), linearStep()];
    await fit(limited.step, one, { epochs: 2, clipNorm: 14 });
    const { epochs } = await fit(free.step, one, { epochs: 2 });
    expect(limited.values()).toEqual(free.values());
    expect(Object.keys(epochs[0].train)).toEqual(['loss']);
  });

  it.each([0, -1, Number.NaN])('of %f is refused', async (clipNorm) => {
    await expect(fit(linearStep().step, one, { clipNorm })).rejects.toThrow(
      'clipNorm: expected a finite number above 0',
    );
  });
});
