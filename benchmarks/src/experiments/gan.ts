// The small GAN on the first 50,000 images, two seeds side by side: the Fréchet distance to the validation images after every epoch;
// then all scores of 10,000 samples against the test images, for the moving average and for the current weights of the generator;
// and a grid of samples with the digits that the classifier reads.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { type Generator, Rng } from '@ae-lab/core';
import { gridSearch } from '@ae-lab/experiments';
import { SMALL_GAN } from '@ae-lab/generative';
import { evaluateSamples } from '@ae-lab/metrics';
import { imageGrid } from '@ae-lab/viz';
import * as tf from '@tensorflow/tfjs-core';
import { mnistSplit } from '../mnist';
import { savePicture } from '../pictures';
import { referenceLenet } from '../reference-lenet';
import { saveResult } from '../results';
import { trainedGan } from '../trained-models';
import { trialPool } from '../trials/trial-pool';
import { mean } from './train-and-test';

const SEEDS = [1, 2];

const run = trialPool('small-gan');
const training = await gridSearch({
  space: { options: [SMALL_GAN] },
  seeds: SEEDS,
  objective: 'frechetDistance',
  run,
});
await run.close();
console.log(String(training));

await useWasmBackend();
const mnist = await mnistSplit();
const lenet = referenceLenet();
const results: object[] = [];
const distances: number[] = [];
for (const seed of SEEDS) {
  const gan = await trainedGan(mnist, seed);
  const asItStands: Generator = {
    imageShape: gan.imageShape,
    generate: (count, rng) => gan.generate(count, rng, { averaged: false }),
  };
  for (const [name, generator] of Object.entries({ 'moving average': gan, 'as it stands': asItStands })) {
    const scores = await evaluateSamples(generator, mnist.test, lenet, {
      classifier: lenet,
      training: mnist.train.take(10_000),
      seed: 1,
    });
    const { frechet, kernel, classes, inception, precision, recall, training } = scores;
    if (generator === gan) distances.push(frechet.distance);
    results.push({
      seed,
      generator: name,
      frechetDistance: frechet.distance,
      kernelDistance: kernel,
      precision,
      recall,
      smallestShare: classes?.smallestShare,
      relativeEntropy: classes?.relativeEntropy,
      inceptionScore: inception,
      nearerThanHeldOut: training?.nearerThanHeldOut,
    });
    console.log(`seed ${seed}, ${name}:`, results.at(-1));
  }
  const samples = gan.generate(100, new Rng(100 + seed));
  const images = await samples.data<'float32'>();
  const seen = tf.tidy(() => lenet.classify(samples));
  await savePicture(`gan-${seed}`, imageGrid({ images, imageShape: [28, 28, 1] }));
  console.log(
    `Digits that the classifier reads in the picture of seed ${seed}, row by row: ${(await seen.data()).join('')}`,
  );
}
console.log(`Fréchet distance of the moving average, mean of two seeds: ${mean(distances).toFixed(2)}`);
await saveResult('gan', { training, results });
