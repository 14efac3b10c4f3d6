import { checkNumber, kind } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { asRow, type Code } from './code';

const TERMS = kind.list(
  kind.of<readonly [weight: number, code: Code]>(
    'a pair [weight, code]',
    (term) => Array.isArray(term) && term.length === 2,
  ),
  { atLeast: 1 },
);

/**
 * Latent arithmetic: returns the weighted sum of codes, [1, latentDim] (Radford, Metz & Chintala 2015, arXiv:1511.06434v2,
 * section 6.3.2).
 *
 * ```ts
 * const analogy = combineCodes([[1, a], [-1, b], [1, c]]); // a - b + c
 * const mean = combineCodes([[0.5, a], [0.5, b]]);
 * ```
 *
 * @throws ArgumentError if there are no terms, a weight is not finite, or the codes have different dimensions.
 */
export function combineCodes(terms: readonly (readonly [weight: number, code: Code])[]): tf.Tensor2D {
  const read = TERMS.read('terms', terms);
  return tf.tidy(() => {
    const latentDim = asRow('terms[0]', read[0][1]).size;
    return read.reduce<tf.Tensor2D>(
      (sum, [weight, code], i) => {
        return tf.add(sum, tf.mul(checkNumber(`terms[${i}]`, weight), asRow(`terms[${i}]`, code, latentDim)));
      },
      tf.zeros([1, latentDim]),
    );
  });
}
