import type { ForwardPass, ImageBatch, TrainingStep } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/**
 * Expects the gradient of a step's first loss, by the variables that it trains, to agree with central differences. The loss
 * must be smooth over their step, 0.02 in all.
 *
 * @param pass returns a new pass for each loss, always with the same random numbers.
 * @param tolerance largest error of each entry, relative to 1 plus its size. Default 1e-3.
 */
export function expectGradient(step: TrainingStep, batch: ImageBatch, pass: () => ForwardPass, tolerance = 1e-3): void {
  const [{ loss, variables }] = step.objectives;
  const trained = [...variables(batch)];
  const { value, grads } = tf.variableGrads(() => loss(batch, pass()).loss, trained);
  for (const variable of trained) {
    const actual = Array.from(grads[variable.name].dataSync());
    const expected = centralDifferences(() => tf.tidy(() => loss(batch, pass()).loss.dataSync()[0]), variable);
    actual.forEach((gradient, i) => {
      expect(Math.abs(gradient - expected[i]), `${variable.name}[${i}]: ${gradient}, ${expected[i]}`).toBeLessThan(
        tolerance * (1 + Math.abs(expected[i])),
      );
    });
  }
  value.dispose();
  tf.dispose(grads);
}

function centralDifferences(loss: () => number, variable: tf.Variable, step = 1e-2): number[] {
  const values = variable.dataSync().slice() as Float32Array;
  const set = (i: number, change: number) => {
    const changed = values.map((value, j) => (i === j ? value + change : value));
    tf.tidy(() => variable.assign(tf.tensor(changed, variable.shape)));
  };
  return Array.from(values, (_, i) => {
    const [above, below] = [step, -step].map((change) => {
      set(i, change);
      return loss();
    });
    set(i, 0);
    return (above - below) / (2 * step);
  });
}
