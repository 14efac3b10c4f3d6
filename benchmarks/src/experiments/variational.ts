// The dense VAE 784-512-256-d with a Bernoulli likelihood: negative evidence lower bound on the test images, in nats per image.
// PyTorch's mean of two seeds is 147.7 for d = 2 and 103.8 for d = 20.
import { VariationalAutoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { adam } from '@ae-lab/core';
import { activeUnits, elbo, importanceWeightedBound } from '@ae-lab/metrics';
import { mnistSplit } from '../mnist';
import { saveResult } from '../results';
import { mean, meanError } from './train-and-test';

await useWasmBackend();
const { train, test } = await mnistSplit();
const results: object[] = [];
for (const latentDim of [2, 20]) {
  const bounds: number[] = [];
  for (const seed of [1, 2]) {
    const model = new VariationalAutoencoder({ latentDim, architecture: { kind: 'dense', widths: [512, 256] }, seed });
    await model.fit(train, { epochs: 10, batchSize: 128, seed, optimizer: adam({ learningRate: 1e-3 }) });
    const { elbo: bound, reconstruction, kl } = await elbo(model, test, { seed });
    const importanceWeighted = await importanceWeightedBound(model, test.take(1000), { k: 50, seed });
    const { count } = await activeUnits(model, test);
    const mse = await meanError(model, test);
    model.dispose();
    bounds.push(-bound);
    results.push({
      latentDim,
      seed,
      negativeElbo: -bound,
      reconstruction: -reconstruction,
      kl,
      importanceWeighted,
      count,
      mse,
    });
    console.log(
      `d = ${latentDim}, seed ${seed}: -ELBO ${(-bound).toFixed(2)} = ${(-reconstruction).toFixed(2)} + KL ${kl.toFixed(2)}, ` +
        `${count} active units, MSE at the mean ${mse.toFixed(4)}, 50 samples on 1,000 images ${(-importanceWeighted).toFixed(2)}`,
    );
  }
  console.log(`d = ${latentDim}: mean ${mean(bounds).toFixed(2)}`);
}
await saveResult('variational', { results });
