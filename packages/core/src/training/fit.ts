import * as base from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { requireBackend } from '../backend';
import { batches, batchOf, disposeBatch } from '../batches';
import { checkDataset } from '../check';
import type { Batch, ImageDataset } from '../interfaces';
import { allLayers } from '../networks/all-layers';
import type { Optimizer } from '../optimizers/optimizer';
import { Checkpoint } from './checkpoint';
import { EarlyStopping } from './early-stopping';
import { FIT_OPTIONS, type FitOptions } from './fit-options';
import { ForwardPass } from './forward-pass';
import type { EpochRecord, History } from './history';
import { LossWindow } from './loss-window';
import { OptimizerState } from './optimizer-state';
import { TableState } from './table-state';
import type { Objective, TrainingStep } from './training-step';

/** Milliseconds between two readings of the losses. */
const READ_INTERVAL = 200;

/** The variables of all trainings that have not ended. */
const inTraining = new WeakSet<tf.Variable>();

/**
 * Trains a model by its {@link TrainingStep}, and returns the history. Users of a model call the model's own `fit`.
 *
 * ```ts
 * const history = await fit(step, data, { epochs: 20, seed: 1, validation, earlyStopping: { patience: 3 } });
 * ```
 *
 * The same seed gives the same weights, bit for bit, on the same backend and machine, except on WebGPU, which sums matrix
 * products of 2,000 or more terms in no fixed order.
 *
 * @throws ArgumentError for options out of range, and for a model that another training has not finished with.
 * @throws DivergenceError if a loss term, or a weight at the end of an epoch, is not finite. With early stopping, the model
 *   then has the weights of the best epoch.
 */
export async function fit(step: TrainingStep, data: ImageDataset, options: FitOptions = {}): Promise<History> {
  requireBackend();
  const training = new Training(step, data, options);
  if (step.state.some((variable) => inTraining.has(variable))) {
    throw new base.ArgumentError('fit', 'one training of a model at a time', 'another that has not ended: await it');
  }
  for (const variable of step.state) inTraining.add(variable);
  try {
    return await training.run();
  } catch (error) {
    const kernel = /Kernel '(\w+)' not registered for backend 'wasm'/.exec((error as Error)?.message)?.[1];
    if (kernel === undefined) throw error;
    const cure = 'useWasmBackend() of @ae-lab/backend-wasm adds it to the backend';
    throw new base.BackendError(
      `TensorFlow.js' own 'wasm' backend lacks the kernel ${kernel} for this training: ${cure}.`,
    );
  } finally {
    for (const variable of step.state) inTraining.delete(variable);
    training.dispose();
  }
}

function checkNotEmpty(argument: string, data: ImageDataset): void {
  checkDataset(argument, data);
  if (data.size === 0) throw new base.ArgumentError(argument, 'at least one image', 'an empty data set');
}

/** Throws an `ArgumentError` if a network has regularisers: terms of the loss that would not be minimised. */
function checkRegularizers({ objectives }: TrainingStep): void {
  for (const layer of objectives.flatMap(({ training }) => training).flatMap(allLayers)) {
    if (layer.losses.length > 0) {
      const expected =
        'layers without regularisers, which are not minimised: withL2() makes an optimizer of weight penalties';
      throw new base.ArgumentError('network', expected, layer.name);
    }
  }
}

/** One call of {@link fit}. */
class Training {
  private readonly options: base.Read<typeof FIT_OPTIONS>;
  private readonly epochs: number;
  private readonly batchSize: number;
  private readonly rng: base.Rng;
  private readonly optimizers: ReadonlyMap<Objective, OptimizerState>;
  private readonly tables: ReadonlyMap<Objective, TableState>;
  private readonly earlyStopping: EarlyStopping | undefined;
  private readonly checkpoint: Checkpoint | undefined;
  private readonly batchesPerStep: number;
  private readonly stepsPerEpoch: number;
  private readonly pacer = new base.WorkPacer();

