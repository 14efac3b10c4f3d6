import { ArgumentError, checkNumber, type Metrics, type Rng } from '@ae-lab/base';
import type { Batch, Dataset } from '../data/dataset';
import type { Optimizer } from '../optimizers/optimizer';
import type { Progress } from './history';
import type { TrainingStep } from './training-step';

/** The plan of a training: its steps, the samples of each and the learning rates, all known before the first one. */
export class Plan {
  /** The number of batches that one step takes: as many as the objective that repeats most often. */
  readonly batchesPerStep: number;
  readonly stepsPerEpoch: number;
  private readonly optimizers: readonly { readonly name: string; readonly optimizer: Optimizer }[];

  /** @throws ArgumentError if a batch is larger than the data set. */
  constructor(
    { objectives }: TrainingStep<Batch>,
    /** The number of training samples. */
    readonly size: number,
    readonly epochs: number,
    readonly batchSize: number,
  ) {
    if (batchSize > size) {
      throw new ArgumentError('batchSize', `at most the number of training samples, ${size}`, batchSize);
    }
    this.batchesPerStep = Math.max(...objectives.map(({ repeats = 1 }) => repeats));
    this.stepsPerEpoch = Math.ceil(Math.ceil(size / batchSize) / this.batchesPerStep);
    this.optimizers = objectives.flatMap((objective) => (objective.rows ? [objective, objective.rows] : [objective]));
  }

  /** The number of steps of a training of as many epochs as this one. */
  get steps(): number {
    return this.epochs * this.stepsPerEpoch;
  }

  /** Returns the indices of each batch of an epoch, which together hold every sample once in random order. */
  *order(epoch: number, rng: Rng): Generator<Int32Array> {
    const permutation = rng.split('shuffle').split(epoch).permutation(this.size);
    for (let start = 0; start < this.size; start += this.batchSize) {
      yield permutation.subarray(start, start + this.batchSize);
    }
  }

  /** Returns the progress of an epoch after some of its steps, which took so many seconds. */
  progress(epoch: number, step: number, seconds: number): Omit<Progress, 'losses' | 'recentLosses'> {
    const { epochs, stepsPerEpoch: steps } = this;
    const elapsed = Math.max(seconds, 1e-3);
    const imagesPerSecond = Math.min(step * this.batchesPerStep * this.batchSize, this.size) / elapsed;
    const secondsLeft = (elapsed / step) * (steps - step + (epochs - epoch) * steps);
    return { epoch, epochs, step, steps, imagesPerSecond, secondsLeft };
  }

  /**
   * Returns the learning rates of a step, counted from 0, by the names of the objectives and their tables.
   *
   * @param steps the number of steps that schedules reckon with. Default: those of this training.
   * @throws ArgumentError if a schedule returns no learning rate.
   */
  learningRates(step: number, steps = this.steps): Metrics {
    const rateOf = ({ learningRate }: Optimizer) => checkNumber('learningRate', learningRate(step, steps), { from: 0 });
    return Object.fromEntries(this.optimizers.map(({ name, optimizer }) => [name, rateOf(optimizer)]));
  }

  /**
   * Returns the names of the learning rates that differ between this training and one of `epochs` within the first `done` epochs.
   */
  ratesThatDependOn(epochs: number, done: number): string[] {
    const names = new Set<string>();
    for (let step = 0; step < done * this.stepsPerEpoch; step++) {
      const [planned, now] = [this.learningRates(step, epochs * this.stepsPerEpoch), this.learningRates(step)];
      for (const [name, rate] of Object.entries(now)) if (rate !== planned[name]) names.add(name);
    }
    return [...names];
  }
}

/** Returns the default batch size of a training: that of its step, or all samples if there are fewer. */
export function defaultBatchSize({ batchSize = 128 }: TrainingStep<Batch>, { size }: Dataset): number {
  return Math.min(batchSize, size);
}
