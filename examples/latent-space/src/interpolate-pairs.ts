import type { ImageClassifier } from '@ae-lab/classifiers';
import { codeAt, type Decoder, type Encoder, encodeDataset, interpolate, Rng, readTensors } from '@ae-lab/core';
import type { Digits } from '@ae-lab/example-shared';

/** The positions of two images of a data set. */
export type Pair = readonly [number, number];

/** The images between pairs of images. */
export interface Interpolations {
  /** One array of pixels per pair, [steps, height, width, channels], both ends included. */
  readonly images: readonly Float32Array[];
  /** The share of the images strictly between the ends that are classified as one of the two digits. */
  readonly read: number;
}

/** Decodes codes at equal distances on the straight line between the codes of each pair. */
export async function interpolatePairs(
  model: Encoder & Decoder,
  classifier: ImageClassifier,
  data: Digits['test'],
  pairs: readonly Pair[],
  steps: number,
): Promise<Interpolations> {
  const codes = await encodeDataset(model, data.subset(pairs.flat()));
  const images: Float32Array[] = [];
  let read = 0;
  for (const [i, pair] of pairs.entries()) {
    const digits = pair.map((position) => data.labels?.[position]);
    const [pixels, seen] = await readTensors(() => {
      const between = interpolate(model, codeAt(codes, 2 * i), codeAt(codes, 2 * i + 1), { steps });
      return [between, classifier.classify(between)];
    });
    images.push(pixels);
    read += seen.slice(1, -1).filter((digit) => digits.includes(digit)).length;
  }
  return { images, read: read / (pairs.length * (steps - 2)) };
}

/** Draws random pairs of images of different digits. */
export function drawPairs({ size, labels = new Int32Array() }: Digits['test'], count: number, seed: number): Pair[] {
  const rng = new Rng(seed).split('pairs');
  const pairs: Pair[] = [];
  while (pairs.length < count) {
    const pair: Pair = [rng.integer(size), rng.integer(size)];
    if (labels[pair[0]] !== labels[pair[1]]) pairs.push(pair);
  }
  return pairs;
}
