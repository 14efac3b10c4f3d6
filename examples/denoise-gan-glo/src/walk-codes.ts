import type { ImageClassifier } from '@ae-lab/classifiers';
import {
  codeAt,
  codesOf,
  combineCodes,
  type Decoder,
  disposeBatch,
  type ImageDataset,
  interpolate,
  Rng,
  readTensors,
} from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/** Three images of the digit a, one of b and one of c. */
export interface Case {
  readonly digits: readonly [a: number, b: number, c: number];
  readonly indices: readonly number[];
}

/** Images, and the digit that the reader sees in each. */
export interface Walk {
  readonly digits: Case['digits'];
  readonly images: Float32Array;
  readonly read: readonly number[];
}

/** Images decoded from interpolated and combined codes of given images, case by case. */
export interface Walks {
  /** Interpolations from a₁ to a₂. */
  readonly same: readonly Walk[];
  /** Interpolations from a₁ to b. */
  readonly different: readonly Walk[];
  /** a₁, a₂, a₃, b, c, then a₁ - a₂ + a₃, a₁ + b and a₁ - b + c. */
  readonly arithmetic: readonly Walk[];
  /** Shares of images that the reader classifies correctly. */
  readonly shares: {
    /** Steps between images of one digit, classified as that digit. */
    readonly same: number;
    /** Steps between two digits, classified as one of the two. */
    readonly different: number;
    /** a₁ - a₂ + a₃, classified as that digit. */
    readonly sameArithmetic: number;
    /** a₁ + b, classified as one of the two. */
    readonly sum: number;
    /** a₁ - b + c, classified as a or c. */
    readonly difference: number;
  };
}

/** Draws `repeats` cases for each digit as a; the first ten cases have one of each digit. No image is used twice. */
export function drawCases({ labels = new Int32Array() }: ImageDataset, repeats: number, seed: number): Case[] {
  const rng = new Rng(seed).split('cases');
  const order = Array.from(rng.permutation(labels.length));
  const draw = (digit: number) => {
    const place = order.findIndex((index) => labels[index] === digit);
    return order.splice(place, 1)[0];
  };
  return Array.from({ length: 10 * repeats }, (_, i) => {
    const a = i % 10;
    const [b, c] = Array.from(rng.permutation(10)).filter((digit) => digit !== a);
    return { digits: [a, b, c], indices: [a, a, a, b, c].map(draw) };
  });
}

/**
 * Interpolates between the codes of given images, and adds and subtracts codes.
 *
 * @param encode finds the codes of images.
 * @param steps images per path, both ends included.
 */
export async function walkCodes(
  decoder: Decoder,
  encode: (images: tf.Tensor4D) => tf.Tensor2D,
  reader: ImageClassifier,
  { data, cases, steps }: { readonly data: ImageDataset; readonly cases: readonly Case[]; readonly steps: number },
): Promise<Walks> {
  const batch = await data.batch(cases.flatMap(({ indices }) => indices));
  const found = encode(batch.images);
  const codes = await codesOf(found);
  found.dispose();
  disposeBatch(batch);

  const walk = async (digits: Case['digits'], decoded: () => tf.Tensor4D): Promise<Walk> => {
    const [images, read] = await readTensors(() => {
      const pixels = decoded();
      return [pixels, reader.classify(pixels)];
    });
    return { digits, images, read: Array.from(read) };
  };
  const [same, different, arithmetic]: Walk[][] = [[], [], []];
  for (const [i, { digits }] of cases.entries()) {
    const codesOfCase = () => [0, 1, 2, 3, 4].map((k) => codeAt(codes, 5 * i + k));
    const path = (to: number) => () => {
      const ends = codesOfCase();
      return interpolate(decoder, ends[0], ends[to], { steps, kind: 'spherical' });
    };
    same.push(await walk(digits, path(1)));
    different.push(await walk(digits, path(3)));
    arithmetic.push(
      await walk(digits, () => {
        const [a1, a2, a3, b, c] = codesOfCase();
        const sums = [
          combined([1, a1], [-1, a2], [1, a3]),
          combined([1, a1], [1, b]),
          combined([1, a1], [-1, b], [1, c]),
        ];
        return decoder.decode(tf.concat([a1, a2, a3, b, c, ...sums]));
      }),
    );
  }
  return {
    same,
    different,
    arithmetic,
    shares: {
      same: share(same, ({ read, digits: [a] }) => read.map((digit) => digit === a)),
      different: share(different, ({ read, digits: [a, b] }) => read.map((digit) => digit === a || digit === b)),
      sameArithmetic: share(arithmetic, ({ read, digits: [a] }) => [read[5] === a]),
      sum: share(arithmetic, ({ read, digits: [a, b] }) => [read[6] === a || read[6] === b]),
      difference: share(arithmetic, ({ read, digits: [a, , c] }) => [read[7] === a || read[7] === c]),
    },
  };
}

/** A weighted sum of codes, scaled to the length of the first: the models only know codes of about one length. */
function combined(...terms: readonly (readonly [weight: number, code: tf.Tensor2D])[]): tf.Tensor2D {
  return tf.tidy(() => {
    const sum = combineCodes(terms);
    return tf.mul(sum, tf.div(tf.norm(terms[0][1]), tf.norm(sum)));
  });
}

function share(walks: readonly Walk[], rightOf: (walk: Walk) => boolean[]): number {
  const right = walks.flatMap(rightOf);
  return right.filter(Boolean).length / right.length;
}
