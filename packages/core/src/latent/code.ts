import { reshape, slice, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { checkInteger } from '../check';
import { ArgumentError } from '../errors';

/** One code: [latentDim], or [1, latentDim] as an encoder gives it. */
export type Code = Tensor1D | Tensor2D;

/** The code at `index` of codes [n, latentDim], as [1, latentDim]. Throws an {@link ArgumentError} if there is none. */
export function codeAt(codes: Tensor2D, index: number): Tensor2D {
  if (codes.rank !== 2) throw new ArgumentError('codes', 'a tensor of shape [n, latentDim]', codes.shape);
  const [count, latentDim] = codes.shape;
  if (count === 0) throw new ArgumentError('codes', 'at least one code', codes.shape);
  return slice(codes, [checkInteger('index', index, 0, count - 1), 0], [1, latentDim]);
}

/** The code as [1, latentDim]. Throws an {@link ArgumentError} unless it is one, of the size asked for if any. */
export function asRow(argument: string, code: Code, latentDim = code.size): Tensor2D {
  if (code.size === 0 || code.size !== code.shape.at(-1)) {
    throw new ArgumentError(argument, 'one code, [latentDim] or [1, latentDim]', code.shape);
  }
  if (code.size !== latentDim) throw new ArgumentError(argument, `a code of ${latentDim} numbers`, code.shape);
  return reshape(code, [1, -1]);
}
