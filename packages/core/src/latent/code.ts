import { ArgumentError, checkInteger, type Kind } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { type Codes, countCodes, rowOf } from './codes';

/** One latent code: [latentDim], or [1, latentDim] as an encoder returns it. */
export type Code = tf.Tensor1D | tf.Tensor2D;

/** One latent code, of any dimension. */
export const CODE: Kind<Code> = {
  expected: 'one code, a tensor [latentDim] or [1, latentDim]',
  read(argument, value) {
    const code = value as Code | undefined;
    if (!Array.isArray(code?.shape) || code.size === 0 || code.size !== code.shape.at(-1)) {
      throw new ArgumentError(argument, this.expected, code?.shape ?? code);
    }
    return code;
  },
};

/** Returns the code at `index` as [1, latentDim], ready to be decoded. Throws an {@link ArgumentError} if there is none. */
export function codeAt(codes: Codes, index: number): tf.Tensor2D {
  const row = rowOf(codes, checkInteger('index', index, { from: 0, to: countCodes('codes', codes) - 1 }));
  return tf.tensor2d(Float32Array.from(row), [1, row.length]);
}

/**
 * Returns the code as [1, latentDim]. Throws an {@link ArgumentError} unless it is one code, of dimension `latentDim` if
 * given.
 */
export function asRow(argument: string, code: Code, latentDim?: number): tf.Tensor2D {
  const { size, shape } = CODE.read(argument, code);
  if (size !== (latentDim ?? size)) throw new ArgumentError(argument, `a code of dimension ${latentDim}`, shape);
  return tf.reshape(code, [1, -1]);
}
