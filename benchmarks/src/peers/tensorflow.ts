// Stock TensorFlow.js: its layers, its optimizer, one of its backends, named by the second argument.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  dispose,
  io,
  mean,
  type Scalar,
  setBackend,
  squaredDifference,
  type Tensor,
  type Tensor4D,
  tensor2d,
  tensor4d,
  tidy,
  train,
  type Variable,
  version_core,
} from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import type { Inputs } from '../inputs';
import type { NetworkName } from '../networks';
import type { Measurement } from '../protocol';
import type { InferenceTask, TrainingTask } from '../tasks';
import { send, serve, timed } from './serve';
import { magnitude, measureKernel } from './tensorflow-kernels';

const PACKAGES: Readonly<Record<string, string>> = {
  cpu: '@tensorflow/tfjs-backend-cpu',
  wasm: '@tensorflow/tfjs-backend-wasm',
  tensorflow: '@tensorflow/tfjs-node',
};

function load(inputs: Inputs, name: NetworkName): Promise<LayersModel[]> {
  const networks = ['encoder', 'decoder'].map((part) => {
    const folder = join(inputs.network(name), part);
    const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
    const weightData = new Uint8Array(readFileSync(join(folder, 'weights.bin'))).buffer;
    const weightSpecs = weightsManifest.flatMap(({ weights }: { weights: io.WeightsManifestEntry[] }) => weights);
    return loadLayersModel(io.fromMemory({ modelTopology, weightSpecs, weightData }));
  });
  return Promise.all(networks);
}

async function measureTraining(
  inputs: Inputs,
  { network, batch }: TrainingTask,
  repeats: number,
): Promise<Measurement> {
  const [encoder, decoder] = await load(inputs, network);
  const variables = [encoder, decoder].flatMap((part) =>
    part.trainableWeights.map((weight) => weight.read() as Variable),
  );
  const optimizer = train.adam(1e-3, 0.9, 0.999, 1e-7);
  const images = (step: number) => tensor4d(inputs.batch(step, batch), [batch, 28, 28, 1]);
  const loss = (x: Tensor4D) => mean<Scalar>(squaredDifference(x, decoder.apply(encoder.apply(x)) as Tensor));
  const milliseconds = timed(repeats, (step) =>
    tidy(() => {
      const x = images(step);
      optimizer.minimize(() => loss(x), false, variables);
    }),
  );
  const [check] = tidy(() => loss(images(0))).dataSync();
  for (const used of [optimizer, encoder, decoder]) used.dispose();
  return { milliseconds, check };
}

async function measureInference(inputs: Inputs, task: InferenceTask, repeats: number): Promise<Measurement> {
  const { direction, network, batch } = task;
  const [encoder, decoder] = await load(inputs, network);
  const latentDim = encoder.outputShape[1] as number;
  const input =
    direction === 'encode'
      ? tensor4d(inputs.batch(0, batch), [batch, 28, 28, 1])
      : tensor2d(inputs.operand(0, batch * latentDim), [batch, latentDim]);
  const run = () => tidy(() => (direction === 'encode' ? encoder : decoder).apply(input) as Tensor);
  const check = magnitude(run());
  const milliseconds = timed(repeats, () => {
    const result = run();
    result.dataSync();
    result.dispose();
  });
  dispose([input]);
  for (const used of [encoder, decoder]) used.dispose();
  return { milliseconds, check };
}

async function start(backend: string): Promise<void> {
  try {
    await import(PACKAGES[backend]);
  } catch {
    send({ missing: `npm install --no-save ${PACKAGES[backend]}` });
    return;
  }
  await setBackend(backend);
  await serve(`TensorFlow.js ${version_core}, stock, backend ${backend}`, async (inputs, { task, repeats }) => {
    if (task.kind === 'training') return measureTraining(inputs, task, repeats);
    if (task.kind === 'inference') return measureInference(inputs, task, repeats);
    return measureKernel(inputs, task, repeats);
  });
}

await start(process.argv[3]);
