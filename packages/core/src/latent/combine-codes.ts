import { ArgumentError, checkNumber } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { asRow, type Code } from './code';

/**
 * Arithmetic with codes: their weighted sum, [1, latentDim]. a - b + c is `combineCodes([[1, a], [-1, b], [1, c]])`, the mean
 * of a and b `combineCodes([[0.5, a], [0.5, b]])` (Radford, Metz & Chintala 2015, arXiv:1511.06434v2, section 6.3.2).
 */
export function combineCodes(terms: readonly (readonly [weight: number, code: Code])[]): tf.Tensor2D {
  if (!Array.isArray(terms) || terms.length === 0) {
    throw new ArgumentError('terms', 'an array of at least one [weight, code]', terms);
  }
  const wrong = terms.findIndex((term) => !Array.isArray(term) || term.length !== 2);
  if (wrong >= 0) throw new ArgumentError(`terms[${wrong}]`, 'a pair [weight, code]', terms[wrong]);
  return tf.tidy(() => {
    const latentDim = asRow('terms[0]', terms[0][1]).size;
    return terms.reduce<tf.Tensor2D>(
      (sum, [weight, code], i) => {
        return tf.add(sum, tf.mul(checkNumber(`terms[${i}]`, weight), asRow(`terms[${i}]`, code, latentDim)));
      },
      tf.zeros([1, latentDim]),
    );
  });
}
