import { ArgumentError, checkInteger, checkNumber, checkOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { checkMethods } from '../check';
import type { Decoder } from '../interfaces';
import { asRow, type Code } from './code';
import { varyDimensions } from './vary-dimensions';

/** Options of {@link traversal}. */
export interface TraversalOptions {
  /** The dimension that changes, in [0, latentDim). */
  readonly dimension: number;
  /** What it changes to, a value an image. */
  readonly values: ArrayLike<number>;
}

/** Images [values, height, width, channels] of a code in which one dimension changes and the others stay. */
export function traversal(decoder: Decoder, code: Code, options: TraversalOptions): tf.Tensor4D {
  checkMethods('decoder', decoder, 'decode');
  checkOptions('options', options, { dimension: true, values: true });
  const { dimension, values } = options;
  checkInteger('dimension', dimension, { from: 0, to: decoder.latentDim - 1 });
  if (!(values?.length > 0)) throw new ArgumentError('values', 'at least one', values);
  const rows = Array.from(values, (value, i) => [checkNumber(`values[${i}]`, value)]);
  return tf.tidy(() => decoder.decode(varyDimensions(asRow('code', code, decoder.latentDim), [dimension], rows)));
}
