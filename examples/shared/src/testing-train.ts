import type { DigitsChoice } from './digits';
import type { Named, TrainingTask } from './train-all';

/** The digits that a training of the smallest example is given. */
export default async function ({ settings }: TrainingTask<Named>): Promise<DigitsChoice> {
  return settings.digits;
}
