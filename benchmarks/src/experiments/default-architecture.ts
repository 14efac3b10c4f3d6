// The experiment that chose the default architecture of `Autoencoder` and its learning rate: candidates, by their validation
// error and their cost. The experiment default-autoencoder measures the chosen one.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { type Architecture, adam, cosineDecay, type Optimizer } from '@ae-lab/core';
import { mnistSplit } from '../mnist';
import { saveResult } from '../results';
import { type TrialResult, trainAndTest } from './train-and-test';

const scheduled = (peak: number): Optimizer => adam({ learningRate: cosineDecay({ peak, warmup: 0.05 }) });
const convolutional = (options: object): Architecture => ({ kind: 'convolutional', ...options });

interface Candidate {
  readonly name: string;
  readonly architecture: Architecture;
  readonly optimizer: Optimizer;
}

const CANDIDATES: readonly Candidate[] = [
  { name: '16-32-64, 128 (default)', architecture: convolutional({}), optimizer: scheduled(1e-2) },
  { name: 'the same, rate 3e-3', architecture: convolutional({}), optimizer: scheduled(3e-3) },
  { name: 'the same, rate 3e-2', architecture: convolutional({}), optimizer: scheduled(3e-2) },
  {
    name: 'third one valid',
    architecture: convolutional({ padding: ['same', 'same', 'valid'] }),
    optimizer: scheduled(1e-2),
  },
  { name: 'no normalisation', architecture: convolutional({ batchNormalization: false }), optimizer: scheduled(3e-3) },
  { name: 'no dense layer', architecture: convolutional({ dense: [] }), optimizer: scheduled(1e-2) },
  { name: 'kernel 5', architecture: convolutional({ kernelSize: 5 }), optimizer: scheduled(1e-2) },
  { name: '32-64, 128', architecture: convolutional({ widths: [32, 64] }), optimizer: scheduled(1e-2) },
  {
    name: '8-16-32, 64',
    architecture: convolutional({ widths: [8, 16, 32], dense: [64] }),
    optimizer: scheduled(1e-2),
  },
  { name: 'dense 512-256, rate 3e-3', architecture: { kind: 'dense' }, optimizer: scheduled(3e-3) },
];

const shared = { epochs: 5, batchSize: 128 };
await useWasmBackend();
const mnist = await mnistSplit();
console.log(`Validation MSE after ${shared.epochs} epochs on 50,000 images, seed 1, latent dimension 10`);
const candidates: (TrialResult & { name: string })[] = [];
for (const { name, architecture, optimizer } of CANDIDATES) {
  const trial = { model: { latentDim: 10, architecture }, optimizer, fit: { ...shared, seed: 1 } };
  const result = await trainAndTest(mnist, trial, false);
  candidates.push({ name, ...result });
  const error = result.validation[result.validation.length - 1].toFixed(4);
  console.log(
    `${name.padEnd(30)} ${error}  ${result.secondsPerEpoch.toFixed(1).padStart(5)} s per epoch, ${result.parameters} parameters`,
  );
}

await saveResult('default-architecture', { candidates });
