import { ArgumentError, checkInteger, checkNumber, type Description, type Kind, kind, readOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { checkMethods } from '../check';
import type { Decoder } from '../interfaces';
import { asRow, type Code } from './code';
import { varyDimensions } from './vary-dimensions';

/** Options of {@link traversal}. */
export interface TraversalOptions {
  /** The dimension that changes, in [0, latentDim). */
  readonly dimension: number;
  /** The values that the dimension takes, one per image. */
  readonly values: ArrayLike<number>;
}

/** At least one finite number, in an array of any type. */
const NUMBERS: Kind<ArrayLike<number>> = {
  expected: 'at least one number',
  read(argument, value) {
    const numbers = value as ArrayLike<number> | undefined;
    if (!numbers || !(numbers.length > 0)) throw new ArgumentError(argument, this.expected, value);
    return Array.from(numbers, (number, i) => checkNumber(`${argument}[${i}]`, number));
  },
};

const TRAVERSAL = { dimension: kind.integer(), values: NUMBERS } satisfies Description<TraversalOptions>;

/**
 * Decodes copies of a code in which one dimension changes: images [values, height, width, channels].
 *
 * ```ts
 * const images = traversal(model, codeAt(codes, 0), { dimension: 3, values: [-2, -1, 0, 1, 2] });
 * ```
 *
 * @throws ArgumentError if the decoder has no such dimension, or there are no values.
 */
export function traversal(decoder: Decoder, code: Code, options: TraversalOptions): tf.Tensor4D {
  checkMethods('decoder', decoder, 'decode');
  const { dimension, values } = readOptions('options', options, TRAVERSAL);
  const { latentDim } = decoder;
  checkInteger('dimension', dimension, { from: 0, to: latentDim - 1 });
  const rows = Array.from(values, (value) => [value]);
  return tf.tidy(() => decoder.decode(varyDimensions(asRow('code', code, latentDim), [dimension], rows)));
}
