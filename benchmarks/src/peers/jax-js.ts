// jax-js on its `wasm` device, which in Node has one thread: dense networks and products, the training step jitted.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import type { Inputs } from '../inputs';
import type { NetworkName } from '../networks';
import type { Measurement } from '../protocol';
import type { InferenceTask, ProductTask, TrainingTask } from '../tasks';
import { serve, timed } from './serve';

type Weights = { kernel: np.Array; bias: np.Array };
type Activation = 'linear' | 'relu' | 'sigmoid';

interface Network {
  readonly weights: Weights[];
  readonly activations: readonly Activation[];
}

interface Layer {
  readonly class_name: string;
  readonly config: { readonly activation: Activation; readonly units: number };
}

const LAYERS = ['InputLayer', 'Flatten', 'Reshape', 'Dense'];
const PIXELS = 28 * 28;
const [BETA1, BETA2, EPSILON, LEARNING_RATE] = [0.9, 0.999, 1e-7, 1e-3];

/** Loads half of a saved autoencoder. Images stay rows of pixels throughout, so only the dense layers matter. */
function load(inputs: Inputs, name: NetworkName, part: 'encoder' | 'decoder'): Network {
  const folder = join(inputs.network(name), part);
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
  const layers: Layer[] = modelTopology.config.layers;
  const other = layers.find((layer) => !LAYERS.includes(layer.class_name));
  if (other !== undefined) throw new Error(`dense networks only, not ${other.class_name}`);
  const values = new Float32Array(new Uint8Array(readFileSync(join(folder, weightsManifest[0].paths[0]))).buffer);
  let position = 0;
  const arrays: np.Array[] = weightsManifest[0].weights.map(({ shape }: { shape: number[] }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    position += size;
    return np.array(values.slice(position - size, position)).reshape(shape);
  });
  const dense = layers.filter((layer) => layer.class_name === 'Dense');
  return {
    weights: dense.map((_, i) => ({ kernel: arrays[2 * i], bias: arrays[2 * i + 1] })),
    activations: dense.map(({ config }) => config.activation),
  };
}

// Passing an array consumes it; `ref` keeps it for another use.
function forward(weights: Weights[], activations: readonly Activation[], x: np.Array): np.Array {
  return weights.reduce((y, { kernel, bias }, i) => activate(activations[i], np.matmul(y, kernel).add(bias)), x);
}

function activate(activation: Activation, x: np.Array): np.Array {
  if (activation === 'linear') return x;
  return activation === 'relu' ? nn.relu(x) : nn.sigmoid(x);
}

type State = { weights: Weights[]; first: Weights[]; second: Weights[] };

/** Adam as in the other peers; `scale1` and `scale2` correct the bias of the moments. */
function adam({ weights, first, second }: State, gradients: Weights[], scale1: np.Array, scale2: np.Array): State {
  const moment = (old: Weights[], beta: number, power: (g: np.Array) => np.Array): Weights[] =>
    tree.map((m: np.Array, g: np.Array) => m.mul(beta).add(power(g).mul(1 - beta)), old, tree.ref(gradients));
  const newFirst = moment(first, BETA1, (g) => g);
  const newSecond = moment(second, BETA2, np.square);
  tree.dispose(gradients);
  const update = (w: np.Array, m: np.Array, v: np.Array) =>
    w.sub(m.mul(scale1.ref.mul(LEARNING_RATE)).div(np.sqrt(v.mul(scale2.ref)).add(EPSILON)));
  const newWeights: Weights[] = tree.map(update, weights, tree.ref(newFirst), tree.ref(newSecond));
  scale1.dispose();
  scale2.dispose();
  return { weights: newWeights, first: newFirst, second: newSecond };
}

async function train(inputs: Inputs, { network, batch }: TrainingTask, repeats: number): Promise<Measurement> {
  const { class: kind } = JSON.parse(readFileSync(join(inputs.network(network), 'config.json'), 'utf8'));
  if (kind !== 'autoencoder') throw new Error('dense autoencoders only');
  const parts = (['encoder', 'decoder'] as const).map((part) => load(inputs, network, part));
  const activations = parts.flatMap((part) => part.activations);
  const weights = parts.flatMap((part) => part.weights);
  const loss = (given: Weights[], x: np.Array) => np.mean(np.square(forward(given, activations, x.ref).sub(x)));
  const step = jit((state: State, x: np.Array, scale1: np.Array, scale2: np.Array): State => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(state.weights), x);
    value.dispose();
    return adam(state, gradients, scale1, scale2);
  });
  const images = (index: number) => np.array(inputs.batch(index, batch).slice()).reshape([batch, PIXELS]);
  const zeros = (): Weights[] => tree.map((w: np.Array) => np.zerosLike(w), tree.ref(weights));
  const scale = (beta: number, count: number) => np.array(1 / (1 - beta ** count));
  const advance = (state: State, index: number) =>
    step(state, images(index), scale(BETA1, index + 1), scale(BETA2, index + 1));

  // The first call compiles the step. A user waits for this only once.
  tree.dispose(advance({ weights: tree.ref(weights), first: zeros(), second: zeros() }, 0));
  let state: State = { weights, first: zeros(), second: zeros() };
  const start = performance.now();
  for (let i = 0; i < repeats; i++) state = advance(state, i);
  await blockUntilReady(state);
  const milliseconds = performance.now() - start;
  const [check] = await loss(state.weights, images(0)).data();
  tree.dispose([state.first, state.second]);
  step.dispose();
  return { milliseconds, check };
}

async function infer(
  inputs: Inputs,
  { direction, network, batch }: InferenceTask,
  repeats: number,
): Promise<Measurement> {
  const { weights, activations } = load(inputs, network, direction === 'encode' ? 'encoder' : 'decoder');
  const width = weights[0].kernel.shape[0];
  const x = (direction === 'encode' ? inputs.batch(0, batch) : inputs.operand(0, batch * width)).slice();
  const input = np.array(x).reshape([batch, width]);
  const run = jit((given: Weights[], rows: np.Array) => forward(given, activations, rows));
  const check = await magnitude(run(tree.ref(weights), input.ref));
  const milliseconds = await timed(repeats, () => {
    run(tree.ref(weights), input.ref).dataSync();
  });
  tree.dispose([weights, input]);
  run.dispose();
  return { milliseconds, check };
}

async function multiply(inputs: Inputs, task: ProductTask, repeats: number): Promise<Measurement> {
  const { size, transposeA, transposeB } = task;
  const [a, b] = ([0, 1] as const).map((which) =>
    np.array(inputs.operand(which, size * size).slice()).reshape([size, size]),
  );
  const run = jit((x: np.Array, y: np.Array) =>
    np.matmul(transposeA ? np.transpose(x) : x, transposeB ? np.transpose(y) : y),
  );
  const check = await magnitude(run(a.ref, b.ref));
  const start = performance.now();
  for (let i = 0; i < repeats; i++) (await blockUntilReady(run(a.ref, b.ref))).dispose();
  const milliseconds = performance.now() - start;
  tree.dispose([a, b]);
  run.dispose();
  return { milliseconds, check };
}

async function magnitude(result: np.Array): Promise<number> {
  const [value] = await np.mean(np.abs(result)).data();
  return value;
}

await init('wasm');
defaultDevice('wasm');
await serve('jax-js 0.1.25, device wasm, 1 thread', async (inputs, { task, repeats }) => {
  if (task.kind === 'training') return train(inputs, task, repeats);
  if (task.kind === 'inference') return infer(inputs, task, repeats);
  if (task.kind === 'product') return multiply(inputs, task, repeats);
  throw new Error('dense networks only');
});
