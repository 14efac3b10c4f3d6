// Trains one autoencoder on a worker thread and saves it in the folder `model` of its part.
import { join } from 'node:path';
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { adam, cosineDecay, type History, progressBar, withL2 } from '@ae-lab/core';
import { loadDigits, type TrainingTask } from '@ae-lab/example-shared';

export interface Training {
  readonly name: string;
  readonly latentDim: number;
  readonly learningRate: number;
  readonly batchNormalization: boolean;
  /** Whether the learning rate decays to 0 along a cosine after its warm-up; else it stays constant. */
  readonly decay: boolean;
  readonly epochs: number;
  readonly batchSize: number;
}

const ARCHITECTURE = {
  kind: 'convolutional',
  widths: [8, 16, 32],
  dense: [64],
  padding: ['same', 'same', 'valid'],
} as const;
/** The `weight_decay` of PyTorch's Adam. */
const WEIGHT_DECAY = 1e-5;

export default async function train({ settings, seed }: TrainingTask<Training>): Promise<History> {
  const { name, latentDim, learningRate, batchNormalization, decay, epochs, batchSize, digits, folder } = settings;
  await useWasmBackend();
  const { train, validation } = await loadDigits(digits);
  const model = new Autoencoder({ latentDim, architecture: { ...ARCHITECTURE, batchNormalization }, seed });
  const schedule = cosineDecay({ peak: learningRate, floor: decay ? 0 : learningRate, warmup: 0.05 });
  const history = await model.fit(train, {
    epochs,
    batchSize,
    seed,
    validation,
    optimizer: withL2(adam({ learningRate: schedule }), WEIGHT_DECAY),
    checkpoint: { place: join(folder, 'checkpoint') },
    callbacks: [progressBar({ name })],
  });
  await model.save(join(folder, 'model'));
  model.dispose();
  return history;
}
