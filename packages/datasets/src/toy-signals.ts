import * as core from '@ae-lab/core';
import { requireBackend } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { checkIndices } from './check-indices';

const KINDS = ['linear', 'rectified-filters', 'window-maximum'] as const;

/** Options of {@link toySignals}. */
export interface ToySignalsOptions {
  /** The function of the signal that is to be learnt. */
  readonly kind: (typeof KINDS)[number];
  /** Number of signals, at least 1. */
  readonly size: number;
  /** Decides the signals, not the function; use different seeds for the training and the test set. Default 0. */
  readonly seed?: number;
  /** Number of values in each signal, at least 3. Default 16. */
  readonly length?: number;
}

const TOY_SIGNALS_OPTIONS = {
  kind: core.kind.choice(KINDS),
  size: core.kind.integer({ from: 1 }),
  seed: core.optional(core.kind.seed, 0),
  length: core.optional(core.kind.integer({ from: 3 }), 16),
} satisfies core.Description<ToySignalsOptions>;

/**
 * Returns short signals, each with a function of it to learn: a small regression problem that shows which network can learn
 * which function.
 *
 * The signals x hold independent standard normal values. They come as images [1, length, 1], whose values are not limited to
 * [0, 1], with targets [n, 1]:
 *
 * - 'linear': Σ cos(i) xᵢ;
 * - 'rectified-filters': Σ max(0, xᵢ₋₁ - 2 xᵢ + xᵢ₊₁) - max(0, xᵢ₊₁ - xᵢ₋₁), over the windows of three values;
 * - 'window-maximum': the largest xᵢ₋₁ + xᵢ + xᵢ₊₁ of all windows.
 *
 * The same seed always gives the same signals: the first 100 of 1,000 are those of a data set of 100.
 *
 * @throws ArgumentError for an option that is unknown or out of range.
 */
export function toySignals(options: ToySignalsOptions): core.ImageDataset {
  const { kind: wanted, size, seed, length } = core.readOptions('options', options, TOY_SIGNALS_OPTIONS);
  const imageShape: core.ImageShape = [1, length, 1];
  const values = new core.Rng(seed).normals(size * length);
  const signal = (index: number) => values.subarray(index * length, (index + 1) * length);
  return {
    size,
    imageShape,
    classes: 0,
    batch(indices): core.Batch {
      const positions = checkIndices('indices', indices, size);
      if (!tf.getBackend()) requireBackend();
      const chosen = new Float32Array(positions.length * length);
      positions.forEach((position, i) => {
        chosen.set(signal(position), i * length);
      });
      const targets = Float32Array.from(positions, (position) => target(wanted, signal(position)));
      return {
        images: tf.tensor4d(chosen, [positions.length, ...imageShape]),
        targets: tf.tensor2d(targets, [positions.length, 1]),
        indices: positions,
      };
    },
  };
}

function target(wanted: ToySignalsOptions['kind'], signal: Float32Array): number {
  const windows = (value: (left: number, middle: number, right: number) => number) =>
    Array.from(signal.subarray(2), (right, i) => value(signal[i], signal[i + 1], right));
  const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
  switch (wanted) {
    case 'linear':
      return total(Array.from(signal, (value, i) => Math.cos(i) * value));
    case 'rectified-filters':
      return total(windows((a, b, c) => Math.max(0, a - 2 * b + c) - Math.max(0, c - a)));
    case 'window-maximum':
      return Math.max(...windows((a, b, c) => a + b + c));
  }
}
