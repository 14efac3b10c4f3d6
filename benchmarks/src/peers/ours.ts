// This project on its own backend, called as a user calls it: training is core's `fit`.
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { adam, fit } from '@ae-lab/core';
import { mean, squaredDifference, tensor2d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { Inputs } from '../inputs';
import { OrderedBatches } from '../ordered-batches';
import type { Measurement } from '../protocol';
import type { InferenceTask, TrainingTask } from '../tasks';
import { serve, timed } from './serve';
import { magnitude, measureKernel } from './tensorflow-kernels';

async function train(inputs: Inputs, { network, batch }: TrainingTask, repeats: number): Promise<Measurement> {
  const model = await Autoencoder.load(inputs.network(network));
  const data = new OrderedBatches(inputs, batch, repeats);
  const start = performance.now();
  await fit(model.step(adam({ learningRate: 1e-3, epsilon: 1e-7 })), data, { epochs: 1, batchSize: batch });
  const milliseconds = performance.now() - start;
  const loss = tidy(() => {
    const images = tensor4d(inputs.batch(0, batch), [batch, 28, 28, 1]);
    // First within each image: one float32 sum over the whole batch loses digits on this backend.
    return mean(mean(squaredDifference(images, model.reconstruct(images)), [1, 2, 3]));
  });
  const [check] = loss.dataSync();
  loss.dispose();
  model.dispose();
  return { milliseconds, check };
}

async function infer(
  inputs: Inputs,
  { direction, network, batch }: InferenceTask,
  repeats: number,
): Promise<Measurement> {
  const model = await Autoencoder.load(inputs.network(network));
  const images = tensor4d(inputs.batch(0, batch), [batch, 28, 28, 1]);
  const codes = tensor2d(inputs.operand(0, batch * model.latentDim), [batch, model.latentDim]);
  const run = () => (direction === 'encode' ? model.encode(images) : model.decode(codes));
  const check = magnitude(run());
  const milliseconds = timed(repeats, () => {
    const result = run();
    result.dataSync();
    result.dispose();
  });
  for (const used of [images, codes, model]) used.dispose();
  return { milliseconds, check };
}

await useWasmBackend();
await serve('@ae-lab on @ae-lab/backend-wasm, 1 thread', async (inputs, { task, repeats }) => {
  if (task.kind === 'training') return train(inputs, task, repeats);
  if (task.kind === 'inference') return infer(inputs, task, repeats);
  return measureKernel(inputs, task, repeats);
});
