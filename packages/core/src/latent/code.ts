import { ArgumentError, checkInteger } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { type Codes, countCodes, rowOf } from './codes';

/** One code: [latentDim], or [1, latentDim] as an encoder gives it. */
export type Code = tf.Tensor1D | tf.Tensor2D;

/** The code at `index` as [1, latentDim], to be decoded. Throws an {@link ArgumentError} if there is none. */
export function codeAt(codes: Codes, index: number): tf.Tensor2D {
  const row = rowOf(codes, checkInteger('index', index, { from: 0, to: countCodes('codes', codes) - 1 }));
  return tf.tensor2d(Float32Array.from(row), [1, row.length]);
}

/** The code as [1, latentDim]. Throws an {@link ArgumentError} unless it is one, of the size asked for if any. */
export function asRow(argument: string, code: Code, latentDim?: number): tf.Tensor2D {
  if (!Array.isArray(code?.shape) || code.size === 0 || code.size !== code.shape.at(-1)) {
    throw new ArgumentError(argument, 'one code, a tensor [latentDim] or [1, latentDim]', code?.shape ?? code);
  }
  if (latentDim !== undefined && code.size !== latentDim)
    throw new ArgumentError(argument, `a code of ${latentDim} numbers`, code.shape);
  return tf.reshape(code, [1, -1]);
}
