import { DisposedError, type Saveable } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Calls of a model's methods, by name. */
export type Uses = Readonly<Record<string, () => unknown>>;

/** A model that is saved and freed. */
export interface DisposableModel extends Saveable {
  save(place: string): Promise<void>;
  dispose(): void;
}

/**
 * Disposes a model. Expects every further use to throw a {@link DisposedError} or to reject with one, and a second `dispose()`
 * to do nothing; none of them leaves a tensor behind.
 *
 * @param uses all uses but `save` and `toSaved`, which are always tested.
 */
export async function expectDisposal(model: DisposableModel, uses: Uses): Promise<void> {
  model.dispose();
  const left = tf.memory().numTensors;
  const all = { ...uses, toSaved: () => model.toSaved(), save: () => model.save('never-written') };
  for (const [name, use] of Object.entries(all)) {
    const attempt = (async () => use())();
    await expect(attempt, `${name} after dispose()`).rejects.toThrow(DisposedError);
  }
  expect(() => model.dispose()).not.toThrow();
  expect(tf.memory().numTensors).toBe(left);
}
