// The reference autoencoder, a network whose test error with PyTorch is known: 0.0194 to 0.0225 over five seeds. A higher error
// here would mean that gradients or initialisers are wrong.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { adam } from '@ae-lab/core';
import { mnistSplit } from '../mnist';
import { REFERENCE_ARCHITECTURE } from '../networks';
import { saveResult } from '../results';
import { mean, type TrialResult, trainAndTest } from './train-and-test';

await useWasmBackend();
const mnist = await mnistSplit();
const results: TrialResult[] = [];
for (const seed of [1, 2, 3]) {
  const trial = {
    model: { latentDim: 10, architecture: REFERENCE_ARCHITECTURE },
    optimizer: adam({ learningRate: 1e-3 }),
    fit: { epochs: 10, batchSize: 256, seed },
  };
  const result = await trainAndTest(mnist, trial, true);
  results.push(result);
  console.log(`seed ${seed}: test MSE ${result.test?.toFixed(4)}, ${result.secondsPerEpoch.toFixed(1)} s per epoch`);
}
const tests = results.map(({ test }) => test ?? Number.NaN);
console.log(
  `mean ${mean(tests).toFixed(4)}, largest ${Math.max(...tests).toFixed(4)} (PyTorch: mean 0.0206, largest 0.0225)`,
);
await saveResult('reference-autoencoder', { results });
