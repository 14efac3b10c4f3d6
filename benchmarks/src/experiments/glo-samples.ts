// GLO with 74 numbers on the sphere, all 60,000 training images, 15 epochs: mean squared error on them, and all that its samples are
// worth against the test images when codes are drawn uniformly on the sphere, from a normal distribution fitted to the learnt
// codes, or from a mixture of such.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import {
  batches,
  type CodeSampler,
  disposeBatch,
  fitGaussian,
  fitGaussianMixture,
  Rng,
  samplingGenerator,
  unitSphere,
} from '@ae-lab/core';
import { evaluateSamples } from '@ae-lab/metrics';
import { imageGrid, imageRows } from '@ae-lab/viz';
import * as tf from '@tensorflow/tfjs-core';
import { mnistSplit } from '../mnist';
import { savePicture } from '../pictures';
import { referenceLenet } from '../reference-lenet';
import { saveResult } from '../results';
import { trainedGlo } from '../trained-models';

const COMPONENTS = [10, 50];
/** How many of the learnt codes the mixtures are fitted to. */
const FITTED = 10_000;
const IMAGE_SHAPE = [28, 28, 1] as const;

await useWasmBackend();
const mnist = await mnistSplit();
const lenet = referenceLenet();
const epochs: object[] = [];
const glo = await trainedGlo(mnist, (record) => {
  epochs.push(record);
  console.log(record);
});

let squared = 0;
for (const batch of batches(mnist.all, 500)) {
  const errors = tf.tidy(() => tf.mean(tf.squaredDifference(batch.images, glo.decode(glo.codesAt(batch.indices)))));
  squared += (await errors.data())[0] * batch.indices.length;
  errors.dispose();
  disposeBatch(batch);
}
const trainMse = squared / mnist.all.size;
console.log(`MSE on the training images: ${trainMse.toFixed(4)}`);

const seen = mnist.test.batch(Array.from({ length: 20 }, (_, i) => i));
const found = glo.reconstruct(seen.images);
const rows = [
  { name: 'test images', images: await seen.images.data<'float32'>() },
  { name: 'GLO', images: await found.data<'float32'>() },
];
await savePicture('glo-reconstructions', imageRows({ rows, imageShape: IMAGE_SHAPE }));

const samplers: Record<string, CodeSampler> = {
  'unit sphere': unitSphere(glo.latentDim),
  normal: fitGaussian(glo.codes),
};
const { values, dimension } = glo.codes;
const fitted = { values: values.subarray(0, FITTED * dimension), dimension };
for (const components of COMPONENTS) {
  const options = { components, seed: 1, maxIterations: 20 };
  samplers[`mixture of ${components}`] = await fitGaussianMixture(fitted, options);
}
const samples: object[] = [];
for (const [name, sampler] of Object.entries(samplers)) {
  const generator = samplingGenerator(glo, sampler);
  const scores = await evaluateSamples(generator, mnist.test, lenet, { classifier: lenet, seed: 1 });
  const { frechet, precision, recall, classes } = scores;
  samples.push({
    name,
    frechetDistance: frechet.distance,
    precision,
    recall,
    smallestShare: classes?.smallestShare,
  });
  console.log(samples.at(-1));
  const images = await generator.generate(100, new Rng(3)).data<'float32'>();
  await savePicture(`glo-${name.replaceAll(' ', '-')}`, imageGrid({ images, imageShape: IMAGE_SHAPE }));
}
await saveResult('glo-samples', { epochs, trainMse, samples });
