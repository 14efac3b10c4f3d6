import { ArgumentError, checkInteger, type Description, kind, optional, readOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Latent codes as plain numbers: the input of fits, searches and metrics. `encodeDataset` returns them, and numbers of your own
 * do as well. A decoder takes tensors instead: {@link codeAt} and {@link codesTensor} make tensors of codes, {@link codesOf}
 * makes codes of a tensor.
 */
export interface Codes<Values extends ArrayLike<number> = ArrayLike<number>> {
  /** [n, dimension], row by row. */
  readonly values: Values;
  /** The size of each code, at least 1. */
  readonly dimension: number;
}

/** Latent codes as plain numbers; {@link countCodes} checks the numbers, too. */
export const CODES = kind.of<Codes>('codes { values, dimension }, as encodeDataset() and codesOf() return', (value) => {
  const values = (value as Codes | undefined)?.values;
  // An array has a method of this name.
  return typeof values === 'object' && typeof values?.length === 'number';
});

/** Reads codes [n, dimension] from the device. */
export async function codesOf(tensor: tf.Tensor2D): Promise<Codes<Float32Array>> {
  if (tensor?.rank !== 2) {
    throw new ArgumentError('tensor', 'a tensor of shape [n, dimension]', tensor?.shape ?? tensor);
  }
  return { values: await tensor.data<'float32'>(), dimension: tensor.shape[1] };
}

/** Returns all codes as a tensor [n, dimension], ready to be decoded. */
export function codesTensor(codes: Codes): tf.Tensor2D {
  const count = countCodes('codes', codes);
  return tf.tensor2d(Float32Array.from(codes.values), [count, codes.dimension]);
}

/** The codes that {@link countCodes} accepts. */
export interface CodesCheck {
  /** The least number of codes. Default 1. */
  readonly minimum?: number;
  /** The size of each code. Default: any. */
  readonly dimension?: number;
}

const CODES_CHECK = {
  minimum: optional(kind.integer({ from: 0 }), 1),
  dimension: optional(kind.integer({ from: 1 })),
} satisfies Description<CodesCheck>;

/**
 * Returns the number of codes.
 *
 * @throws ArgumentError if there are fewer than `minimum`, their dimension is not the expected one, the last one is incomplete,
 *   or a value is not finite; the error says where that value is.
 */
export function countCodes(argument: string, codes: Codes, check: CodesCheck = {}): number {
  const { values } = CODES.read(argument, codes);
  const { minimum, dimension = codes.dimension } = readOptions('check', check, CODES_CHECK);
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

/** Returns the number of codes, as {@link countCodes}, and throws an {@link ArgumentError} if all of them are equal. */
export function countVaryingCodes(argument: string, codes: Codes): number {
  const count = countCodes(argument, codes);
  const { values, dimension } = codes;
  for (let i = dimension; i < values.length; i++) if (values[i] !== values[i % dimension]) return count;
  throw new ArgumentError(argument, 'codes that differ from each other', `${count} equal ones`);
}

/** Returns a copy of one code, [dimension]. */
export function rowOf({ values, dimension }: Codes, index: number): Float64Array {
  const row = new Float64Array(dimension);
  for (let j = 0; j < dimension; j++) row[j] = values[index * dimension + j];
  return row;
}
