import { BackendError } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { type Kernel, sizeOf, VALUE_WORK } from '../kernel-runtime';

/**
 * `AeLabWriteRows` of core/src/kernels.ts. It writes into the table itself if no clone or reshape shares its data, so that
 * writing a few rows of a large table does not copy the others.
 */
export const writeRows: Kernel = (runtime, { inputs }) => {
  const { table, rows, indices } = inputs as { table: tf.TensorInfo; rows: tf.TensorInfo; indices: tf.TensorInfo };
  const [size, ...row] = table.shape;
  const expected = [indices.shape[0], ...row];
  if (indices.shape.length !== 1 || String(rows.shape) !== String(expected)) {
    throw new BackendError(
      `AeLabWriteRows: expected one row of shape [${row}] for each index, got rows of shape [${rows.shape}] and indices of ` +
        `shape [${indices.shape}].`,
    );
  }
  const pointers = [runtime.pointer(table), runtime.pointer(rows), runtime.pointer(indices, 'int32')];
  const isCopied = runtime.isShared(table);
  const result = isCopied ? runtime.output(table.shape) : runtime.reshape(table, table.shape);
  const numbers = [...pointers, runtime.pointer(result), indices.shape[0]!, sizeOf(row), size!];
  runtime.call('writeRows', numbers, VALUE_WORK * sizeOf(isCopied ? table.shape : rows.shape));
  return result;
};