  constructor(
    private readonly step: TrainingStep,
    private readonly data: ImageDataset,
    options: FitOptions,
  ) {
    this.options = base.readOptions('options', options, FIT_OPTIONS);
    checkNotEmpty('data', data);
    const { epochs, batchSize = Math.min(128, data.size), seed, validation, earlyStopping, checkpoint } = this.options;
    if (validation) checkNotEmpty('validation', validation);
    checkRegularizers(step);
    if (batchSize > data.size) {
      throw new base.ArgumentError('batchSize', `at most the number of training images, ${data.size}`, batchSize);
    }
    this.epochs = epochs;
    this.batchSize = batchSize;
    this.rng = new base.Rng(seed);
    this.optimizers = new Map(step.objectives.map((objective) => [objective, new OptimizerState(objective.optimizer)]));
    this.tables = new Map(
      step.objectives.flatMap((objective) =>
        objective.rows ? [[objective, new TableState(objective.rows, data)]] : [],
      ),
    );
    this.earlyStopping = earlyStopping && new EarlyStopping(earlyStopping, step.state);
    const changing = {
      state: step.state,
      optimizers: [...this.optimizers.values(), ...this.tables.values()],
      earlyStopping: this.earlyStopping,
    };
    this.batchesPerStep = Math.max(...step.objectives.map(({ repeats = 1 }) => repeats));
    this.stepsPerEpoch = Math.ceil(Math.ceil(data.size / this.batchSize) / this.batchesPerStep);
    const lastStep = epochs * this.stepsPerEpoch - 1;
    const settings = {
      epochs,
      batchSize,
      seed,
      images: data.size,
      network: step.state.map(({ shape }) => shape),
      model: step.settings,
      optimizer: step.objectives.map(({ optimizer }) => optimizer.name),
      'learning rate': [0, lastStep >> 1, lastStep].map((at) => this.learningRates(at)),
    };
    this.checkpoint = checkpoint && new Checkpoint(checkpoint, settings, changing, data);
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
        for (const callback of this.options.callbacks) await callback.onEpochEnd?.(record);
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

  /** Trains on every image once, and returns the record, or undefined if the training was aborted. */
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
    await this.checkWeights(epoch);
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

  /** Checks that all weights are finite, since no loss has seen the last update yet. */
  private async checkWeights(epoch: number): Promise<void> {
    const sizes = tf.tidy(() =>
      tf.addN([tf.scalar(0), ...this.step.state.map((variable) => tf.sum(tf.abs(variable)))]),
    );
    const [size] = await sizes.data();
    sizes.dispose();
    if (!Number.isFinite(size)) throw new base.DivergenceError('weights', epoch, this.stepsPerEpoch, size);
  }

  /** Runs one step: minimises each objective in turn, as often as it repeats and on a fresh batch each time. */
  private trainOn(indices: Int32Array, epoch: number, index: number, window: LossWindow): void {
    const stepNumber = (epoch - 1) * this.stepsPerEpoch + index;
    const parts: Batch[] = [];
    try {
      for (let start = 0; start < indices.length; start += this.batchSize) {
        parts.push(batchOf(this.data, indices.subarray(start, start + this.batchSize)));
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
    rng: base.Rng,
    epoch: number,
    stepNumber: number,
  ): Record<string, tf.Scalar> {
    const table = this.tables.get(objective);
    const rows = table?.read(batch.indices);
    const variables = objective.variables(batch);
    const trained = rows === undefined ? [...variables] : [...variables, rows];
    const progress = stepNumber / (this.epochs * this.stepsPerEpoch);
    const pass = new ForwardPass(rng, objective.training, progress, trained, rows);
    const rates = this.learningRates(stepNumber);
    let terms: Record<string, tf.Scalar> = {};
    let grads: tf.NamedTensorMap = {};
    try {
      ({ grads } = tf.variableGrads(() => {
        const losses = objective.loss(batch, pass);
        terms = Object.fromEntries(Object.entries(losses).map(([term, value]) => [term, tf.keep(value)]));
        return losses.loss;
      }, trained));
      const gradients = variables.map(({ name }) => grads[name]);
      this.optimizers.get(objective)?.apply(variables, gradients, rates[objective.name]);
      if (rows) table?.apply(batch.indices, rows, grads[rows.name], rates[table.name], epoch);
    } catch (error) {
      tf.dispose(terms);
      throw error;
    } finally {
      tf.dispose(grads);
      rows?.dispose();
    }
    return terms;
  }

  /** Returns all validation metrics after an epoch, or undefined if there is nothing to measure. */
  private async validate(epoch: number): Promise<base.Metrics | undefined> {
    const { validation, evaluate } = this.options;
    if (validation === undefined && evaluate === undefined) return undefined;
    return { ...(validation && (await this.validationLosses(validation, epoch))), ...(await evaluate?.()) };
  }

  /** Returns the losses over the validation images, with no network in training mode, and the model's own metrics. */
  private async validationLosses(data: ImageDataset, epoch: number): Promise<base.Metrics> {
    const window = new LossWindow(epoch, 'validation ');
    let index = 0;
    try {
      for (const batch of batches(data, this.batchSize)) {
        const pass = new ForwardPass(this.rng.split('validation').split(index++));
        for (const objective of this.step.objectives) {
          const terms = tf.tidy(() => objective.loss(batch, pass) as Record<string, tf.Scalar>);
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

  /** Returns the terms under their names in the history: with several objectives, prefixed by the objective's name. */
  private named(objective: Objective, terms: Readonly<Record<string, tf.Scalar>>): Record<string, tf.Scalar> {
    const scope = this.step.objectives.length > 1 ? `${objective.name}.` : '';
    return Object.fromEntries(Object.entries(terms).map(([term, value]) => [scope + term, value]));
  }

  private learningRates(stepNumber: number): base.Metrics {
    const total = this.epochs * this.stepsPerEpoch;
    const trained = this.step.objectives.flatMap((objective) =>
      objective.rows ? [objective, objective.rows] : [objective],
    );
    const rateOf = ({ learningRate }: Optimizer) =>
      base.checkNumber('learningRate', learningRate(stepNumber, total), { from: 0 });
    return Object.fromEntries(trained.map(({ name, optimizer }) => [name, rateOf(optimizer)]));
  }

  private async report(
    epoch: number,
    step: number,
    start: number,
    losses: base.Metrics,
    recentLosses: base.Metrics,
  ): Promise<void> {
    const seconds = Math.max((performance.now() - start) / 1000, 1e-3);
    const steps = this.stepsPerEpoch;
    const imagesPerSecond = Math.min(step * this.batchesPerStep * this.batchSize, this.data.size) / seconds;
    const secondsLeft = (seconds / step) * (steps - step + (this.epochs - epoch) * steps);
    const progress = { epoch, epochs: this.epochs, step, steps, losses, recentLosses, imagesPerSecond, secondsLeft };
    for (const callback of this.options.callbacks) await callback.onProgress?.(progress);
  }
}
