import * as core from '@ae-lab/core';
import { decodeCases, percent, picture, type ReadImages, type Section } from '@ae-lab/example-shared';
import { imageGrid, imageRows } from '@ae-lab/viz';
import * as tf from '@tensorflow/tfjs-core';
import type { Lab } from './settings';

type Shares = Awaited<ReturnType<typeof walkCodes>>['shares'];

/**
 * Interpolates between the codes of test images, and adds and subtracts them. A case has three images of the digit a, one of b and
 * one of c.
 *
 * @param encode finds the codes of images.
 */
export async function walkCodes(name: string, model: core.Decoder, encode: core.Encoder['encode'], lab: Lab) {
  const cases = drawCases(lab);
  const { imageShape, latentDim } = model;
  const images = lab.digits.test.subset(cases.flatMap(({ indices }) => indices));
  const codes = await core.encodeDataset({ imageShape, latentDim, encode }, images);
  const decode = (path: (codes: tf.Tensor2D[]) => tf.Tensor4D) => decodeCases(codes, 5, lab.reader, path);
  const options = { steps: 20, kind: 'spherical' } as const;
  const same = await decode(([a1, a2]) => core.interpolate(model, a1, a2, options));
  const different = await decode(([a1, , , b]) => core.interpolate(model, a1, b, options));
  const sums = await decode(([a1, a2, a3, b, c]) => {
    const results = [sum([1, a1], [-1, a2], [1, a3]), sum([1, a1], [1, b]), sum([1, a1], [-1, b], [1, c])];
    return model.decode(tf.concat([a1, a2, a3, b, c, ...results]));
  });

  // The share of images that the reader classifies as one of the right digits.
  const share = (walks: readonly ReadImages[], rightOf: (digits: number[]) => number[], from = 0, to = Infinity) => {
    const right = walks.map((_, i) => rightOf(cases[i].digits));
    const hits = walks.flatMap(({ read }, i) => read.slice(from, to).map((digit) => right[i].includes(digit)));
    return hits.filter(Boolean).length / hits.length;
  };
  const shares = {
    same: share(same, ([a]) => [a]),
    different: share(different, ([a, b]) => [a, b]),
    sameArithmetic: share(sums, ([a]) => [a], 5, 6),
    sum: share(sums, ([a, b]) => [a, b], 6, 7),
    difference: share(sums, ([a, , c]) => [a, c], 7),
  };
  const rows = (walks: readonly ReadImages[], end: 0 | 1) =>
    walks
      .slice(0, 10)
      .map((walk, i) => ({ name: `${cases[i].digits[0]} → ${cases[i].digits[end]}`, images: walk.images }));
  const shown = sums.slice(0, 10);
  const columnLabels = ['a₁', 'a₂', 'a₃', 'b', 'c', 'a₁−a₂+a₃', 'a₁+b', 'a₁−b+c'];
  const labels = shown.flatMap(({ read }) => read.map((digit, i) => (i < 5 ? '' : `reads ${digit}`)));
  const sumPixels = shown.flatMap((one) => Array.from(one.images));
  const pictures = [
    picture(
      `${name.toLowerCase()}-same-digit`,
      imageRows({ rows: rows(same, 0), imageShape }),
      `${name}: 20 steps between the codes of two test images of one digit; ${percent(shares.same)} of all steps are classified as that digit.`,
    ),
    picture(
      `${name.toLowerCase()}-different-digits`,
      imageRows({ rows: rows(different, 1), imageShape }),
      `${name}: 20 steps between different digits; ${percent(shares.different)} of all steps are classified as one of the two.`,
    ),
    picture(
      `${name.toLowerCase()}-arithmetic`,
      imageGrid({ images: sumPixels, imageShape, columns: 8, scale: 3, columnLabels, labels }),
      `${name}: sums of codes of test images of the digits a, b and c, and the digits that the classifier reads.`,
    ),
  ];
  return { shares, pictures };
}

/** Compares the shares of walks with the remarks of the report. */
export function walkComparison(
  name: string,
  shares: Shares,
  remarks: { readonly same: string; readonly different: string },
) {
  const { same, different, sameArithmetic, sum: ofSum, difference } = shares;
  return {
    [`${name}, 20 steps between different digits: classified as one of the two`]: [
      remarks.different,
      percent(different),
    ],
    [`${name}, 20 steps between images of one digit: classified as that digit`]: [remarks.same, percent(same)],
    [`${name}, arithmetic of different digits`]: [
      'picture',
      `a + b classified as a or b: ${percent(ofSum)}; a − b + c as a or c: ${percent(difference)}`,
    ],
    [`${name}, arithmetic of one digit: a₁ − a₂ + a₃ classified as a`]: ['picture', percent(sameArithmetic)],
  } satisfies Section['comparison'];
}

/** Draws cases for each digit as a; the first ten have one of each digit. No image is used twice. */
function drawCases({ digits: { test }, settings, options: { seed } }: Lab) {
  const { labels = new Int32Array() } = test;
  const rng = new core.Rng(seed).split('cases');
  const order = Array.from(rng.permutation(labels.length));
  const draw = (digit: number) =>
    order.splice(
      order.findIndex((index) => labels[index] === digit),
      1,
    )[0];
  return Array.from({ length: 10 * settings.searched.walks }, (_, i) => {
    const a = i % 10;
    const [b, c] = Array.from(rng.permutation(10)).filter((digit) => digit !== a);
    return { digits: [a, b, c], indices: [a, a, a, b, c].map(draw) };
  });
}

/** A weighted sum of codes, scaled to the length of the first: the models only know codes of about one length. */
function sum(...terms: readonly (readonly [weight: number, code: tf.Tensor2D])[]): tf.Tensor2D {
  const combined = core.combineCodes(terms);
  return tf.mul(combined, tf.div(tf.norm(terms[0][1]), tf.norm(combined)));
}
