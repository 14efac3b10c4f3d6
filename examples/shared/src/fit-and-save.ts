import { join } from 'node:path';
import { type FitOptions, type History, progressBar } from '@ae-lab/core';
import type { Named, TrainingTask } from './train-all';

/** The options that every training gets. */
type SharedOptions = Required<Pick<FitOptions, 'epochs' | 'seed' | 'checkpoint' | 'callbacks'>>;

/**
 * Trains a model on a worker thread and saves it in the folder `model` of its part. An interrupted training continues from its
 * checkpoint.
 *
 * @param fit trains the model with these options and with others of its own.
 */
export async function fitAndSave(
  { settings: { name, epochs, folder }, seed }: TrainingTask<Named & { readonly epochs: number }>,
  model: { save(place: string): Promise<void>; dispose(): void },
  fit: (options: SharedOptions) => Promise<History>,
): Promise<History> {
  const checkpoint = { place: join(folder, 'checkpoint') };
  const history = await fit({ epochs, seed, checkpoint, callbacks: [progressBar({ name })] });
  await model.save(join(folder, 'model'));
  model.dispose();
  return history;
}
