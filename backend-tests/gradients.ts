import { ForwardPass, type ImageBatch, type Objective, Rng, type TrainingStep } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/** A loss, and its gradient by each variable in order. */
export interface Gradient {
  readonly loss: number;
  readonly gradients: readonly Float32Array[];
}

/** Returns the gradients of all objectives of a step in training mode, each by the variables that it trains. */
export async function gradientsOf(step: TrainingStep, batch: ImageBatch): Promise<Gradient[]> {
  const found: Gradient[] = [];
  for (const objective of step.objectives) {
    const trained = [...objective.variables(batch)];
    const { value, grads } = tf.variableGrads(() => lossOf(objective, batch, trained), trained);
    const [loss] = await value.data();
    const gradients: Float32Array[] = [];
    for (const { name } of trained) gradients.push((await grads[name].data<'float32'>()).slice());
    value.dispose();
    tf.dispose(grads);
    found.push({ loss, gradients });
  }
  return found;
}

/**
 * Returns the slopes of the losses of all objectives along their normalised gradients, by central differences. The slope along
 * a true gradient equals its length.
 */
export async function slopesAlong(
  step: TrainingStep,
  batch: ImageBatch,
  found: readonly Gradient[],
): Promise<number[]> {
  const slopes: number[] = [];
  for (const [i, objective] of step.objectives.entries()) {
    const trained = [...objective.variables(batch)];
    const length = lengthOf(found[i]);
    const origins: tf.Tensor[] = trained.map((variable) => variable.clone());
    const lossAt = async (distance: number) => {
      trained.forEach((variable, j) => {
        const direction = found[i].gradients[j];
        tf.tidy(() => {
          const change = tf.tensor1d(direction.map((value) => (value / length) * distance));
          variable.assign(tf.add(origins[j], tf.reshape(change, variable.shape)));
        });
      });
      const loss = tf.tidy(() => lossOf(objective, batch, trained));
      const [value] = await loss.data();
      loss.dispose();
      return value;
    };
    slopes.push(((await lossAt(STEP)) - (await lossAt(-STEP))) / (2 * STEP));
    trained.forEach((variable, j) => {
      tf.tidy(() => variable.assign(tf.mul(origins[j], 1)));
    });
    tf.dispose(origins);
  }
  return slopes;
}

/** Returns the length of a gradient as one vector. */
export function lengthOf({ gradients }: Gradient): number {
  return Math.hypot(...gradients.map((gradient) => Math.hypot(...gradient)));
}

/** The length of a difference: short enough to cross the bend of few ReLUs, long enough for float32 to resolve it. */
const STEP = 1e-2;

function lossOf(objective: Objective, batch: ImageBatch, trained: readonly tf.Variable[]): tf.Scalar {
  const rows = objective.rows && tf.gather(objective.rows.table, tf.tensor1d(Int32Array.from(batch.indices), 'int32'));
  const { training } = objective;
  return objective.loss(batch, new ForwardPass(new Rng(3), { training, trained, rows })).loss;
}
