import '@tensorflow/tfjs-backend-cpu';
// Registers the gradients of the plain operations that these losses use.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { images } from '../../test/images';
import { adam } from '../optimizers/adam';
import { sgd } from '../optimizers/sgd';
import { fit } from './fit';
import type { TrainedTable, TrainingStep } from './training-step';

beforeAll(() => tf.setBackend('cpu'));

const PIXELS = [0.9, 0.1, 0.4, 0.7, 0.2, 0.6];
const STARTS = [0.3, 0.8, 0.5, 0.1, 0.9, 0.2];
const data = images([1, 1, 1], Float32Array.from(PIXELS));

/** Fits (factor * row)² to each pixel; the rows only, unless an optimizer is given for the factor. */
function makeStep(rows: Partial<TrainedTable> = {}, factorOptimizer = sgd({ learningRate: 0 })) {
  const [table, factor] = tf.tidy(
    () => [tf.variable(tf.tensor2d(STARTS, [6, 1])), tf.variable(tf.scalar(1.5))] as [tf.Variable, tf.Variable],
  );
  const seen: (readonly number[] | undefined)[] = [];
  const step: TrainingStep = {
    state: [table, factor],
    objectives: [
      {
        name: 'fit',
        optimizer: factorOptimizer,
        training: [],
        variables: () => [factor],
        rows: { name: 'codes', table, optimizer: sgd({ learningRate: 0.1 }), ...rows },
        loss: (batch, pass) => {
          seen.push(pass.rows?.shape);
          const values = pass.rows ?? tf.tensor2d([[0.5]]);
          const error = tf.sub(tf.square(tf.mul(values, factor)), tf.reshape(batch.images, [-1, 1]));
          return { loss: tf.mean(tf.square(error)) as tf.Scalar };
        },
      },
    ],
  };
  return { step, table, factor, seen };
}

/** d/dr of (f² r² - x)² / batch. */
const gradient = (row: number, pixel: number, batch: number, factor = 1.5) =>
  (4 * factor ** 2 * row * (factor ** 2 * row ** 2 - pixel)) / batch;

describe('rows of a table', () => {
  it('follow a float64 Adam of each row, whose count is the epoch', async () => {
    const { step, table } = makeStep({ optimizer: adam({ learningRate: 0.05 }) });
    await fit(step, data, { epochs: 4, batchSize: 2 });
    const expected = STARTS.map((start, i) => {
      let [row, first, second] = [start, 0, 0];
      for (let count = 1; count <= 4; count++) {
        const g = gradient(row, PIXELS[i], 2);
        first = 0.9 * first + 0.1 * g;
        second = 0.999 * second + 0.001 * g ** 2;
        row -= (0.05 * (first / (1 - 0.9 ** count))) / (Math.sqrt(second / (1 - 0.999 ** count)) + 1e-7);
      }
      return expect.closeTo(row, 5);
    });
    expect(Array.from(table.dataSync())).toEqual(expected);
  });

  it('are updated along with the variables from the same forward pass', async () => {
    const { step, table, factor } = makeStep({}, sgd({ learningRate: 0.2 }));
    await fit(step, data, { epochs: 1, batchSize: 6 });
    expect(Array.from(table.dataSync())).toEqual(
      STARTS.map((row, i) => expect.closeTo(row - 0.1 * gradient(row, PIXELS[i], 6), 5)),
    );
    // By symmetry d/df is d/dr with r and f exchanged.
    const byFactor = STARTS.reduce((total, row, i) => total + gradient(1.5, PIXELS[i], 6, row), 0);
    expect(factor.dataSync()[0]).toBeCloseTo(1.5 - 0.2 * byFactor, 5);
  });

  it('reach the loss batch by batch, but not in validation', async () => {
    const { step, seen } = makeStep();
    await fit(step, data, { epochs: 1, batchSize: 4, validation: data });
    expect(seen).toEqual([[4, 1], [2, 1], undefined, undefined]);
  });

  it('are projected after every update', async () => {
    const project = (rows: tf.Tensor) => tf.clipByValue(rows, 0, 0.45);
    const { step, table } = makeStep({ project });
    await fit(step, data, { epochs: 3, batchSize: 2 });
    expect(Math.max(...table.dataSync())).toBeCloseTo(0.45, 6);
  });

  it('have their learning rate recorded under their own name', async () => {
    const { step } = makeStep({ optimizer: adam({ learningRate: (at) => 1 / (at + 1) }) }, sgd({ learningRate: 0.5 }));
    const { epochs } = await fit(step, data, { epochs: 2, batchSize: 2 });
    expect(epochs.map(({ learningRates }) => learningRates)).toEqual([
      { fit: 0.5, codes: 1 / 3 },
      { fit: 0.5, codes: 1 / 6 },
    ]);
  });

  it('are restored to the best epoch by early stopping', async () => {
    const at = async (epochs: number, earlyStopping?: { patience: number; monitor: string }) => {
      const { step, table } = makeStep();
      let epoch = 0;
      const evaluate = async () => ({ score: Math.abs(++epoch - 2) });
      await fit({ ...step, evaluate }, data, { epochs, batchSize: 2, validation: data, earlyStopping });
      return Array.from(table.dataSync());
    };
    expect(await at(9, { patience: 3, monitor: 'score' })).toEqual(await at(2));
  });

  it('leak no tensor', async () => {
    const { step } = makeStep({ optimizer: adam() });
    const before = tf.memory().numTensors;
    await fit(step, data, { epochs: 2, batchSize: 4, validation: data, earlyStopping: { patience: 1 } });
    const failing = { ...step.objectives[0], loss: () => expect.unreachable() };
    await fit({ ...step, objectives: [failing] }, data, { epochs: 1 }).catch(() => undefined);
    // The constant of each validation batch's loss is tidied away.
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are refused for another number of images', async () => {
    const training = fit(makeStep().step, images([1, 1, 1], new Float32Array(5)));
    await expect(training).rejects.toThrow("data: expected 6 samples, one for each row of 'codes', got 5.");
  });
});
