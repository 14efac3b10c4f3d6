// The time and memory that each score of samples takes for 10,000 against 10,000 images, and the scores of known sets: real images,
// noisy images, noise. With the same features in PyTorch the Fréchet distance is 0.51 for training images, 7.19 for the halves of
// the test set, 0.64 and 23.4 for images with clipped noise, 283 for noise.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { corrupt, type Generator, type ImageDataset, mapSamples, Rng, randomUniform } from '@ae-lab/core';
import { ArrayDataset } from '@ae-lab/datasets';
import * as metrics from '@ae-lab/metrics';
import * as tf from '@tensorflow/tfjs-core';
import { mnistSplit } from '../mnist';
import { referenceLenet } from '../reference-lenet';
import { saveResult } from '../results';

await useWasmBackend();
const { train, test } = await mnistSplit();
const lenet = referenceLenet();
const training = train.take(10_000);
const [firstHalf, secondHalf] = test.split(0.5);

/** The seconds that `work` takes, its processor time, and the most megabytes by which the process grows. */
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

const samples = await metrics.featuresOf(lenet, training);
const reference = await metrics.featuresOf(lenet, test);
const costs = {
  features: await cost(() => metrics.featuresOf(lenet, test)),
  frechetDistance: await cost(() => metrics.frechetDistance(samples, reference)),
  kernelDistance: await cost(() => metrics.kernelDistance(samples, reference)),
  precisionRecall: await cost(() => metrics.precisionRecall(samples, reference)),
  nearestTrainingDistances: await cost(() => metrics.nearestTrainingDistances(samples, reference)),
};
console.table(costs);

/** The images with Gaussian noise, clipped to [0, 1]. */
async function noisy(data: ImageDataset, sigma: number): Promise<ArrayDataset> {
  const rng = new Rng(1);
  const corruptRows = (images: tf.Tensor4D): tf.Tensor2D =>
    tf.reshape(corrupt(images, { kind: 'gaussian', sigma, clip: true }, rng), [images.shape[0], -1]);
  const pixels = await mapSamples(
    data,
    data,
    data.imageShape.reduce((a, b) => a * b),
    corruptRows,
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
  const result = await metrics.evaluateSamples(samples, data, lenet, { classifier: lenet, training, seed: 1 });
  const summary = summaryOf(result);
  scores.push({ name, ...summary });
  console.log(name, summary);
}

function summaryOf({
  frechet,
  kernel,
  classes,
  inception,
  training,
  warnings,
  ...neighbours
}: metrics.SampleScores): object {
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
