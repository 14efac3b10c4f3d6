import '@tensorflow/tfjs-backend-cpu';
// Registers the gradients of the plain operations that these losses use.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { images } from '../../test/images';
import { expectClean } from '../../test/late';
import { sgd } from '../optimizers/sgd';
import { fit } from './fit';
import type { Objective, TrainingStep } from './training-step';

beforeAll(() => tf.setBackend('cpu'));

const data = images([1, 1, 1], Float32Array.of(1, 2, 3, 4));

/** Two objectives of one weight each: the first keeps its batch's sum, the second learns from it. */
function makeStep(later: Partial<Objective> = {}) {
  const [first, second] = tf.tidy(() => [tf.variable(tf.scalar(0)), tf.variable(tf.scalar(0))]);
  const seen: number[] = [];
  const plain = { optimizer: sgd({ learningRate: 0.5 }), training: [] };
  const step: TrainingStep = {
    state: [first, second],
    objectives: [
      {
        ...plain,
        name: 'first',
        variables: () => [first],
        loss: (batch, pass) => {
          pass.keep('sum', tf.sum(batch.images));
          // Neither a tensor of the batch nor a variable is freed by being kept.
          pass.keep('images', batch.images);
          pass.keep('weight', first);
          return { loss: tf.square(tf.sub(first, 1)) as tf.Scalar };
        },
      },
      {
        ...plain,
        name: 'second',
        variables: () => [second],
        loss: (_, { kept }) => {
          const sum = kept.sum ?? tf.scalar(-1);
          seen.push(sum.dataSync()[0]);
          return { loss: tf.square(tf.sub(second, sum)) as tf.Scalar };
        },
        ...later,
      },
    ],
  };
  return { step, first, second, seen };
}

describe('kept tensors', () => {
  it('reach later objectives and afterUpdate on the same batch, in validation too, and are freed', async () => {
    const { step, first, second, seen } = makeStep();
    await expectClean(async () => {
      const inUpdate: number[] = [];
      const afterUpdate: TrainingStep['afterUpdate'] = ({ images: last }, kept) => {
        expect(Object.keys(kept)).toEqual(['sum', 'images', 'weight']);
        expect(kept.images.dataSync()).toEqual(last.dataSync());
        inUpdate.push(kept.sum.dataSync()[0]);
      };
      await fit({ ...step, afterUpdate }, data, { epochs: 1, batchSize: 2, validation: data });
      expect(inUpdate).toHaveLength(2);
      expect(inUpdate[0] + inUpdate[1]).toBe(10);
      expect(seen).toEqual([...inUpdate, 3, 7]);
      // Each step goes all the way, for sgd with half the gradient of a square.
      expect([first.dataSync()[0], second.dataSync()[0]]).toEqual([1, inUpdate[1]]);
    });
  });

  it('belong to their batch: an objective that repeats finds nothing on fresh batches, afterUpdate finds all', async () => {
    const { step, seen } = makeStep({ repeats: 2 });
    const names: string[][] = [];
    const afterUpdate: TrainingStep['afterUpdate'] = (_, kept) => void names.push(Object.keys(kept));
    await fit({ ...step, afterUpdate }, data, { epochs: 1, batchSize: 2 });
    expect(seen).toEqual([expect.any(Number), -1]);
    expect(seen[0]).toBeGreaterThan(0);
    expect(names).toEqual([['sum', 'images', 'weight']]);
  });

  it('are freed when a later loss or afterUpdate fails', async () => {
    const { step } = makeStep({
      loss: () => {
        throw new Error('Second.');
      },
    });
    const { step: other } = makeStep();
    const afterUpdate = () => {
      throw new Error('Update.');
    };
    await expectClean(async () => {
      await expect(fit(step, data, { epochs: 1 })).rejects.toThrow('Second.');
      await expect(fit({ ...other, afterUpdate }, data, { epochs: 1 })).rejects.toThrow('Update.');
    });
  });

  it('have one name each', async () => {
    const { step, second } = makeStep({
      loss: (_, pass) => {
        pass.keep('sum', tf.scalar(1));
        return { loss: tf.square(second) as tf.Scalar };
      },
    });
    await expectClean(async () => {
      await expect(fit(step, data, { epochs: 1 })).rejects.toThrow(
        'pass.keep: expected a name that no loss has kept on this batch, got "sum".',
      );
    });
  });
});

describe('prepare', () => {
  it('comes once, after everything is checked and the first batch is there, and before the first loss', async () => {
    const { step } = makeStep();
    const calls: string[] = [];
    const spying: TrainingStep = {
      ...step,
      check: async (argument) => void calls.push(`check ${argument}`),
      prepare: () => void calls.push('prepare'),
      objectives: step.objectives.map((objective) => ({
        ...objective,
        loss: (batch, pass) => {
          calls.push(objective.name);
          return objective.loss(batch, pass);
        },
      })),
    };
    await fit(spying, data, { epochs: 1, batchSize: 4, validation: data });
    expect(calls.slice(0, 5)).toEqual(['check data', 'check validation', 'prepare', 'first', 'second']);
    expect(calls.filter((call) => call === 'prepare')).toHaveLength(1);
  });

  it.each<[string, Partial<TrainingStep>, object]>([
    ['an option', {}, { epochs: 0 }],
    ['the check of the model', { check: () => Promise.reject(new Error('No.')) }, {}],
    ['the size of a batch', {}, { batchSize: 9 }],
  ])('does not come if %s is refused', async (_, given, options) => {
    const prepare = () => expect.unreachable();
    await expect(fit({ ...makeStep().step, prepare, ...given }, data, options)).rejects.not.toThrow('unreachable');
  });

  it('does not come if the first batch fails, or an aborted signal ends the training before', async () => {
    const step = { ...makeStep().step, prepare: () => expect.unreachable() };
    const broken = { ...data, batch: () => Promise.reject(new Error('No file.')) };
    await expect(fit(step, broken, { epochs: 1 })).rejects.toThrow('No file.');
    const { stopped } = await fit(step, data, { signal: AbortSignal.abort() });
    expect(stopped).toBe('aborted');
  });
});
