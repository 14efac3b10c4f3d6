import { dispose, keep, type NamedTensorMap, type Scalar, tidy, variableGrads } from '@tensorflow/tfjs-core';
import { requireBackend } from '../backend';
import { batches, disposeBatch } from '../batches';
import { checkInteger } from '../check';
import { ArgumentError } from '../errors';
import type { Batch, ImageDataset } from '../interfaces';
import { Rng } from '../rng';
import { WorkPacer } from '../work-pacer';
import { Checkpoint, type CheckpointOptions } from './checkpoint';
import { EarlyStopping, type EarlyStoppingOptions } from './early-stopping';
import { ForwardPass } from './forward-pass';
import type { EpochRecord, History, Metrics, TrainingCallback } from './history';
import { LossWindow } from './loss-window';
import { OptimizerState } from './optimizer-state';
import { TableState } from './table-state';
import type { Objective, TrainingStep } from './training-step';

/** Options of {@link fit}, which those of all models share. */
export interface FitOptions {
  /** How often every image is seen, at least 1. Default 10. */
  readonly epochs?: number;
  /** Images a batch, at most the number of images; the last batch of an epoch may be smaller. Default 128. */
  readonly batchSize?: number;
  /** Decides the order of the images and all that the losses draw. Default 0. */
  readonly seed?: number;
  /** Images to measure the losses on behind every epoch. */
  readonly validation?: ImageDataset;
  /**
   * More validation metrics, by name, measured behind every epoch, with or without validation images: for models whose losses
   * say little, such as the distance of a GAN's images from real ones. Early stopping may watch them.
   */
  readonly evaluate?: () => Metrics | Promise<Metrics>;
  /** Ends the training when it no longer improves, and restores the best epoch's weights. */
  readonly earlyStopping?: EarlyStoppingOptions;
  /**
   * Saves the state of the training behind every epoch, and goes on from there when `fit` is called again with the same
   * settings: the weights are then, bit for bit, those of a training without interruption.
   */
  readonly checkpoint?: CheckpointOptions;
  /** Told of progress and of every epoch, in this order. Default: none. */
  readonly callbacks?: readonly TrainingCallback[];
  /** Ends the training at the next step when aborted; what was learnt so far is kept. */
  readonly signal?: AbortSignal;
}

/** Milliseconds between two readings of the losses. */
const READ_INTERVAL = 200;

/**
 * Trains whatever offers a {@link TrainingStep}. The same seed gives the same weights, bit for bit, on the same backend and
 * machine (not on WebGPU with products over 2,000 terms and more, which it adds in any order). Throws an {@link ArgumentError}
 * for options out of range, and a DivergenceError when a loss term is no longer a finite number (with the best epoch's weights
 * restored, if early stopping kept any).
 */
export async function fit(step: TrainingStep, data: ImageDataset, options: FitOptions = {}): Promise<History> {
  requireBackend();
  const training = new Training(step, data, options);
  try {
    return await training.run();
  } finally {
    training.dispose();
  }
}

/** One call of {@link fit}. */
class Training {
  private readonly epochs: number;
  private readonly batchSize: number;
  private readonly rng: Rng;
  private readonly optimizers: ReadonlyMap<Objective, OptimizerState>;
  private readonly tables: ReadonlyMap<Objective, TableState>;
  private readonly earlyStopping: EarlyStopping | undefined;
  private readonly checkpoint: Checkpoint | undefined;
  private readonly batchesPerStep: number;
  private readonly stepsPerEpoch: number;
  private readonly pacer = new WorkPacer();

