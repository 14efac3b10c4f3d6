// The default autoencoder on MNIST, two seeds. PyTorch's best networks of this kind reach 0.0111 to 0.0115 (16-32-64).
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { mnistSplit } from '../mnist';
import { saveResult } from '../results';
import { mean, type TrialResult, trainAndTest } from './train-and-test';

await useWasmBackend();
const mnist = await mnistSplit();
const results: TrialResult[] = [];
for (const seed of [1, 2]) {
  const result = await trainAndTest(
    mnist,
    { model: { latentDim: 10 }, fit: { epochs: 10, batchSize: 128, seed } },
    true,
  );
  results.push(result);
  console.log(`seed ${seed}: test MSE ${result.test?.toFixed(4)}, ${result.secondsPerEpoch.toFixed(1)} s per epoch`);
}
console.log(`mean ${mean(results.map(({ test }) => test ?? Number.NaN)).toFixed(4)}`);
await saveResult('default-autoencoder', { results });
