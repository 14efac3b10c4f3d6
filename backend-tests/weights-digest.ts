import { createHash } from 'node:crypto';
import { dataFor, type ModelCase } from './models';

/** Returns the first 64 bits of the SHA-256 of all weights, in the order in which they are saved, after a seeded training. */
export async function digestAfterTraining(model: ModelCase, steps: number): Promise<string> {
  const [epochs, batchSize] = [5, 10];
  const data = dataFor(model, (steps / epochs) * batchSize);
  const trained = model.make(data.imageShape, 1);
  await model.fit(trained, data, { epochs, batchSize, seed: 1 });
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
