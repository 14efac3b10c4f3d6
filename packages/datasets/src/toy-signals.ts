import { type Batch, type ImageDataset, type ImageShape, Rng } from '@ae-lab/core';
import { checkInteger, checkOneOf, checkOptions, requireBackend } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkIndices } from './check';

const KINDS = ['linear', 'rectified-filters', 'window-maximum'] as const;

/** Options of {@link toySignals}. */
export interface ToySignalsOptions {
  /** Which function of the signal is to be learnt. */
  readonly kind: (typeof KINDS)[number];
  /** How many signals. */
  readonly size: number;
  /** Another seed, other signals (of the same function): take two for a training and a test set. Default 0. */
  readonly seed?: number;
  /** Values a signal, at least 3. Default 16. */
  readonly length?: number;
}

/**
 * Signals x of independent standard normal values, as images of shape [1, length, 1] that are not within [0, 1], and as targets
 * [n, 1] a function of each, to show which learner can learn it:
 *
 * - 'linear': Σ cos(i) xᵢ;
 * - 'rectified-filters': Σ max(0, xᵢ₋₁ - 2 xᵢ + xᵢ₊₁) - max(0, xᵢ₊₁ - xᵢ₋₁), over the windows of three values;
 * - 'window-maximum': the largest xᵢ₋₁ + xᵢ + xᵢ₊₁ of all windows.
 *
 * The same seed gives the same signals, however many.
 */
export function toySignals(options: ToySignalsOptions): ImageDataset {
  checkOptions('options', options, { kind: true, size: true, seed: true, length: true });
  const { kind, size, seed = 0, length = 16 } = options;
  checkOneOf('kind', kind, KINDS);
  checkInteger('size', size, { from: 1 });
  checkInteger('length', length, { from: 3 });
  const imageShape: ImageShape = [1, length, 1];
  const values = new Rng(seed).normals(size * length);
  const signal = (index: number) => values.subarray(index * length, (index + 1) * length);
  return {
    size,
    imageShape,
    classes: 0,
    batch(indices): Batch {
      const positions = checkIndices('indices', indices, size);
      if (!tf.getBackend()) requireBackend();
      const chosen = new Float32Array(positions.length * length);
      positions.forEach((position, i) => {
        chosen.set(signal(position), i * length);
      });
      const targets = Float32Array.from(positions, (position) => target(kind, signal(position)));
      return {
        images: tf.tensor4d(chosen, [positions.length, ...imageShape]),
        targets: tf.tensor2d(targets, [positions.length, 1]),
        indices: positions,
      };
    },
  };
}

function target(kind: ToySignalsOptions['kind'], signal: Float32Array): number {
  const windows = (value: (left: number, middle: number, right: number) => number) =>
    Array.from(signal.subarray(2), (right, i) => value(signal[i], signal[i + 1], right));
  const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
  switch (kind) {
    case 'linear':
      return total(Array.from(signal, (value, i) => Math.cos(i) * value));
    case 'rectified-filters':
      return total(windows((a, b, c) => Math.max(0, a - 2 * b + c) - Math.max(0, c - a)));
    case 'window-maximum':
      return Math.max(...windows((a, b, c) => a + b + c));
  }
}
