import { readOptions } from '@ae-lab/base';
import { requireBackend, withKernelAdvice } from '../backend';
import type { Batch, Dataset } from '../data/dataset';
import { checkTraining, exclusively } from './check-training';
import { FIT_OPTIONS, type FitOptions } from './fit-options';
import type { History } from './history';
import { Training } from './training';
import type { TrainingStep } from './training-step';

/**
 * Trains a model by its {@link TrainingStep}, and returns the history. Users of a model call the model's own `fit`.
 *
 * ```ts
 * const history = await fit(step, data, { epochs: 20, seed: 1, validation, earlyStopping: { patience: 3 } });
 * ```
 *
 * The same seed gives the same weights, bit for bit, on the same backend and machine, except on WebGPU, which sums matrix
 * products of 2,000 or more terms in no fixed order.
 *
 * A step that fails, such as one for which memory does not suffice, leaves the weights as they were before it.
 *
 * @throws ArgumentError for options out of range, and for a model that another training has not finished with. What the data
 *   set throws is passed on.
 * @throws DivergenceError if a loss term, or a weight at the end of an epoch, is not finite. With early stopping, the model
 *   then has the weights of the best epoch.
 */
export async function fit<B extends Batch>(
  step: TrainingStep<B>,
  data: Dataset<B>,
  options: FitOptions<Dataset<B>> = {},
): Promise<History> {
  requireBackend();
  const settings = readOptions('options', options, FIT_OPTIONS);
  try {
    return await exclusively(step.state, () =>
      withKernelAdvice(async () => {
        await checkTraining(step, data, options.validation);
        const training = new Training(step, data, settings, options.validation);
        return training.run().finally(() => training.dispose());
      }),
    );
  } finally {
    for (const callback of settings.callbacks) await callback.onEnd?.();
  }
}
