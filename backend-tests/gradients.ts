import { type Batch, ForwardPass, type Objective, Rng, type TrainingStep } from '@ae-lab/core';
import {
  add,
  dispose,
  gather,
  mul,
  reshape,
  type Scalar,
  type Tensor,
  tensor1d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';

/** A loss, and its gradient by each variable in turn. */
export interface Gradient {
  readonly loss: number;
  readonly gradients: readonly Float32Array[];
}

/** The gradients of all objectives of a step in training mode, each by the variables that it trains. */
export async function gradientsOf(step: TrainingStep, batch: Batch): Promise<Gradient[]> {
  const found: Gradient[] = [];
  for (const objective of step.objectives) {
    const trained = [...objective.variables(batch)];
    const { value, grads } = variableGrads(() => lossOf(objective, batch, trained), trained);
    step.release?.();
    const [loss] = await value.data();
    const gradients: Float32Array[] = [];
    for (const { name } of trained) gradients.push((await grads[name].data<'float32'>()).slice());
    value.dispose();
    dispose(grads);
    found.push({ loss, gradients });
  }
  return found;
}

/**
 * How the losses of all objectives change along their gradients of length 1, by central differences: for the true gradients
 * that is their own length.
 */
export async function slopesAlong(step: TrainingStep, batch: Batch, found: readonly Gradient[]): Promise<number[]> {
  const slopes: number[] = [];
  for (const [i, objective] of step.objectives.entries()) {
    const trained = [...objective.variables(batch)];
    const length = lengthOf(found[i]);
    const origins: Tensor[] = trained.map((variable) => variable.clone());
    const lossAt = async (distance: number) => {
      trained.forEach((variable, j) => {
        const direction = found[i].gradients[j];
        tidy(() => {
          const change = tensor1d(direction.map((value) => (value / length) * distance));
          variable.assign(add(origins[j], reshape(change, variable.shape)));
        });
      });
      const loss = tidy(() => lossOf(objective, batch, trained));
      step.release?.();
      const [value] = await loss.data();
      loss.dispose();
      return value;
    };
    slopes.push(((await lossAt(STEP)) - (await lossAt(-STEP))) / (2 * STEP));
    trained.forEach((variable, j) => {
      tidy(() => variable.assign(mul(origins[j], 1)));
    });
    dispose(origins);
  }
  return slopes;
}

/** The length of a gradient as one vector. */
export function lengthOf({ gradients }: Gradient): number {
  return Math.hypot(...gradients.map((gradient) => Math.hypot(...gradient)));
}

/** So short that few ReLUs bend, so long that float32 resolves the difference. */
const STEP = 1e-2;

function lossOf(objective: Objective, batch: Batch, trained: readonly Variable[]): Scalar {
  const rows = objective.rows && gather(objective.rows.table, tensor1d(Int32Array.from(batch.indices), 'int32'));
  return objective.loss(batch, new ForwardPass(new Rng(3), objective.training, 1, trained, rows)).loss;
}
