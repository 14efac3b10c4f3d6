import { ArgumentError, checkInteger, checkOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Codes as plain numbers, as `encodeDataset` gives them: what is fitted to, searched and measured. Numbers of your own do as
 * well. What a decoder takes are tensors: {@link codeAt} and {@link codesTensor} lead there, {@link codesOf} back.
 */
export interface Codes<Values extends ArrayLike<number> = ArrayLike<number>> {
  /** [n, dimension], row by row. */
  readonly values: Values;
  /** Numbers a code, at least 1. */
  readonly dimension: number;
}

/** Reads codes [n, dimension] from the device. */
export async function codesOf(tensor: tf.Tensor2D): Promise<Codes<Float32Array>> {
  if (tensor?.rank !== 2) {
    throw new ArgumentError('tensor', 'a tensor of shape [n, dimension]', tensor?.shape ?? tensor);
  }
  return { values: await tensor.data<'float32'>(), dimension: tensor.shape[1] };
}

/** All codes as a tensor [n, dimension], to be decoded. */
export function codesTensor(codes: Codes): tf.Tensor2D {
  const count = countCodes('codes', codes);
  return tf.tensor2d(Float32Array.from(codes.values), [count, codes.dimension]);
}

/** What {@link countCodes} expects. */
export interface CodesCheck {
  /** How many codes there are at least; default 1. */
  readonly minimum?: number;
  /** Numbers a code; default any. */
  readonly dimension?: number;
}

/**
 * The number of codes. Throws an {@link ArgumentError} if there are fewer than `minimum`, they are of another dimension, the
 * last one is not whole or a value is not finite, and names that value.
 */
export function countCodes(argument: string, codes: Codes, check: CodesCheck = {}): number {
  if (typeof codes?.values?.length !== 'number') {
    throw new ArgumentError(argument, 'codes { values, dimension }, as encodeDataset() and codesOf() give', codes);
  }
  checkOptions('check', check, { minimum: true, dimension: true });
  const { minimum = 1, dimension = codes.dimension } = check;
  const { values } = codes;
  checkInteger(`${argument}.dimension`, codes.dimension, { from: 1 });
  if (codes.dimension !== dimension) throw new ArgumentError(`${argument}.dimension`, `${dimension}`, codes.dimension);
  const count = values.length / dimension;
  if (!Number.isInteger(count) || count < minimum) {
    const expected = `${dimension} values for each of at least ${minimum} codes`;
    throw new ArgumentError(`${argument}.values`, expected, `${values.length} values`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      const place = `row ${Math.floor(i / dimension)}, dimension ${i % dimension}`;
      throw new ArgumentError(`${argument}.values`, 'finite numbers', `${values[i]} in ${place}`);
    }
  }
  return count;
}

/** As {@link countCodes}, of codes to fit a distribution to. Throws an {@link ArgumentError} as well if all are the same. */
export function countVaryingCodes(argument: string, codes: Codes): number {
  const count = countCodes(argument, codes);
  const { values, dimension } = codes;
  for (let i = dimension; i < values.length; i++) if (values[i] !== values[i % dimension]) return count;
  throw new ArgumentError(argument, 'codes that differ from each other', `${count} equal ones`);
}

/** The numbers of one code, [dimension]. */
export function rowOf({ values, dimension }: Codes, index: number): Float64Array {
  const row = new Float64Array(dimension);
  for (let j = 0; j < dimension; j++) row[j] = values[index * dimension + j];
  return row;
}
