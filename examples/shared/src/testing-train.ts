import type { DigitsChoice } from './digits';
import type { Named, TrainingTask } from './train-all';

/** Returns the digits that a training of the smallest example gets. */
export default async function ({ settings }: TrainingTask<Named>): Promise<DigitsChoice> {
  return settings.digits;
}
