import { BackendError } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { type Kernel, sizeOf, VALUE_WORK } from '../kernel-runtime';

/** `UnsortedSegmentSum`: rows of x [rows, ...] added up by `segmentIds` [rows]; the gradient of `gather`. */
export const unsortedSegmentSum: Kernel = (runtime, { inputs, attrs }) => {
  const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  const { numSegments } = attrs as { numSegments: number };
  const rows = segmentIds.shape[0];
  if (segmentIds.shape.length !== 1 || rows !== x.shape[0]) {
    throw new BackendError(
      `UnsortedSegmentSum: expected one segment id for each of the ${x.shape[0]} rows of x, got ids of shape ` +
        `[${segmentIds.shape}].`,
    );
  }
  const inner = x.shape.slice(1);
  const given = [x, runtime.pointer(segmentIds, 'int32')];
  const numbers = [rows, sizeOf(inner), numSegments];
  return runtime.compute('unsortedSegmentSum', given, [numSegments, ...inner], numbers, VALUE_WORK * sizeOf(x.shape));
};
