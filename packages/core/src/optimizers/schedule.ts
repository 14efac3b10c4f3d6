import { checkInteger, checkNumber, type Description, kind, optional, readOptions } from '@ae-lab/base';

/** Returns the learning rate at a step, counted from 0, of `totalSteps`. */
export type Schedule = (step: number, totalSteps: number) => number;

/**
 * Returns a schedule with the same learning rate at every step.
 *
 * @param learningRate at least 0. Throws an ArgumentError otherwise.
 */
export function constant(learningRate: number): Schedule {
  checkNumber('learningRate', learningRate, { from: 0 });
  return () => learningRate;
}

/** Options of {@link cosineDecay}. */
export interface CosineDecayOptions {
  /** The learning rate at the end of the warm-up, at least 0. */
  readonly peak: number;
  /** The value one step after the last, as in PyTorch's `CosineAnnealingLR` over as many steps, in [0, peak]. Default 0. */
  readonly floor?: number;
  /** The fraction of all steps in which the learning rate rises linearly to the peak, in [0, 1]. Default 0. */
  readonly warmup?: number;
}

const COSINE_DECAY_OPTIONS = {
  peak: kind.number({ from: 0 }),
  floor: optional(kind.number({ from: 0 }), 0),
  warmup: optional(kind.number({ from: 0, to: 1 }), 0),
} satisfies Description<CosineDecayOptions>;

/**
 * Returns a schedule of a linear warm-up, then half a cosine down to the floor (Loshchilov and Hutter 2017,
 * arXiv:1608.03983v5, eq. 5).
 *
 * ```ts
 * import { adam, cosineDecay } from '@ae-lab/core';
 *
 * const optimizer = adam({ learningRate: cosineDecay({ peak: 0.002, warmup: 0.05 }) });
 * ```
 */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  const { peak, floor, warmup } = readOptions('cosineDecay', options, COSINE_DECAY_OPTIONS);
  checkNumber('floor', floor, { from: 0, to: peak });
  return (step, totalSteps) => {
    const warmupSteps = Math.ceil(warmup * totalSteps);
    if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps;
    const progress = (step - warmupSteps) / Math.max(totalSteps - warmupSteps, 1);
    return floor + ((peak - floor) * (1 + Math.cos(Math.PI * Math.min(progress, 1)))) / 2;
  };
}

/** Options of {@link exponentialDecay}. */
export interface ExponentialDecayOptions {
  /** The learning rate at step 0, at least 0. */
  readonly initial: number;
  /** The factor by which it falls every `decaySteps`, in (0, 1]. */
  readonly rate: number;
  /** Steps in which the rate falls by that factor once, at least 1. */
  readonly decaySteps: number;
}

const EXPONENTIAL_DECAY_OPTIONS = {
  initial: kind.number({ from: 0 }),
  rate: kind.number({ above: 0, to: 1 }),
  decaySteps: kind.integer({ from: 1 }),
} satisfies Description<ExponentialDecayOptions>;

/** Returns the schedule initial * rate^(step / decaySteps), with steps counted from 0. */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  const { initial, rate, decaySteps } = readOptions('exponentialDecay', options, EXPONENTIAL_DECAY_OPTIONS);
  return (step) => initial * rate ** (step / decaySteps);
}

/**
 * Returns another schedule with a linear warm-up over its first steps.
 *
 * @param steps at least 1. Throws an ArgumentError otherwise.
 */
export function warmup(steps: number, learningRate: number | Schedule): Schedule {
  checkInteger('steps', steps, { from: 1 });
  const schedule = toSchedule(learningRate);
  return (step, totalSteps) => Math.min((step + 1) / steps, 1) * schedule(step, totalSteps);
}

/** Returns a schedule: a number is a constant learning rate. */
export function toSchedule(learningRate: number | Schedule): Schedule {
  return typeof learningRate === 'function' ? learningRate : constant(learningRate);
}
