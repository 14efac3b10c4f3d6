import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { MODELS } from './models';
import recorded from './recorded-weights.json';
import { digestAfterTraining } from './weights-digest';

// Another V8 may round Math.exp and its kin differently.
const isNode20 = process.version.startsWith('v20.');

/**
 * Every model has, bit for bit, the recorded weights after a seeded training of 20 steps. A change that is meant to move them
 * records the digests anew: they are printed by the failing test.
 */
describe.runIf(isNode20)('weights after 20 steps', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each(MODELS.map((model) => [model.name, model] as const))('%s', async (name, model) => {
    expect(await digestAfterTraining(model, 20)).toBe((recorded as Readonly<Record<string, string>>)[name]);
  });
});
