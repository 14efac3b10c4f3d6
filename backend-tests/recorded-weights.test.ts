import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { dataFor, MODELS, type ModelCase } from './models';
import recorded from './recorded-weights.json';

// Another V8 may round Math.exp and its kin differently.
const isNode20 = process.version.startsWith('v20.');

/**
 * Every model has, bit for bit, the recorded weights after a seeded training of 20 steps. A change that is meant to move them
 * records the digests anew: they are printed by the failing test.
 */
describe.runIf(isNode20)('weights after 20 steps', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each(MODELS.map((model) => [model.name, model] as const))('%s', async (name, model) => {
    expect(await digestAfterTraining(model)).toBe((recorded as Readonly<Record<string, string>>)[name]);
  });
});

/** The first 64 bits of the SHA-256 of all weights, in the order in which they are saved. */
async function digestAfterTraining(model: ModelCase): Promise<string> {
  const data = dataFor(model, 40);
  const trained = model.make(data.imageShape, 1);
  await model.fit(trained, data, { epochs: 5, batchSize: 10, seed: 1 });
  const { networks, tensors } = trained.toSaved();
  const sorted = Object.keys(tensors).sort();
  const weights = [
    ...Object.values(networks).flatMap((network) => network.getWeights()),
    ...sorted.map((name) => tensors[name]),
  ];
  const hash = createHash('sha256');
  for (const weight of weights) hash.update(new Uint8Array((await weight.data()).buffer));
  trained.dispose();
  return hash.digest('hex').slice(0, 16);
}
