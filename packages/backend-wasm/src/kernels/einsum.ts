import * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelRuntime, sizeOf } from '../kernel-runtime';

/**
 * `Einsum` of one or two tensors. Dimensions that only one of them has and that the result lacks are summed first. The rest is
 * one batched matrix product of permuted views.
 */
export const einsum: Kernel = (runtime, { inputs, attrs }) => {
  const tensors = Object.values(inputs) as tf.TensorInfo[];
  const { equation } = attrs as { equation: string };
  const { allDims, summedDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, tensors.length);
  tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors as tf.Tensor[]);
  const outDims = allDims.map((_, dim) => dim).filter((dim) => !summedDims.includes(dim));
  const terms = tensors.map((tensor, i) => {
    const others = idDims.flatMap((dims, j) => (i === j ? [] : dims));
    return sumOver(runtime, { tensor, dims: idDims[i]! }, (dim) => summedDims.includes(dim) && !others.includes(dim));
  });
  const result = terms.length === 1 ? terms[0]! : contract(runtime, terms[0]!, terms[1]!, summedDims);
  return arrange(runtime, result, outDims);
};

/** A tensor and the dimension of the equation for each of its axes. Whoever receives a term disposes its tensor. */
interface Term {
  tensor: tf.TensorInfo;
  dims: number[];
}

function sumOver(runtime: KernelRuntime, { tensor, dims }: Term, summed: (dim: number) => boolean): Term {
  const axis = dims.flatMap((dim, index) => (summed(dim) ? [index] : []));
  if (axis.length === 0) return { tensor: runtime.reshape(tensor, tensor.shape), dims };
  const sum = runtime.run('Sum', { x: tensor }, { axis, keepDims: false });
  return { tensor: sum, dims: dims.filter((dim) => !summed(dim)) };
}

/** Returns the product of two terms, summed over `summedDims`, with the dimensions [shared, a's own, b's own]. */
function contract(runtime: KernelRuntime, a: Term, b: Term, summedDims: number[]): Term {
  const contracted = a.dims.filter((dim) => summedDims.includes(dim));
  const shared = a.dims.filter((dim) => b.dims.includes(dim) && !contracted.includes(dim));
  const own = ({ dims }: Term) => dims.filter((dim) => !shared.includes(dim) && !contracted.includes(dim));
  const [aOwn, bOwn] = [own(a), own(b)];
  const sizes = new Map([a, b].flatMap(({ tensor, dims }) => dims.map((dim, axis) => [dim, tensor.shape[axis]!])));
  const shapeOf = (dims: number[]) => dims.map((dim) => sizes.get(dim)!);
  const matrix = (term: Term, rows: number[], columns: number[]) => {
    const arranged = arrange(runtime, term, [...shared, ...rows, ...columns]);
    const view = runtime.reshape(
      arranged,
      [shared, rows, columns].map((dims) => sizeOf(shapeOf(dims))),
    );
    runtime.dispose(arranged);
    return view;
  };
  const left = matrix(a, aOwn, contracted);
  const right = matrix(b, contracted, bOwn);
  const attrs: tf.NamedAttrMap = { transposeA: false, transposeB: false };
  const product = runtime.run('BatchMatMul', { a: left, b: right }, attrs);
  const dims = [...shared, ...aOwn, ...bOwn];
  const tensor = runtime.reshape(product, shapeOf(dims));
  runtime.dispose(left, right, product);
  return { tensor, dims };
}

/** Returns the term's tensor with its axes in the given order of dimensions. */
function arrange(runtime: KernelRuntime, { tensor, dims }: Term, order: number[]): tf.TensorInfo {
  const perm = order.map((dim) => dims.indexOf(dim));
  if (tf.backend_util.isIdentityPermutation(perm)) return tensor;
  const transposed = runtime.run('Transpose', { x: tensor }, { perm });
  runtime.dispose(tensor);
  return transposed;
}
