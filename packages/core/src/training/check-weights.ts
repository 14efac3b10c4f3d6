import { DivergenceError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { readTensors } from '../read-tensors';
import { sumTensors } from '../sum-tensors';

/** Throws a {@link DivergenceError} unless all weights are finite at the end of an epoch: no loss has seen the last update yet. */
export async function checkWeights(state: readonly tf.Variable[], epoch: number, step: number): Promise<void> {
  const [[size]] = await readTensors(() => [
    sumTensors([tf.scalar(0), ...state.map((weight) => tf.sum(tf.abs(weight)))]),
  ]);
  if (!Number.isFinite(size)) throw new DivergenceError('weights', epoch, step, size);
}
