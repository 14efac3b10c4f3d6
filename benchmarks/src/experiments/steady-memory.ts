// A check that long trainings need no more memory: tensors and the memory of the process over 1,200 steps.
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { mnistSplit } from '../mnist';
import { saveResult } from '../results';

await useWasmBackend();
const { train } = await mnistSplit();
const model = new Autoencoder({ latentDim: 10 });
const epochs: { epoch: number; steps: number; tensors: number; residentMegabytes: number }[] = [];
const onEpochEnd = ({ epoch }: { epoch: number }) => {
  const residentMegabytes = Math.round(process.memoryUsage.rss() / 1e6);
  epochs.push({ epoch, steps: epoch * 200, tensors: tf.memory().numTensors, residentMegabytes });
  console.log(epochs[epochs.length - 1]);
};
const before = tf.memory().numTensors;
await model.fit(train.take(200 * 64), { epochs: 6, batchSize: 64, callbacks: [{ onEpochEnd }] });
console.log({ tensorsBefore: before, tensorsAfter: tf.memory().numTensors });
await saveResult('steady-memory', { before, after: tf.memory().numTensors, epochs });
