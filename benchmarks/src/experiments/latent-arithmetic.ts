// Arithmetic with the centroids of each digit's codes, by four kinds of models: the images decoded from a + b, a - b and a - b + c,
// the digits that the reference classifier reads, and the nearest real images in the classifier's features.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import * as core from '@ae-lab/core';
import { featuresOf } from '@ae-lab/metrics';
import { imageGrid } from '@ae-lab/viz';
import * as tf from '@tensorflow/tfjs-core';
import { mnistSplit } from '../mnist';
import { savePicture } from '../pictures';
import { referenceLenet } from '../reference-lenet';
import { saveResult } from '../results';
import { trainedAutoencoder, trainedGan, trainedGlo, trainedVariationalAutoencoder } from '../trained-models';

/** Signed digits. */
const EXPRESSIONS: readonly (readonly (readonly [weight: number, digit: number])[])[] = [
  ...[
    [1, 7],
    [3, 5],
    [4, 9],
    [0, 6],
  ].map(
    ([a, b]) =>
      [
        [1, a],
        [1, b],
      ] as const,
  ),
  ...[
    [8, 3],
    [9, 4],
    [7, 1],
    [6, 0],
  ].map(
    ([a, b]) =>
      [
        [1, a],
        [-1, b],
      ] as const,
  ),
  ...[
    [8, 3, 5],
    [9, 4, 1],
    [6, 0, 9],
    [7, 1, 4],
  ].map(
    ([a, b, c]) =>
      [
        [1, a],
        [-1, b],
        [1, c],
      ] as const,
  ),
];
const NEAREST = 3;
const COLUMNS = 4 + NEAREST;

await useWasmBackend();
const mnist = await mnistSplit();
const known = mnist.train.take(10_000);
const classifier = referenceLenet();
const knownFeatures = await featuresOf(classifier, known);
const [autoencoder, variational] = [await trainedAutoencoder(mnist), await trainedVariationalAutoencoder(mnist)];
const [gan, glo] = [await trainedGan(mnist), await trainedGlo(mnist)];
const { labels: digits = new Int32Array() } = known;
const models: { name: string; decoder: core.Decoder; codes: core.Codes; labels: ArrayLike<number> }[] = [
  { name: 'AE', decoder: autoencoder, codes: await core.encodeDataset(autoencoder, known), labels: digits },
  { name: 'VAE', decoder: variational, codes: await core.encodeDataset(variational, known), labels: digits },
  { name: 'GAN', decoder: gan, ...(await drawnCodes()) },
  { name: 'GLO', decoder: glo, codes: gloCodes(), labels: digits },
];
const results: object[] = [];
for (const { name, decoder, codes, labels } of models) {
  const centroids = core.classCentroids(codes, labels, 10);
  const images: Float32Array[] = [];
  const captions: string[] = [];
  for (const terms of EXPRESSIONS) {
    const [parts, sum] = tf.tidy(() => {
      const each = terms.map(([, digit]) => decoder.decode(core.codeAt(centroids, digit)));
      const combined = core.combineCodes(
        terms.map(([weight, digit]) => [weight, core.codeAt(centroids, digit)] as const),
      );
      return [tf.concat(each), decoder.decode(combined)];
    });
    const read = [...(await readings(parts)), ...(await readings(sum))];
    const nearest = await nearestImages(sum);
    const blank = Array.from({ length: 3 - terms.length }, () => new Float32Array(784).fill(1));
    images.push(await parts.data<'float32'>(), ...blank, await sum.data<'float32'>(), nearest.pixels);
    const signs = terms.map(([weight, digit], i) => `${weight < 0 ? '−' : i > 0 ? '+' : ''} ${digit}`.trim());
    captions.push(
      ...signs,
      ...blank.map(() => ''),
      `= ${read.at(-1)}`,
      ...nearest.labels.map((label) => `real ${label}`),
    );
    results.push({ model: name, expression: signs.join(' '), reading: read.at(-1), centroids: read.slice(0, -1) });
    console.log(`${name}: ${signs.join(' ')} reads ${read.at(-1)}, nearest ${nearest.labels.join(' ')}`);
    parts.dispose();
    sum.dispose();
  }
  const pixels = Float32Array.from(images.flatMap((image) => Array.from(image)));
  await savePicture(
    `arithmetic-${name}`,
    imageGrid({ images: pixels, imageShape: [28, 28, 1], columns: COLUMNS, labels: captions }),
  );
}
await saveResult('latent-arithmetic', { results });

/** The digit that the classifier sees in each image, with its probability. */
async function readings(images: tf.Tensor4D): Promise<string[]> {
  const probabilities = await core.codesOf(tf.tidy(() => tf.softmax(classifier.logits(images))));
  const { values, dimension } = probabilities;
  return Array.from({ length: values.length / dimension }, (_, i) => {
    const row = Array.from(values.subarray(i * dimension, (i + 1) * dimension));
    const share = Math.max(...row);
    return `${row.indexOf(share)} (${Math.round(100 * share)} %)`;
  });
}

/** The training images nearest to an image in the classifier's features. */
async function nearestImages(image: tf.Tensor4D) {
  const features = tf.tidy(() => classifier.features(image));
  const { indices } = await core.nearestCodes(knownFeatures, await core.codesOf(features), NEAREST);
  features.dispose();
  const batch = known.batch(indices);
  const pixels = await batch.images.data<'float32'>();
  const labels = Array.from(indices, (index) => digits[index]);
  batch.images.dispose();
  batch.labels?.dispose();
  return { pixels, labels };
}

/** The codes of 10,000 samples of the GAN, labelled by the classifier: a GAN has no codes of real images. */
async function drawnCodes(): Promise<{ codes: core.Codes; labels: Int32Array }> {
  const drawn = core.standardNormal(gan.latentDim).sample(10_000, new core.Rng(6));
  const codes = await core.codesOf(drawn);
  drawn.dispose();
  const labels = new Int32Array(10_000);
  for (let start = 0; start < labels.length; start += 250) {
    const seen = tf.tidy(() => {
      const batch = Float32Array.from(codes.values).subarray(start * gan.latentDim, (start + 250) * gan.latentDim);
      return classifier.classify(gan.decode(tf.tensor2d(batch, [250, gan.latentDim])));
    });
    labels.set(await seen.data<'int32'>(), start);
    seen.dispose();
  }
  return { codes, labels };
}

/** The codes that GLO learnt for the known images, which are the first of its training images. */
function gloCodes(): core.Codes {
  const { values, dimension } = glo.codes;
  return { values: values.subarray(0, known.size * dimension), dimension };
}
