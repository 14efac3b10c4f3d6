import type { Metrics, Rng, WorkPacer } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { batches } from '../data/batches';
import type { Batch, Dataset } from '../data/dataset';
import { ForwardPass } from './forward-pass';
import { KeptTensors } from './kept-tensors';
import { LossWindow } from './loss-window';
import { named } from './minimizer';
import type { TrainingStep } from './training-step';

/** The conditions of {@link validationLosses}. */
export interface Validation {
  /** The epoch for errors, counted from 1. */
  readonly epoch: number;
  readonly batchSize: number;
  readonly rng: Rng;
  readonly pacer: WorkPacer;
}

/**
 * Returns the losses of a step as means over a data set, with no network in training mode, and the model's own metrics.
 *
 * @throws DivergenceError for a loss that is not finite.
 */
export async function validationLosses<B extends Batch>(
  step: TrainingStep<B>,
  data: Dataset<B>,
  { epoch, batchSize, rng, pacer }: Validation,
): Promise<Metrics> {
  const window = new LossWindow(epoch, 'validation ');
  let index = 0;
  try {
    for await (const batch of batches(data, batchSize)) {
      const kept = new KeptTensors();
      const pass = new ForwardPass(rng.split(index++), { kept });
      try {
        for (const objective of step.objectives) {
          const terms = tf.tidy(() => objective.loss(batch, pass) as Record<string, tf.Scalar>);
          window.add(index, named(step, objective, terms), batch.indices.length);
        }
      } finally {
        kept.dispose();
      }
      await pacer.pause();
    }
    await window.read();
  } finally {
    window.dispose();
  }
  return { ...window.means(), ...(await step.evaluate?.(data)) };
}
