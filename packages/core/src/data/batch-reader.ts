import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { Batch, Dataset } from './dataset';
import { sampleShapeOf, samplesOf } from './samples';

/** The number of late batches that are asked for ahead. */
const AHEAD = 2;

/**
 * Reads batches of a data set in a given order. While one that came late is used, the next two are under way; a data set whose
 * batches are there at once is asked for one at a time.
 *
 * ```ts
 * const reader = new BatchReader(data, [Int32Array.of(0, 1, 2), Int32Array.of(3, 4)]);
 * try {
 *   for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) disposeBatch(batch);
 * } finally {
 *   reader.close();
 * }
 * ```
 */
export class BatchReader<B extends Batch> {
  private readonly order: Iterator<Int32Array>;
  private readonly ahead: (B | Promise<B>)[] = [];

  /**
   * @param order the indices of each batch.
   * @param signal ends the reading when it is aborted, even while a batch is awaited.
   */
  constructor(
    private readonly data: Dataset<B>,
    order: Iterable<Int32Array>,
    private readonly signal?: AbortSignal,
  ) {
    this.order = order[Symbol.iterator]();
  }

  /**
   * Returns the next batch, which belongs to the caller, or undefined after the last one and once the signal is aborted.
   *
   * @throws ArgumentError if the data set returns other samples than those asked for. What the data set throws is passed on.
   */
  async next(): Promise<B | undefined> {
    if (this.signal?.aborted) return undefined;
    const due = this.ahead.shift() ?? this.request();
    if (!isPromise(due)) return due;
    while (this.ahead.length < AHEAD) {
      const next = this.request();
      if (next === undefined) break;
      this.ahead.push(next);
    }
    return this.signal === undefined ? due : unlessAborted(due, this.signal);
  }

  /** Frees the batches that are under way, each when it comes. */
  close(): void {
    for (const batch of this.ahead.splice(0)) freeLate(batch);
  }

  /** Asks for the next batch. An error of the data set waits in the promise until the batch is due. */
  private request(): B | Promise<B> | undefined {
    const { done, value: indices } = this.order.next();
    if (done) return undefined;
    try {
      const batch = this.data.batch(indices);
      if (!isPromise(batch)) return checked(this.data, batch, indices);
      const late = batch.then((read) => checked(this.data, read, indices));
      late.catch(() => {});
      return late;
    } catch (error) {
      const failed = Promise.reject<B>(error);
      failed.catch(() => {});
      return failed;
    }
  }
}

/** Returns the samples at `indices` as a batch, which belongs to the caller. Throws as {@link BatchReader} does. */
export async function readBatch<B extends Batch>(data: Dataset<B>, indices: Int32Array): Promise<B> {
  return checked(data, await data.batch(indices), indices);
}

/** Frees the tensors of a batch, which are those among its properties. */
export function disposeBatch(batch: Batch): void {
  for (const value of Object.values(batch)) if (value instanceof tf.Tensor) value.dispose();
}

function isPromise<T>(value: T | Promise<T> | undefined): value is Promise<T> {
  return typeof (value as Promise<T> | undefined)?.then === 'function';
}

/** Returns the batch, or undefined if the signal is aborted before it comes; then the batch is freed when it does. */
async function unlessAborted<B extends Batch>(batch: Promise<B>, signal: AbortSignal): Promise<B | undefined> {
  let stop = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop);
  });
  const first = await Promise.race([batch, aborted]).finally(() => signal.removeEventListener('abort', stop));
  if (first === undefined) freeLate(batch);
  return first;
}

function freeLate(batch: Batch | Promise<Batch>): void {
  if (isPromise(batch)) batch.then(disposeBatch, () => {});
  else disposeBatch(batch);
}

/**
 * Returns the batch. Frees it and throws an {@link ArgumentError} unless it has the samples at `indices`. A data set without a shape
 * has batches of its own kind, of which only the indices are checked.
 */
function checked<B extends Batch>(data: Dataset<B>, batch: B, { length }: Int32Array): B {
  const isShaped = 'imageShape' in data || data.sampleShape !== undefined;
  const shape = isShaped ? [length, ...sampleShapeOf('data', data)] : undefined;
  const samples = batch && (samplesOf(batch) as tf.Tensor | undefined);
  const fits = shape === undefined || String(samples?.shape) === String(shape);
  if (fits && batch?.indices?.length === length) return batch;
  if (batch) disposeBatch(batch);
  const expected = shape ? `samples [${shape.join(', ')}] and indices` : 'indices';
  throw new ArgumentError('data', `a batch() that returns ${expected} for ${length} indices`, samples?.shape ?? batch);
}
