import { type Decoder, Rng, randomNormal } from '@ae-lab/core';
import { checkImages, checkInteger, checkOptions } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkLabels } from './class-labels';
import { CODE_SEARCH, type CodeSearch, optimizeCodes } from './optimize-codes';

/** How the codes of given images are looked for. */
export interface GanProjection extends CodeSearch {
  /** Gradient steps for each start, at least 1. Default 200. */
  readonly steps?: number;
  /** Adam's at the first step. Default 0.1. */
  readonly learningRate?: number;
  /** From how many codes the search starts, of which the best end is kept for each image; at least 1. Default 3. */
  readonly restarts?: number;
  /** Codes drawn, from whose nearest the search starts; at least `restarts`. Default 512. */
  readonly candidates?: number;
  /** Decides the candidates. Default 0. */
  readonly seed?: number;
  /** For a conditional GAN: the class of each image. */
  readonly labels?: ArrayLike<number>;
}

/** Makes images of normally distributed codes, of a class each where there are `classes`. */
interface ConditionalDecoder extends Decoder {
  readonly classes: number;
  decode(codes: tf.Tensor2D, options?: { readonly labels?: ArrayLike<number> }): tf.Tensor4D;
}

/**
 * Codes [n, latentDim] from which the GAN makes images nearest to those given; see
 * {@link optimizeCodes}. Their lengths are kept where the normal prior has its mass, so that the generator knows what lies
 * between them.
 */
export function projectImages(gan: ConditionalDecoder, images: tf.Tensor4D, options: GanProjection): tf.Tensor2D {
  checkOptions('options', options, { ...CODE_SEARCH, candidates: true, seed: true, labels: true });
  const { candidates = 512, seed = 0, labels, steps = 200, learningRate = 0.1, restarts = 3 } = options;
  checkImages('images', images, gan.imageShape);
  checkInteger('candidates', candidates, { from: 1 });
  if (gan.classes > 0 || labels !== undefined) checkLabels('labels', labels, images.shape[0], gan.classes);
  return tf.tidy(() => {
    const drawn = randomNormal([candidates, gan.latentDim], new Rng(seed)) as tf.Tensor2D;
    const search = { steps, learningRate, restarts, candidates: drawn, project: ontoShell };
    if (labels === undefined) return optimizeCodes((codes) => gan.decode(codes), images, search);
    // One search for each class, whose candidates are images of that class.
    const places = Array.from(new Set(Array.from(labels)), (label) => ({ label, rows: rowsOf(labels, label) }));
    const found = places.map(({ label, rows }) => {
      const decode = (codes: tf.Tensor2D) => gan.decode(codes, { labels: Array(codes.shape[0]).fill(label) });
      return optimizeCodes(decode, tf.gather(images, tf.tensor1d(rows, 'int32')), search);
    });
    const order = places.flatMap(({ rows }) => rows);
    const inverse = order.map((_, row) => order.indexOf(row));
    return tf.gather(tf.concat(found), tf.tensor1d(inverse, 'int32'));
  });
}

/**
 * Codes brought to a length within two standard deviations of those of normal draws, which are about sqrt(d - 1/2) long with
 * a variance of 1/2.
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