  constructor(
    private readonly step: TrainingStep,
    private readonly data: ImageDataset,
    private readonly options: FitOptions,
  ) {
    if (data.size === 0) throw new ArgumentError('data', 'at least one image', 'an empty data set');
    this.epochs = checkInteger('epochs', options.epochs ?? 10, 1);
    this.batchSize = checkInteger('batchSize', options.batchSize ?? Math.min(128, data.size), 1);
    if (this.batchSize > data.size) {
      throw new ArgumentError('batchSize', `at most the number of training images, ${data.size}`, this.batchSize);
    }
    if (options.validation?.size === 0)
      throw new ArgumentError('validation', 'at least one image', 'an empty data set');
    const seed = options.seed ?? 0;
    this.rng = new Rng(seed);
    this.optimizers = new Map(step.objectives.map((objective) => [objective, new OptimizerState(objective.optimizer)]));
    this.tables = new Map(
      step.objectives.flatMap((objective) =>
        objective.rows ? [[objective, new TableState(objective.rows, data)]] : [],
      ),
    );
    this.earlyStopping = options.earlyStopping && new EarlyStopping(options.earlyStopping, step.state);
    const { epochs, batchSize, earlyStopping } = this;
    const changing = {
      state: step.state,
      optimizers: [...this.optimizers.values(), ...this.tables.values()],
      earlyStopping,
    };
    const settings = { epochs, batchSize, seed, images: data.size };
    this.checkpoint = options.checkpoint && new Checkpoint(options.checkpoint, settings, changing);
    this.batchesPerStep = Math.max(...step.objectives.map(({ repeats = 1 }) => repeats));
    this.stepsPerEpoch = Math.ceil(Math.ceil(data.size / this.batchSize) / this.batchesPerStep);
  }

  async run(): Promise<History> {
    const course = await this.checkpoint?.restore();
    const epochs: EpochRecord[] = [...(course?.epochs ?? [])];
    let stopped = course?.stopped;
    try {
      while (stopped === undefined) {
        const record = await this.epoch(epochs.length + 1);
        if (record === undefined) {
          stopped = 'aborted';
          break;
        }
        epochs.push(record);
        for (const callback of this.options.callbacks ?? []) await callback.onEpochEnd?.(record);
        if (this.earlyStopping?.update(record)) stopped = 'early';
        else if (epochs.length === this.epochs) stopped = 'completed';
        await this.checkpoint?.save({ epochs, stopped });
      }
    } finally {
      this.earlyStopping?.restoreBest();
    }
    return { epochs, stopped, bestEpoch: this.earlyStopping?.bestEpoch };
  }

  dispose(): void {
    for (const optimizer of [...this.optimizers.values(), ...this.tables.values()]) optimizer.dispose();
    this.earlyStopping?.dispose();
  }

  /** Trains on every image once; undefined when aborted on the way. */
  private async epoch(epoch: number): Promise<EpochRecord | undefined> {
    const start = performance.now();
    const window = new LossWindow(epoch);
    const order = this.rng.split('shuffle').split(epoch).permutation(this.data.size);
    const imagesPerStep = this.batchSize * this.batchesPerStep;
    let lastRead = start;
    try {
      for (let i = 0; i < this.stepsPerEpoch; i++) {
        if (this.options.signal?.aborted) return undefined;
        this.trainOn(order.subarray(i * imagesPerStep, (i + 1) * imagesPerStep), epoch, i, window);
        const now = performance.now();
        if (now - lastRead > READ_INTERVAL || i === this.stepsPerEpoch - 1) {
          lastRead = now;
          const recent = await window.read();
          await this.report(epoch, i + 1, start, window.means(), recent);
        }
        await this.pacer.pause();
      }
    } finally {
      window.dispose();
    }
    const trained = performance.now();
    const validation = await this.validate(epoch);
    return {
      epoch,
      train: window.means(),
      validation,
      learningRates: this.learningRates(epoch * this.stepsPerEpoch - 1),
      seconds: (performance.now() - start) / 1000,
      imagesPerSecond: (1000 * this.data.size) / (trained - start),
    };
  }

  /** One step: every objective in turn, those with repeats on a fresh batch each time. */
  private trainOn(indices: Int32Array, epoch: number, index: number, window: LossWindow): void {
    const stepNumber = (epoch - 1) * this.stepsPerEpoch + index;
    const parts: Batch[] = [];
    try {
      for (let start = 0; start < indices.length; start += this.batchSize) {
        parts.push(this.data.batch(indices.subarray(start, start + this.batchSize)));
      }
      for (const objective of this.step.objectives) {
        for (const [repeat, batch] of parts.slice(0, objective.repeats ?? 1).entries()) {
          const rng = this.rng.split('step').split(stepNumber).split(objective.name).split(repeat);
          const terms = this.minimize(objective, batch, rng, epoch, stepNumber);
          window.add(index + 1, this.named(objective, terms), batch.indices.length);
        }
      }
      this.step.afterUpdate?.(parts[parts.length - 1]);
    } finally {
      this.step.release?.();
      parts.forEach(disposeBatch);
    }
  }

