import { useWasmBackend } from '@ae-lab/backend-wasm';
import { fit } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Inputs } from './inputs';
import { OrderedBatches } from './ordered-batches';
import type { TrainingTask } from './tasks';
import { loadTrainee } from './training-step';

/** The profile of one training step of ours, as the mean over many. */
export interface StepProfile {
  readonly milliseconds: number;
  /** The number of kernels that the engine launched. */
  readonly launches: number;
  /** The kernels by name, the costliest first; kernels that a kernel calls count as part of it. */
  readonly kernels: readonly KernelProfile[];
  /** Milliseconds outside of kernels: the engine, the bookkeeping of gradients, batches, garbage collection. */
  readonly outsideKernels: number;
}

export interface KernelProfile {
  readonly name: string;
  readonly launches: number;
  readonly milliseconds: number;
}

const WARM_UP = 50;
const STEPS = 100;

/** Times every kernel of core's `fit` on our backend. */
export async function profileStep(inputs: Inputs, { network, image, batch }: TrainingTask): Promise<StepProfile> {
  await useWasmBackend();
  let index = 0;
  const trainee = await loadTrainee(inputs, network, () => index);
  const totals = new Map<string, { launches: number; milliseconds: number }>();
  let start = 0;
  // The first step also allocates the optimizer's slots: the clock starts after it.
  const onStep = (step: number) => {
    index = step;
    if (step !== 1) return;
    totals.clear();
    start = performance.now();
  };
  const train = (steps: number) =>
    fit(trainee.step, new OrderedBatches(inputs, image, batch, steps, onStep), { epochs: 1, batchSize: batch });
  await train(WARM_UP);
  const restore = timeKernels((name, milliseconds) => {
    const total = totals.get(name) ?? { launches: 0, milliseconds: 0 };
    totals.set(name, { launches: total.launches + 1, milliseconds: total.milliseconds + milliseconds });
  });
  let milliseconds: number;
  try {
    await train(STEPS + 1);
    milliseconds = (performance.now() - start) / STEPS;
  } finally {
    restore();
    trainee.dispose();
  }
  const kernels = [...totals]
    .map(([name, total]) => ({ name, launches: total.launches / STEPS, milliseconds: total.milliseconds / STEPS }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
  const sum = (pick: (kernel: KernelProfile) => number) => kernels.reduce((total, kernel) => total + pick(kernel), 0);
  return {
    milliseconds,
    launches: sum(({ launches }) => launches),
    kernels,
    outsideKernels: milliseconds - sum((kernel) => kernel.milliseconds),
  };
}

/** Calls `record` for every kernel that the engine launches on the wasm backend, until the returned function is called. */
function timeKernels(record: (name: string, milliseconds: number) => void): () => void {
  const originals = tf.getKernelsForBackend('wasm');
  let nested = false;
  const timed = (original: tf.KernelConfig): tf.KernelConfig => ({
    kernelName: original.kernelName,
    backendName: original.backendName,
    kernelFunc: (call) => {
      if (nested) return original.kernelFunc(call);
      nested = true;
      const start = performance.now();
      try {
        return original.kernelFunc(call);
      } finally {
        record(original.kernelName, performance.now() - start);
        nested = false;
      }
    },
  });
  originals.map(timed).forEach(replaceKernel);
  return () => originals.forEach(replaceKernel);
}

function replaceKernel(kernel: tf.KernelConfig): void {
  tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel(kernel);
}
