// GLO with latent dimension 74 on the sphere, all 60,000 training images, 15 epochs: the mean squared error on these, and the scores
// of its samples against the test images. Codes are drawn uniformly on the sphere, from a normal distribution fitted to the learnt
// codes, and from Gaussian mixtures fitted to them.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import * as core from '@ae-lab/core';
import { evaluateSamples } from '@ae-lab/metrics';
import { imageGrid, imageRows } from '@ae-lab/viz';
import * as tf from '@tensorflow/tfjs-core';
import { mnistSplit } from '../mnist';
import { savePicture } from '../pictures';
import { referenceLenet } from '../reference-lenet';
import { saveResult } from '../results';
import { trainedGlo } from '../trained-models';

const COMPONENTS = [10, 50];
/** The number of learnt codes that the mixtures are fitted to. */
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
for await (const batch of core.batches(mnist.all, 500)) {
  const errors = tf.tidy(() => tf.mean(tf.squaredDifference(batch.images, glo.decode(glo.codesAt(batch.indices)))));
  squared += (await errors.data())[0] * batch.indices.length;
  errors.dispose();
  core.disposeBatch(batch);
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

const samplers: Record<string, core.CodeSampler> = {
  'unit sphere': core.unitSphere(glo.latentDim),
  normal: core.fitGaussian(glo.codes),
};
const { values, dimension } = glo.codes;
const fitted = { values: values.subarray(0, FITTED * dimension), dimension };
for (const components of COMPONENTS) {
  const options = { components, seed: 1, maxIterations: 20 };
  samplers[`mixture of ${components}`] = await core.fitGaussianMixture(fitted, options);
}
const samples: object[] = [];
for (const [name, sampler] of Object.entries(samplers)) {
  const generator = core.samplingGenerator(glo, sampler);
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
  const images = await generator.generate(100, new core.Rng(3)).data<'float32'>();
  await savePicture(`glo-${name.replaceAll(' ', '-')}`, imageGrid({ images, imageShape: IMAGE_SHAPE }));
}
await saveResult('glo-samples', { epochs, trainMse, samples });
