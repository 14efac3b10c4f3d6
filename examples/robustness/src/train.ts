// Trains one autoencoder on a worker thread and saves it in the folder `model` of its part.
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { adam, cosineDecay, type History, withL2 } from '@ae-lab/core';
import { fitAndSave, loadDigits, type TrainingTask } from '@ae-lab/example-shared';

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

export default async function train(task: TrainingTask<Training>): Promise<History> {
  await useWasmBackend();
  const { settings, seed } = task;
  const { latentDim, learningRate, batchNormalization, decay, batchSize, digits } = settings;
  const { train, validation } = await loadDigits(digits);
  const model = new Autoencoder({ latentDim, architecture: { ...ARCHITECTURE, batchNormalization }, seed });
  const schedule = cosineDecay({ peak: learningRate, floor: decay ? 0 : learningRate, warmup: 0.05 });
  const optimizer = withL2(adam({ learningRate: schedule }), WEIGHT_DECAY);
  return fitAndSave(task, model, (options) => model.fit(train, { ...options, batchSize, validation, optimizer }));
}
