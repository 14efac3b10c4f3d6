import { ArgumentError } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { checkDataset, checkNotEmpty } from '../check';
import type { Batch, Dataset } from '../data/dataset';
import { allLayers } from '../networks/all-layers';
import type { TrainingStep } from './training-step';

/** Throws an {@link ArgumentError} unless a step can be trained on the data and validated on the validation set. */
export async function checkTraining<B extends Batch>(
  step: TrainingStep<B>,
  data: Dataset<B>,
  validation: Dataset<B> | undefined,
): Promise<void> {
  checkRegularizers(step);
  for (const [argument, given] of Object.entries({ data, validation })) {
    if (argument === 'validation' && given === undefined) continue;
    checkDataset(argument, given as Dataset<B>);
    checkNotEmpty(argument, given as Dataset<B>);
    await step.check?.(argument, given as Dataset<B>);
  }
}

/** Networks with regularisers have terms of the loss that would not be minimised. */
function checkRegularizers({ objectives }: TrainingStep<Batch>): void {
  for (const layer of objectives.flatMap(({ training }) => training).flatMap(allLayers)) {
    if (layer.losses.length > 0) {
      const expected =
        'layers without regularisers, which are not minimised: withL2() makes an optimizer of weight penalties';
      throw new ArgumentError('network', expected, layer.name);
    }
  }
}

/** The variables of all trainings that have not ended. */
const inTraining = new WeakSet<tf.Variable>();

/** Runs a training. Throws an {@link ArgumentError} while another one changes the same variables. */
export async function exclusively<T>(state: readonly tf.Variable[], train: () => Promise<T>): Promise<T> {
  if (state.some((variable) => inTraining.has(variable))) {
    throw new ArgumentError('fit', 'one training of a model at a time', 'another that has not ended: await it');
  }
  for (const variable of state) inTraining.add(variable);
  try {
    return await train();
  } finally {
    for (const variable of state) inTraining.delete(variable);
  }
}
