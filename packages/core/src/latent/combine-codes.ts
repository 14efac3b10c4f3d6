import { add, mul, type Tensor2D, tidy, zeros } from '@tensorflow/tfjs-core';
import { checkNumber } from '../check';
import { ArgumentError } from '../errors';
import { asRow, type Code } from './code';

/**
 * Arithmetic with codes: their weighted sum, [1, latentDim]. a - b + c is `combineCodes([[1, a], [-1, b], [1, c]])`, the mean
 * of a and b `combineCodes([[0.5, a], [0.5, b]])` (Radford, Metz & Chintala 2015, arXiv:1511.06434v2, section 6.3.2).
 */
export function combineCodes(terms: readonly (readonly [weight: number, code: Code])[]): Tensor2D {
  if (!Array.isArray(terms) || terms.length === 0) {
    throw new ArgumentError('terms', 'an array of at least one [weight, code]', terms);
  }
  const wrong = terms.findIndex((term) => !Array.isArray(term) || term.length !== 2);
  if (wrong >= 0) throw new ArgumentError(`terms[${wrong}]`, 'a pair [weight, code]', terms[wrong]);
  return tidy(() => {
    const latentDim = asRow('terms[0]', terms[0][1]).size;
    return terms.reduce<Tensor2D>(
      (sum, [weight, code], i) => {
        return add(sum, mul(checkNumber(`terms[${i}]`, weight), asRow(`terms[${i}]`, code, latentDim)));
      },
      zeros([1, latentDim]),
    );
  });
}