  private minimize(
    objective: Objective,
    batch: Batch,
    rng: Rng,
    epoch: number,
    stepNumber: number,
  ): Record<string, Scalar> {
    const table = this.tables.get(objective);
    const rows = table?.read(batch.indices);
    const variables = objective.variables(batch);
    const trained = rows === undefined ? [...variables] : [...variables, rows];
    const progress = stepNumber / (this.epochs * this.stepsPerEpoch);
    const pass = new ForwardPass(rng, objective.training, progress, trained, rows);
    const rates = this.learningRates(stepNumber);
    let terms: Record<string, Scalar> = {};
    let grads: NamedTensorMap = {};
    try {
      ({ grads } = variableGrads(() => {
        const losses = objective.loss(batch, pass);
        terms = Object.fromEntries(Object.entries(losses).map(([term, value]) => [term, keep(value)]));
        return losses.loss;
      }, trained));
      const gradients = variables.map(({ name }) => grads[name]);
      this.optimizers.get(objective)?.apply(variables, gradients, rates[objective.name]);
      if (rows) table?.apply(batch.indices, rows, grads[rows.name], rates[table.name], epoch);
    } catch (error) {
      dispose(terms);
      throw error;
    } finally {
      dispose(grads);
      rows?.dispose();
    }
    return terms;
  }

  /** All that is measured behind an epoch; undefined where nothing is asked for. */
  private async validate(epoch: number): Promise<Metrics | undefined> {
    const { validation, evaluate } = this.options;
    if (validation === undefined && evaluate === undefined) return undefined;
    return { ...(validation && (await this.validationLosses(validation, epoch))), ...(await evaluate?.()) };
  }

  /** The losses over other images, with nothing in training mode, and the model's own metrics. */
  private async validationLosses(data: ImageDataset, epoch: number): Promise<Metrics> {
    const window = new LossWindow(epoch, 'validation ');
    let index = 0;
    try {
      for (const batch of batches(data, this.batchSize)) {
        const pass = new ForwardPass(this.rng.split('validation').split(index++));
        for (const objective of this.step.objectives) {
          const terms = tidy(() => objective.loss(batch, pass) as Record<string, Scalar>);
          window.add(index, this.named(objective, terms), batch.indices.length);
        }
        await this.pacer.pause();
      }
      await window.read();
    } finally {
      window.dispose();
    }
    return { ...window.means(), ...(await this.step.evaluate?.(data)) };
  }

  /** The terms as they are recorded: prefixed by their objective when there are several. */
  private named(objective: Objective, terms: Readonly<Record<string, Scalar>>): Record<string, Scalar> {
    const scope = this.step.objectives.length > 1 ? `${objective.name}.` : '';
    return Object.fromEntries(Object.entries(terms).map(([term, value]) => [scope + term, value]));
  }

  private learningRates(stepNumber: number): Metrics {
    const total = this.epochs * this.stepsPerEpoch;
    const trained = this.step.objectives.flatMap((objective) =>
      objective.rows ? [objective, objective.rows] : [objective],
    );
    return Object.fromEntries(trained.map(({ name, optimizer }) => [name, optimizer.learningRate(stepNumber, total)]));
  }

  private async report(
    epoch: number,
    step: number,
    start: number,
    losses: Metrics,
    recentLosses: Metrics,
  ): Promise<void> {
    const seconds = Math.max((performance.now() - start) / 1000, 1e-3);
    const steps = this.stepsPerEpoch;
    const imagesPerSecond = Math.min(step * this.batchesPerStep * this.batchSize, this.data.size) / seconds;
    const secondsLeft = (seconds / step) * (steps - step + (this.epochs - epoch) * steps);
    const progress = { epoch, epochs: this.epochs, step, steps, losses, recentLosses, imagesPerSecond, secondsLeft };
    for (const callback of this.options.callbacks ?? []) await callback.onProgress?.(progress);
  }
}
