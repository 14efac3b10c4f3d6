// Interpolation in twenty steps between two given test images, by four kinds of models, on ten pairs of the same digit and ten of
// different digits. The score counts the steps that the reference classifier classifies as that digit, or as one of the two.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { type Decoder, type InterpolationOptions, interpolate, Rng } from '@ae-lab/core';
import type { ArrayDataset } from '@ae-lab/datasets';
import { imageRows } from '@ae-lab/viz';
import * as tf from '@tensorflow/tfjs-core';
import { mnistSplit } from '../mnist';
import { savePicture } from '../pictures';
import { referenceLenet } from '../reference-lenet';
import { saveResult } from '../results';
import { trainedAutoencoder, trainedGan, trainedGlo, trainedVariationalAutoencoder } from '../trained-models';

const STEPS = 20;
const IMAGE_SHAPE = [28, 28, 1] as const;

interface Interpolated {
  readonly name: string;
  readonly decoder: Decoder;
  readonly kind: InterpolationOptions['kind'];
  codesOf(images: tf.Tensor4D): tf.Tensor2D;
}

await useWasmBackend();
const mnist = await mnistSplit();
const classifier = referenceLenet();
const [autoencoder, variational] = [await trainedAutoencoder(mnist), await trainedVariationalAutoencoder(mnist)];
const [gan, glo] = [await trainedGan(mnist), await trainedGlo(mnist)];
const models: Interpolated[] = [
  { name: 'AE', decoder: autoencoder, kind: 'linear', codesOf: (images) => autoencoder.encode(images) },
  { name: 'VAE', decoder: variational, kind: 'spherical', codesOf: (images) => variational.encode(images) },
  { name: 'GAN', decoder: gan, kind: 'spherical', codesOf: (images) => gan.project(images) },
  { name: 'GLO', decoder: glo, kind: 'spherical', codesOf: (images) => glo.encode(images) },
];
const pairs = { same: drawPairs(mnist.test, true), different: drawPairs(mnist.test, false) };
const results: object[] = [];
for (const [which, drawn] of Object.entries(pairs)) {
  for (const model of models) {
    const { images, seen } = await walk(model, drawn);
    const right = seen.map((digits, pair) => digits.filter((digit) => drawn[pair].digits.includes(digit)).length);
    const share = right.reduce((total, count) => total + count, 0) / (drawn.length * STEPS);
    results.push({ pairs: which, model: model.name, share, right, seen });
    console.log(
      `${which} digits, ${model.name}: ${(100 * share).toFixed(1)} % of the steps, by pair ${right.join(' ')}`,
    );
    const rows = drawn.map(({ digits }, i) => ({
      name: digits.join(' → '),
      images: images.subarray(i * STEPS * 784, (i + 1) * STEPS * 784),
    }));
    await savePicture(`interpolation-${which}-${model.name}`, imageRows({ rows, imageShape: IMAGE_SHAPE }));
  }
}
await saveResult('interpolation', { steps: STEPS, results });

interface Pair {
  readonly indices: readonly [number, number];
  readonly digits: readonly [number, number];
}

/** Draws ten pairs of images, one per digit: two images of that digit, or one of it and one of another. */
function drawPairs({ labels }: ArrayDataset, same: boolean): Pair[] {
  const rng = new Rng(5).split(same ? 'same' : 'different');
  return Array.from({ length: 10 }, (_, digit) => {
    const other = same ? digit : (digit + 1 + rng.integer(9)) % 10;
    const draw = (wanted: number) => {
      const places = Array.from(labels ?? []).flatMap((label, i) => (label === wanted ? [i] : []));
      return places[rng.integer(places.length)];
    };
    return { indices: [draw(digit), draw(other)], digits: [digit, other] };
  });
}

/** The images between all pairs, one after the other, and the digit that the classifier sees in each. */
async function walk({ decoder, kind, codesOf }: Interpolated, drawn: readonly Pair[]) {
  const ends = mnist.test.batch(drawn.flatMap(({ indices }) => indices));
  const codes = codesOf(ends.images);
  const images = new Float32Array(drawn.length * STEPS * 784);
  const seen: number[][] = [];
  for (const i of drawn.keys()) {
    const steps = tf.tidy(() => {
      const [from, to] = [tf.slice(codes, [2 * i, 0], [1, -1]), tf.slice(codes, [2 * i + 1, 0], [1, -1])];
      return interpolate(decoder, from, to, { steps: STEPS, kind });
    });
    const classes = tf.tidy(() => classifier.classify(steps));
    images.set(await steps.data<'float32'>(), i * STEPS * 784);
    seen.push(Array.from(await classes.data()));
    steps.dispose();
    classes.dispose();
  }
  ends.images.dispose();
  ends.labels?.dispose();
  codes.dispose();
  return { images, seen };
}
