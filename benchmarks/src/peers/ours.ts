// This project on its own backend, called as by a user: training is `fit` of core.
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend, wasmThreads } from '@ae-lab/backend-wasm';
import { encodeDataset, ForwardPass, fit, loadModel, Rng } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { IMAGES, type Inputs } from '../inputs';
import { OrderedBatches } from '../ordered-batches';
import type { Measurement } from '../protocol';
import type { EncodingTask, InferenceTask, TrainingTask } from '../tasks';
import { loadTrainee } from '../training-step';
import { serve, timed } from './serve';
import { magnitude, measureKernel, read } from './tensorflow-kernels';

async function train(inputs: Inputs, { network, image, batch }: TrainingTask, repeats: number): Promise<Measurement> {
  let index = 0;
  const trainee = await loadTrainee(inputs, network, () => index);
  const data = new OrderedBatches(inputs, image, batch, repeats, (step) => {
    index = step;
  });
  const start = performance.now();
  await fit(trainee.step, data, { epochs: 1, batchSize: batch });
  const milliseconds = performance.now() - start;
  const loss = tf.tidy(() => {
    const images = tf.tensor4d(inputs.batch(0, batch, image), [batch, ...image]);
    const pass = new ForwardPass(new Rng(0), { training: trainee.networks });
    return trainee.loss(pass, { inputs, step: 0, images });
  });
  const check = await read(loss);
  trainee.dispose();
  return { milliseconds, check };
}

async function infer(
  inputs: Inputs,
  { direction, network, batch }: InferenceTask,
  repeats: number,
): Promise<Measurement> {
  const { encoder, decoder } = (await loadModel(inputs.network(network))).networks;
  const model = new Autoencoder({ encoder, decoder });
  const images = tf.tensor4d(inputs.batch(0, batch), [batch, 28, 28, 1]);
  const codes = tf.tensor2d(inputs.operand(0, batch * model.latentDim), [batch, model.latentDim]);
  const run = () => (direction === 'encode' ? model.encode(images) : model.decode(codes));
  const check = await magnitude(run());
  const milliseconds = await timed(repeats, async () => {
    const result = run();
    await result.data();
    result.dispose();
  });
  for (const used of [images, codes, model]) used.dispose();
  return { milliseconds, check };
}

async function encodeAll(
  inputs: Inputs,
  { network, image, batch }: EncodingTask,
  repeats: number,
): Promise<Measurement> {
  const { encoder, decoder } = (await loadModel(inputs.network(network))).networks;
  const model = new Autoencoder({ encoder, decoder });
  const encode = () =>
    encodeDataset(model, new OrderedBatches(inputs, image, batch, IMAGES / batch), { batchSize: batch });
  const { values } = await encode();
  const milliseconds = await timed(repeats, async () => void (await encode()));
  model.dispose();
  return { milliseconds, check: values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length };
}

await useWasmBackend();
const threads = `${wasmThreads()} thread${wasmThreads() === 1 ? '' : 's'}`;
await serve(
  `@ae-lab on @ae-lab/backend-wasm, ${threads}, Node ${process.versions.node}`,
  async (inputs, { task, repeats }) => {
    if (task.kind === 'training') return train(inputs, task, repeats);
    if (task.kind === 'inference') return infer(inputs, task, repeats);
    if (task.kind === 'encoding') return encodeAll(inputs, task, repeats);
    return measureKernel(inputs, task, repeats);
  },
);
