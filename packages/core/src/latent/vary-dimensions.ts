import { add, matMul, mul, sub, sum, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';

/** Copies of a code [1, latentDim] in which some dimensions have other values: one row of `values` a copy. */
export function varyDimensions(code: Tensor2D, dimensions: readonly number[], values: readonly number[][]): Tensor2D {
  return tidy(() => {
    const axes = tensor2d(
      dimensions.map((dimension) => Array.from({ length: code.size }, (_, i) => Number(i === dimension))),
    );
    const varied = tensor2d(values.flat(), [values.length, dimensions.length]);
    return add(mul(code, sub(1, sum(axes, 0))), matMul(varied, axes));
  });
}
