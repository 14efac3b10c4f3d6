import * as core from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

const FUNCTIONS = ['linear', 'rectified-filters', 'window-maximum'] as const;

/** Options of {@link toySignals}. */
export interface ToySignalsOptions {
  /** The function of the signal that is to be learnt. */
  readonly kind: (typeof FUNCTIONS)[number];
  /** Number of signals, at least 1. */
  readonly size: number;
  /** Decides the signals, not the function; use different seeds for the training and the test set. Default 0. */
  readonly seed?: number;
  /** Number of values in each signal, at least 3. Default 16. */
  readonly length?: number;
}

/** Some signals [n, length, 1], which are windows of one channel, with the function of each. */
export interface SignalBatch extends core.SampleBatch<tf.Rank.R3> {
  /** The values of the function, [n, 1]. */
  readonly targets: tf.Tensor2D;
}

const OPTIONS = {
  kind: core.kind.choice(FUNCTIONS),
  size: core.kind.integer({ from: 1 }),
  seed: core.optional(core.kind.seed, 0),
  length: core.optional(core.kind.integer({ from: 3 }), 16),
} satisfies core.Description<ToySignalsOptions>;

/**
 * Returns short signals, each with a function of it to learn: a small regression problem that shows which network can learn
 * which function.
 *
 * The signals x hold independent standard normal values. Their targets are:
 *
 * - 'linear': Σ cos(i) xᵢ;
 * - 'rectified-filters': Σ max(0, xᵢ₋₁ - 2 xᵢ + xᵢ₊₁) - max(0, xᵢ₊₁ - xᵢ₋₁), over the windows of three values;
 * - 'window-maximum': the largest xᵢ₋₁ + xᵢ + xᵢ₊₁ of all windows.
 *
 * The same seed always gives the same signals: the first 100 of 1,000 are those of a data set of 100.
 *
 * @throws ArgumentError for an option that is unknown or out of range.
 */
export function toySignals(options: ToySignalsOptions): core.Dataset<SignalBatch> {
  const { kind, size, seed, length } = core.readOptions('options', options, OPTIONS);
  const values = new core.Rng(seed).normals(size * length);
  const signal = (index: number) => values.subarray(index * length, (index + 1) * length);
  const position = core.kind.integer({ from: 0, to: size - 1 });
  return {
    size,
    sampleShape: [length, 1],
    batch(indices) {
      const positions = Int32Array.from(indices, (index) => position.read('indices', index));
      const signals = Array.from(positions, signal);
      return {
        samples: tf.tensor3d(
          signals.flatMap((one) => [...one]),
          [signals.length, length, 1],
        ),
        targets: tf.tensor2d(
          signals.map((one) => target(kind, one)),
          [signals.length, 1],
        ),
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
