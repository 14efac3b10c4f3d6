import { type Decoder, type Description, kind, optional, Rng, randomNormal, readOptions } from '@ae-lab/core';
import { checkImages } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkLabels } from './class-labels';
import { type CodeSearch, codeSearch, optimizeCodes } from './optimize-codes';

/** A search for the codes of given images; see `Gan.project`. */
export interface GanProjection extends CodeSearch {
  /** Gradient steps from each start, at least 1. Default 200. */
  readonly steps?: number;
  /** The learning rate of Adam at the first step, at least 0; it decays to 0 along a cosine. Default 0.1. */
  readonly learningRate?: number;
  /** The number of codes that the search starts from for each image, at least 1; the best result is kept. Default 3. */
  readonly restarts?: number;
  /** The number of codes drawn, of which the nearest are the starts; at least `restarts`. Default 512. */
  readonly candidates?: number;
  /** The seed of the candidates. Default 0. */
  readonly seed?: number;
  /** The class of each image, for a conditional GAN. */
  readonly labels?: ArrayLike<number>;
}

/** Labels of images; `checkLabels`, which knows their number and the classes, checks them. */
export const LABELS = kind.of<ArrayLike<number>>('a label for each image', () => true);

const GAN_PROJECTION = {
  ...codeSearch({ steps: 200, learningRate: 0.1, restarts: 3 }),
  candidates: optional(kind.integer({ from: 1 }), 512),
  seed: optional(kind.seed, 0),
  labels: optional(LABELS),
} satisfies Description<GanProjection>;

/** A decoder of normally distributed codes, and of their labels where there are `classes`. */
interface ConditionalDecoder extends Decoder {
  readonly classes: number;
  decode(codes: tf.Tensor2D, options?: { readonly labels?: ArrayLike<number> }): tf.Tensor4D;
}

/**
 * Returns codes [n, latentDim] whose images from the GAN are nearest to those given; see {@link optimizeCodes}. Their lengths are kept
 * where the normal prior has its mass, so that the generator knows the codes between them too.
 */
export function projectImages(gan: ConditionalDecoder, images: tf.Tensor4D, options: GanProjection): tf.Tensor2D {
  const { candidates, seed, labels, ...search } = readOptions('options', options, GAN_PROJECTION);
  checkImages('images', images, gan.imageShape);
  if (gan.classes > 0 || labels !== undefined) checkLabels('labels', labels, images.shape[0], gan.classes);
  return tf.tidy(() => {
    const drawn = randomNormal([candidates, gan.latentDim], new Rng(seed)) as tf.Tensor2D;
    const start = { ...search, candidates: drawn, project: ontoShell };
    if (labels === undefined) return optimizeCodes((codes) => gan.decode(codes), images, start);
    // One search for each class, whose candidates are images of that class.
    const places = Array.from(new Set(Array.from(labels)), (label) => ({ label, rows: rowsOf(labels, label) }));
    const found = places.map(({ label, rows }) => {
      const decode = (codes: tf.Tensor2D) => gan.decode(codes, { labels: Array(codes.shape[0]).fill(label) });
      return optimizeCodes(decode, tf.gather(images, tf.tensor1d(rows, 'int32')), start);
    });
    const order = places.flatMap(({ rows }) => rows);
    const inverse = order.map((_, row) => order.indexOf(row));
    return tf.gather(tf.concat(found), tf.tensor1d(inverse, 'int32'));
  });
}

/**
 * Scales codes to a length within two standard deviations of that of normal draws, which has a mean of about sqrt(d - 1/2) and a
 * variance of 1/2.
 */
function ontoShell(codes: tf.Tensor2D): tf.Tensor2D {
  const [length, reach] = [Math.sqrt(codes.shape[1] - 0.5), Math.SQRT2];
  const found = tf.add(tf.norm(codes, 'euclidean', 1, true), 1e-12);
  const wanted = tf.minimum(tf.maximum(found, Math.max(length - reach, 0)), length + reach);
  return tf.mul(codes, tf.div(wanted, found));
}

function rowsOf(labels: ArrayLike<number>, label: number): number[] {
  return Array.from(labels).flatMap((other, row) => (other === label ? [row] : []));
}
