import type { ImageShape } from '@ae-lab/core';
import { IMAGES } from './inputs';
import type { NetworkName } from './networks';
import { type ConvolutionTask, type KernelTask, operations, type Task } from './tasks';

/** A workload to measure on every peer. */
export interface Workload {
  /** The name that `--only` matches. */
  readonly name: string;
  readonly task: Task;
  readonly unit: 'images/s' | 'GFLOP/s';
  /** The units of work in one repetition of the task: images, or 10^9 operations. */
  readonly work: number;
}

const GREY = [28, 28, 1] as const;
const COLOUR = [64, 64, 3] as const;

const training = (network: NetworkName, batch: number, image: ImageShape = GREY): Workload => ({
  name: `training ${network} batch ${batch}`,
  task: { kind: 'training', network, image, batch },
  unit: 'images/s',
  work: batch,
});

const encoding = (network: NetworkName, batch: number): Workload => ({
  name: `encode all ${network} batch ${batch}`,
  task: { kind: 'encoding', network, image: GREY, batch },
  unit: 'images/s',
  work: IMAGES,
});

const inference = (direction: 'encode' | 'decode', batch: number): Workload => ({
  name: `${direction} reference batch ${batch}`,
  task: { kind: 'inference', direction, network: 'reference', batch },
  unit: 'images/s',
  work: batch,
});

const kernel = (name: string, task: KernelTask): Workload => ({
  name: `kernel ${name}`,
  task,
  unit: 'GFLOP/s',
  work: operations(task) / 1e9,
});

const product = (transposeA: boolean, transposeB: boolean): Workload =>
  kernel(`product 512x512x512 ${transposeA ? 'A^T' : 'A'} ${transposeB ? 'B^T' : 'B'}`, {
    kind: 'product',
    size: 512,
    transposeA,
    transposeB,
  });

const CONVOLUTIONS: readonly Omit<ConvolutionTask, 'pass'>[] = [
  // The reference autoencoder's second convolution.
  { kind: 'convolution', input: [256, 14, 14, 8], filters: 16, kernelSize: 3, stride: 2 },
  // The second convolution of a small DCGAN's discriminator.
  { kind: 'convolution', input: [64, 14, 14, 64], filters: 128, kernelSize: 4, stride: 2 },
];
const PASSES = { forward: 'forward', inputGradient: 'input gradient', filterGradient: 'filter gradient' } as const;

const convolutions = CONVOLUTIONS.flatMap((convolution) =>
  (['forward', 'inputGradient', 'filterGradient'] as const).map((pass) => {
    const { input, filters, kernelSize, stride } = convolution;
    const geometry = `${input.join('x')} to ${filters}, ${kernelSize}x${kernelSize}/${stride}`;
    return kernel(`convolution ${geometry}, ${PASSES[pass]}`, { ...convolution, pass });
  }),
);

export const WORKLOADS: readonly Workload[] = [
  ...[256, 128, 32].map((batch) => training('reference', batch)),
  training('default', 128),
  training('default-colour', 64, COLOUR),
  ...[256, 128].map((batch) => training('dense', batch)),
  ...(['dense-vae', 'lenet'] as const).map((network) => training(network, 128)),
  ...(['small-dcgan', 'tutorial-dcgan'] as const).map((network) => training(network, 64)),
  ...[1, 256].flatMap((batch) => [inference('encode', batch), inference('decode', batch)]),
  encoding('default', 256),
  ...[false, true].flatMap((transposeA) => [product(transposeA, false), product(transposeA, true)]),
  ...convolutions,
];
