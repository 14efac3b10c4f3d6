import { BackendError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelCall, type KernelRuntime, sizeOf } from '../kernel-runtime';
import { fusedTail } from './fused-tail';

/** `BatchMatMul`: a [..., m, k] times b [..., k, n], each optionally transposed, with broadcast leading dimensions. */
export const batchMatMul: Kernel = (runtime, call) => product(runtime, 'BatchMatMul', call);

/** `_FusedMatMul`: `BatchMatMul` with bias and activation. */
export const fusedMatMul: Kernel = (runtime, call) => product(runtime, '_FusedMatMul', call);

function product(runtime: KernelRuntime, name: string, call: KernelCall): tf.TensorInfo {
  const { a, b } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
  const { transposeA = false, transposeB = false } = call.attrs as { transposeA?: boolean; transposeB?: boolean };
  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [n, depth] = transposeB ? [bRows, bColumns] : [bColumns, bRows];
  if (k !== depth) {
    throw new BackendError(
      `${name}: expected matching inner dimensions, got shapes [${a.shape}] and [${b.shape}] with ` +
        `transposeA=${transposeA} and transposeB=${transposeB}.`,
    );
  }
  const aBatch = a.shape.slice(0, -2);
  const bBatch = b.shape.slice(0, -2);
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
  const tail = fusedTail(runtime, name, call, n);
  const aPointer = runtime.pointer(a);
  const bPointer = runtime.pointer(b);
  const c = runtime.output([...batch, m, n]);
  const cPointer = runtime.pointer(c);
  const aOf = matrixIndex(batch, aBatch);
  const bOf = matrixIndex(batch, bBatch);
  const { bias, activation, alpha } = tail;
  for (let i = 0; i < sizeOf(batch); i++) {
    const aMatrix = aPointer + aOf(i) * m * k * 4;
    const bMatrix = bPointer + bOf(i) * k * n * 4;
    const cMatrix = cPointer + i * m * n * 4;
    const numbers = [
      aMatrix,
      bMatrix,
      cMatrix,
      bias,
      m,
      n,
      k,
      Number(transposeA),
      Number(transposeB),
      activation,
      alpha,
    ];
    runtime.call('matMul', numbers, m * n * k);
  }
  return tail.finish(c);
}

/** Returns a function from a matrix of the output to the matrix of an input with batch shape `shape` that it is computed from. */
function matrixIndex(batch: number[], shape: number[]): (i: number) => number {
  const padded = [...Array<number>(batch.length - shape.length).fill(1), ...shape];
  return (i) => {
    let index = 0;
    let stride = 1;
    for (let axis = batch.length - 1; axis >= 0; axis--) {
      const size = batch[axis]!;
      if (padded[axis] !== 1) index += (i % size) * stride;
      stride *= padded[axis]!;
      i = Math.floor(i / size);
    }
    return index;
  };
}
