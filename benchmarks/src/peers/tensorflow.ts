// Stock TensorFlow.js: its layers, its optimizer, and one of its backends, which the second argument names.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { IMAGES, type Inputs } from '../inputs';
import type { ModelKind, NetworkName, Networks } from '../networks';
import { type Means, objectives, type StepInputs } from '../objectives';
import type { Measurement } from '../protocol';
import type { EncodingTask, InferenceTask, TrainingTask } from '../tasks';
import { latentDim } from '../training-step';
import { send, serve, timed } from './serve';
import { finished, magnitude, measureKernel, read } from './tensorflow-kernels';
import { provideWebGpu } from './webgpu';

/** The packages that each backend needs; the first one registers it. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  cpu: ['@tensorflow/tfjs-backend-cpu'],
  wasm: ['@tensorflow/tfjs-backend-wasm'],
  tensorflow: ['@tensorflow/tfjs-node'],
  webgpu: ['@tensorflow/tfjs-backend-webgpu', 'webgpu'],
};

type Parts = Readonly<Record<string, LayersModel>>;

async function load(inputs: Inputs, name: NetworkName) {
  const root = inputs.network(name);
  const config = JSON.parse(readFileSync(join(root, 'config.json'), 'utf8'));
  const parts = (config.networks as string[]).map(async (part) => {
    const folder = join(root, part);
    const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
    const weightData = new Uint8Array(readFileSync(join(folder, weightsManifest[0].paths[0]))).buffer;
    const weightSpecs = weightsManifest.flatMap(({ weights }: { weights: tf.io.WeightsManifestEntry[] }) => weights);
    return [part, await loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }))] as const;
  });
  const networks: Parts = Object.fromEntries(await Promise.all(parts));
  return { kind: config.class as ModelKind, training: config.options as Networks['training'], networks };
}

const means = (networks: Parts): Means => ({
  apply: (part, input) => networks[part].apply(input, { training: true }) as tf.Tensor,
  squaredError: (images, reconstruction) => tf.mean(tf.squaredDifference(images, reconstruction)),
  crossEntropy: (images, reconstruction) =>
    tf.mul(tf.losses.logLoss(images, reconstruction), images.size / images.shape[0]),
  softmaxCrossEntropy: (labels, logits) => tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 10), logits),
  sigmoidCrossEntropy: (target, logits) => tf.losses.sigmoidCrossEntropy(tf.fill(logits.shape, target), logits),
});

async function measureTraining(
  inputs: Inputs,
  { network, image, batch }: TrainingTask,
  repeats: number,
): Promise<Measurement> {
  const { kind, training, networks } = await load(inputs, network);
  const definitions = objectives(kind, latentDim(networks)).map(({ trains, loss }) => ({
    loss: (step: StepInputs) => loss(means(networks), step),
    optimizer: tf.train.adam(training.learningRate, training.beta1, 0.999, 1e-7),
    variables: trains.flatMap((part) => networks[part].trainableWeights.map((weight) => weight.read() as tf.Variable)),
  }));
  const at = (step: number): StepInputs => {
    return { inputs, step, images: tf.tensor4d(inputs.batch(step, batch, image), [batch, ...image]) };
  };
  const advance = (index: number) =>
    tf.tidy(() => {
      const step = at(index);
      for (const { loss, optimizer, variables } of definitions) optimizer.minimize(() => loss(step), false, variables);
    });
  const milliseconds = await timed(repeats, advance, () => finished(definitions[0].variables[0]));
  const check = await read(tf.tidy(() => tf.addN(definitions.map(({ loss }) => loss(at(0))))));
  for (const { optimizer } of definitions) optimizer.dispose();
  for (const part of Object.values(networks)) part.dispose();
  return { milliseconds, check };
}

async function measureInference(inputs: Inputs, task: InferenceTask, repeats: number): Promise<Measurement> {
  const { direction, network, batch } = task;
  const { encoder, decoder } = (await load(inputs, network)).networks;
  const latentDim = encoder.outputShape[1] as number;
  const input =
    direction === 'encode'
      ? tf.tensor4d(inputs.batch(0, batch), [batch, 28, 28, 1])
      : tf.tensor2d(inputs.operand(0, batch * latentDim), [batch, latentDim]);
  const run = () => tf.tidy(() => (direction === 'encode' ? encoder : decoder).apply(input) as tf.Tensor);
  const check = await magnitude(run());
  const milliseconds = await timed(repeats, async () => {
    const result = run();
    await result.data();
    result.dispose();
  });
  tf.dispose([input]);
  for (const used of [encoder, decoder]) used.dispose();
  return { milliseconds, check };
}

async function measureEncoding(
  inputs: Inputs,
  { network, image, batch }: EncodingTask,
  repeats: number,
): Promise<Measurement> {
  const { encoder, decoder } = (await load(inputs, network)).networks;
  const encode = async () => {
    const codes: Float32Array[] = [];
    for (let step = 0; step < IMAGES / batch; step++) {
      const result = tf.tidy(() => {
        const images = tf.tensor4d(inputs.batch(step, batch, image), [batch, ...image]);
        return encoder.apply(images) as tf.Tensor;
      });
      codes.push((await result.data()) as Float32Array);
      result.dispose();
    }
    return codes;
  };
  const check = await magnitude(tf.tensor((await encode()).map((codes) => Array.from(codes))));
  const milliseconds = await timed(repeats, async () => void (await encode()));
  for (const used of [encoder, decoder]) used.dispose();
  return { milliseconds, check };
}

async function start(backend: string): Promise<void> {
  let description = `TensorFlow.js ${tf.version_core}, stock, backend ${backend}`;
  try {
    if (backend === 'webgpu') description += ` on ${await provideWebGpu()}`;
    await import(PACKAGES[backend][0]);
  } catch {
    send({ missing: `npm install --no-save ${PACKAGES[backend].join(' ')}` });
    return;
  }
  if (!(await tf.setBackend(backend))) {
    send({ missing: `a device for ${backend}, see benchmarks/README.md` });
    return;
  }
  await serve(description, async (inputs, { task, repeats }) => {
    if (task.kind === 'training') return measureTraining(inputs, task, repeats);
    if (task.kind === 'inference') return measureInference(inputs, task, repeats);
    if (task.kind === 'encoding') return measureEncoding(inputs, task, repeats);
    return measureKernel(inputs, task, repeats);
  });
}

await start(process.argv[3]);
