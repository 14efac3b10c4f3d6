// How long each score of samples takes for 10,000 against 10,000 images, and how much memory; and what the scores say of sets
// that are known: real images, noisy ones, noise. With the same features in PyTorch the Fréchet distance is 0.51 for training
// images, 7.19 for the halves of the test set, 0.64 and 23.4 for images with clipped noise, 283 for noise.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { corrupt, type Generator, type ImageDataset, mapImages, Rng, randomUniform } from '@ae-lab/core';
import { ArrayDataset } from '@ae-lab/datasets';
import {
  evaluateSamples,
  featuresOf,
  frechetDistance,
  kernelDistance,
  nearestTrainingDistances,
  precisionRecall,
  type SampleScores,
} from '@ae-lab/metrics';
import * as tf from '@tensorflow/tfjs-core';
import { mnistSplit } from '../mnist';
import { referenceLenet } from '../reference-lenet';
import { saveResult } from '../results';

await useWasmBackend();
const { train, test } = await mnistSplit();
const lenet = referenceLenet();
const training = train.take(10_000);
const [firstHalf, secondHalf] = test.split(0.5);

/** Seconds that `work` takes, those of the processor alone, and by how many megabytes the process grows at most. */
async function cost(work: () => unknown): Promise<object> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const sampling = setInterval(sample, 5);
  const [start, startUsage] = [performance.now(), process.cpuUsage()];
  await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(startUsage);
  clearInterval(sampling);
  sample();
  return { seconds, processorSeconds: (user + system) / 1e6, megabytes: (peak - before) / 1e6 };
}

const samples = await featuresOf(lenet, training);
const reference = await featuresOf(lenet, test);
const costs = {
  features: await cost(() => featuresOf(lenet, test)),
  frechetDistance: await cost(() => frechetDistance(samples, reference)),
  kernelDistance: await cost(() => kernelDistance(samples, reference)),
  precisionRecall: await cost(() => precisionRecall(samples, reference)),
  nearestTrainingDistances: await cost(() => nearestTrainingDistances(samples, reference)),
};
console.table(costs);

/** The images with normal noise, clipped to [0, 1]. */
async function noisy(data: ImageDataset, sigma: number): Promise<ArrayDataset> {
  const rng = new Rng(1);
  const damage = (images: tf.Tensor4D): tf.Tensor2D =>
    tf.reshape(corrupt(images, { kind: 'gaussian', sigma, clip: true }, rng), [images.shape[0], -1]);
  const pixels = await mapImages(
    data,
    data,
    data.imageShape.reduce((a, b) => a * b),
    damage,
  );
  return ArrayDataset.fromArrays({ images: pixels, imageShape: data.imageShape });
}

const uniformNoise: Generator = {
  imageShape: test.imageShape,
  generate: (count, rng) => randomUniform([count, ...test.imageShape], rng) as tf.Tensor4D,
};

interface Scored {
  readonly name: string;
  readonly samples: Generator | ImageDataset;
  readonly data?: ImageDataset;
}

const SETS: Scored[] = [
  { name: '10,000 training images', samples: training },
  { name: 'half of the test set against the other', samples: firstHalf, data: secondHalf },
  { name: 'test images, noise of sigma 0.05', samples: await noisy(test, 0.05) },
  { name: 'test images, noise of sigma 0.25', samples: await noisy(test, 0.25) },
  { name: 'uniform noise', samples: uniformNoise },
];

const scores: object[] = [];
for (const { name, samples, data = test } of SETS) {
  const result = await evaluateSamples(samples, data, lenet, { classifier: lenet, training, seed: 1 });
  const summary = summaryOf(result);
  scores.push({ name, ...summary });
  console.log(name, summary);
}

function summaryOf({ frechet, kernel, classes, inception, training, warnings, ...neighbours }: SampleScores): object {
  return {
    frechetDistance: frechet.distance,
    kernelDistance: kernel,
    ...neighbours,
    smallestClass: classes?.smallestShare,
    relativeEntropy: classes?.relativeEntropy,
    inceptionScore: inception,
    nearerThanHeldOut: training?.nearerThanHeldOut,
    warnings,
  };
}
await saveResult('sample-scores', { scores, costs });
