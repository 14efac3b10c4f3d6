import { ArgumentError, checkInteger, checkNumber, checkOptions } from '@ae-lab/base';

/** The learning rate at a step, counted from 0, of `totalSteps`. */
export type Schedule = (step: number, totalSteps: number) => number;

/** The same learning rate at every step. */
export function constant(learningRate: number): Schedule {
  checkNumber('learningRate', learningRate, { from: 0 });
  return () => learningRate;
}

/** Options of {@link cosineDecay}. */
export interface CosineDecayOptions {
  /** The learning rate at the end of the warm-up. */
  readonly peak: number;
  /** What the schedule comes to one step behind the last, as PyTorch's `CosineAnnealingLR` of as many steps. Default 0. */
  readonly floor?: number;
  /** The fraction of all steps in which the learning rate rises linearly to the peak, in [0, 1]. Default 0. */
  readonly warmup?: number;
}

/** A linear warm-up, then half a cosine down to the floor (Loshchilov and Hutter 2017, arXiv:1608.03983v5, eq. 5). */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  checkOptions('cosineDecay', options, { peak: true, floor: true, warmup: true });
  const { peak, floor = 0, warmup = 0 } = options;
  checkNumber('peak', peak, { from: 0 });
  checkNumber('floor', floor, { from: 0, to: peak });
  checkNumber('warmup', warmup, { from: 0, to: 1 });
  return (step, totalSteps) => {
    const warmupSteps = Math.ceil(warmup * totalSteps);
    if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps;
    const progress = (step - warmupSteps) / Math.max(totalSteps - warmupSteps, 1);
    return floor + ((peak - floor) * (1 + Math.cos(Math.PI * Math.min(progress, 1)))) / 2;
  };
}

/** Options of {@link exponentialDecay}. */
export interface ExponentialDecayOptions {
  /** The learning rate at step 0. */
  readonly initial: number;
  /** The factor by which it falls every `decaySteps`, in (0, 1]. */
  readonly rate: number;
  /** Steps in which the rate falls by that factor once, at least 1. */
  readonly decaySteps: number;
}

/** initial * rate^(step / decaySteps). */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  checkOptions('exponentialDecay', options, { initial: true, rate: true, decaySteps: true });
  const { initial, rate, decaySteps } = options;
  checkNumber('initial', initial, { from: 0 });
  checkNumber('rate', rate, { from: 0, to: 1 });
  if (rate === 0) throw new ArgumentError('rate', 'a number above 0', rate);
  checkInteger('decaySteps', decaySteps, { from: 1 });
  return (step) => initial * rate ** (step / decaySteps);
}

/** A linear warm-up over the first `steps` steps of another schedule. */
export function warmup(steps: number, learningRate: number | Schedule): Schedule {
  checkInteger('steps', steps, { from: 1 });
  const schedule = toSchedule(learningRate);
  return (step, totalSteps) => Math.min((step + 1) / steps, 1) * schedule(step, totalSteps);
}

/** A number is a constant learning rate. */
export function toSchedule(learningRate: number | Schedule): Schedule {
  return typeof learningRate === 'function' ? learningRate : constant(learningRate);
}
