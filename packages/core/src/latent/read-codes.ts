import type { Tensor2D } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors';

/** Codes read from the device: [count, latentDim], row after row. */
export interface CodeTable {
  readonly values: Float32Array;
  readonly count: number;
  readonly latentDim: number;
}

/** Reads codes [n, latentDim]. Throws an {@link ArgumentError} if there are none or a number is not finite. */
export async function readCodes(argument: string, codes: Tensor2D): Promise<CodeTable> {
  const [count, latentDim] = codes.shape;
  if (codes.rank !== 2 || codes.size === 0) {
    throw new ArgumentError(argument, 'a tensor of shape [n, latentDim] with at least one code', codes.shape);
  }
  const values = await codes.data<'float32'>();
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const place = `[${Math.floor(bad / latentDim)}, ${bad % latentDim}]`;
    throw new ArgumentError(argument, 'finite numbers', `${values[bad]} at ${place}`);
  }
  return { values, count, latentDim };
}

/** Reads codes to fit a distribution to. Throws an {@link ArgumentError} as well if all of them are the same. */
export async function readVaryingCodes(argument: string, codes: Tensor2D): Promise<CodeTable> {
  const table = await readCodes(argument, codes);
  const { values, latentDim } = table;
  if (values.every((value, i) => value === values[i % latentDim])) {
    throw new ArgumentError(argument, 'codes that differ from each other', `${table.count} equal ones`);
  }
  return table;
}
