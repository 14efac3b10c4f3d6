import * as base from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { BatchReader, disposeBatch } from '../data/batch-reader';
import type { Batch, Dataset } from '../data/dataset';
import { checkWeights } from './check-weights';
import { Checkpoint, type Resumable } from './checkpoint';
import { EarlyStopping } from './early-stopping';
import type { FIT_OPTIONS } from './fit-options';
import type { EpochRecord, History } from './history';
import { KeptTensors } from './kept-tensors';
import { LossWindow } from './loss-window';
import { Minimizer, named } from './minimizer';
import { defaultBatchSize, Plan } from './plan';
import { StateBefore } from './state-before';
import type { TrainingStep } from './training-step';
import { validationLosses } from './validation-losses';

/** Milliseconds between two readings of the losses. */
const READ_INTERVAL = 200;

/** One training: the loop over epochs and steps that {@link fit} runs. */
export class Training<B extends Batch> implements Resumable {
  readonly plan: Plan;
  readonly minimizer: Minimizer<B>;
  readonly earlyStopping: EarlyStopping | undefined;
  readonly settings: Resumable['settings'];
  private readonly rng: base.Rng;
  private readonly checkpoint: Checkpoint | undefined;
  private readonly pacer = new base.WorkPacer();
  private isPrepared = false;

  constructor(
    readonly step: TrainingStep<B>,
    readonly data: Dataset<B>,
    private readonly options: base.Read<typeof FIT_OPTIONS>,
    private readonly validation: Dataset<B> | undefined,
  ) {
    const { epochs, batchSize = defaultBatchSize(step, data), seed, clipNorm, earlyStopping, checkpoint } = options;
    this.plan = new Plan(step, data.size, epochs, batchSize);
    this.rng = new base.Rng(seed);
    this.minimizer = new Minimizer(step, this.plan, clipNorm);
    this.earlyStopping = earlyStopping && new EarlyStopping(earlyStopping, step.state);
    this.settings = { seed, clipNorm };
    this.checkpoint = checkpoint && new Checkpoint(checkpoint, this);
  }

  /** Trains. Nobody else may use the checkpoint meanwhile. */
  run(): Promise<History> {
    return this.train().finally(() => this.checkpoint?.release());
  }

  dispose(): void {
    this.minimizer.dispose();
    this.earlyStopping?.dispose();
  }

  private async train(): Promise<History> {
    const epochs = [...((await this.checkpoint?.restore(() => this.prepare())) ?? [])];
    let stopped = this.endAfter(epochs);
    try {
      while (stopped === undefined) {
        const record = await this.epoch(epochs.length + 1);
        if (record === undefined) {
          stopped = 'aborted';
          break;
        }
        epochs.push(record);
        for (const callback of this.options.callbacks) await callback.onEpochEnd?.(record);
        this.earlyStopping?.update(record);
        stopped = this.endAfter(epochs);
        await this.checkpoint?.save(epochs, stopped);
      }
    } catch (error) {
      if (error instanceof base.DivergenceError) throw error.withBestEpoch(this.earlyStopping?.bestEpoch);
      throw error;
    } finally {
      this.earlyStopping?.restoreBest();
    }
    return { epochs, stopped, bestEpoch: this.earlyStopping?.bestEpoch };
  }

  /** Returns why the training ends after the epochs so far, or undefined if it goes on. */
  private endAfter({ length }: readonly EpochRecord[]): History['stopped'] | undefined {
    if (this.earlyStopping?.isOver(length)) return 'early';
    return length === this.plan.epochs ? 'completed' : undefined;
  }

  /** Lets the model prepare itself for the first change of its state. */
  private prepare(): void {
    if (!this.isPrepared) this.step.prepare?.();
    this.isPrepared = true;
  }

  /** Trains on every sample once, and returns the record, or undefined if the training was aborted. */
  private async epoch(epoch: number): Promise<EpochRecord | undefined> {
    const { plan, options } = this;
    const start = performance.now();
    const window = new LossWindow(epoch);
    const reader = new BatchReader(this.data, plan.order(epoch, this.rng), options.signal);
    let lastRead = start;
    try {
      for (let step = 1; step <= plan.stepsPerEpoch; step++) {
        if (!(await this.trainStep(reader, epoch, step, window))) return undefined;
        const now = performance.now();
        if (now - lastRead > READ_INTERVAL || step === plan.stepsPerEpoch) {
          lastRead = now;
          const recentLosses = await window.read();
          const progress = plan.progress(epoch, step, (performance.now() - start) / 1000);
          const report = { ...progress, losses: window.means(), recentLosses };
          for (const callback of options.callbacks) await callback.onProgress?.(report);
        }
        await this.pacer.pause();
      }
    } finally {
      reader.close();
      window.dispose();
    }
    await checkWeights(this.step.state, epoch, plan.stepsPerEpoch);
    const trained = performance.now();
    const validation = await this.validate(epoch);
    return {
      epoch,
      train: window.means(),
      validation,
      learningRates: plan.learningRates(epoch * plan.stepsPerEpoch - 1),
      seconds: (performance.now() - start) / 1000,
      imagesPerSecond: (1000 * plan.size) / (trained - start),
    };
  }

  /**
   * Runs one step of an epoch, counted from 1: minimises each objective in turn, as often as it repeats and on a fresh batch each
   * time. Returns whether it did: once the signal is aborted, it does nothing.
   */
  private async trainStep(
    reader: BatchReader<B>,
    epoch: number,
    inEpoch: number,
    window: LossWindow,
  ): Promise<boolean> {
    const { plan, minimizer } = this;
    const step = (epoch - 1) * plan.stepsPerEpoch + inEpoch - 1;
    const parts: { readonly batch: B; readonly kept: KeptTensors }[] = [];
    let before: StateBefore | undefined;
    try {
      while (parts.length < plan.batchesPerStep) {
        const batch = await reader.next();
        if (batch === undefined) break;
        parts.push({ batch, kept: new KeptTensors() });
      }
      if (this.options.signal?.aborted) return false;
      this.prepare();
      before = new StateBefore(this.restorable);
      for (const objective of this.step.objectives) {
        for (const [repeat, { batch, kept }] of parts.slice(0, objective.repeats ?? 1).entries()) {
          const rng = this.rng.split('step').split(step).split(objective.name).split(repeat);
          const terms = minimizer.minimize(objective, batch, { epoch, step, rng, kept });
          window.add(inEpoch, named(this.step, objective, terms), batch.indices.length);
        }
      }
      const kept = Object.assign({}, ...parts.map((part) => part.kept.all));
      this.step.afterUpdate?.(parts[parts.length - 1].batch, kept);
      return true;
    } catch (error) {
      before?.restore();
      throw error;
    } finally {
      before?.dispose();
      for (const { batch, kept } of parts) {
        kept.dispose();
        disposeBatch(batch);
      }
    }
  }

  /** The state without tables, whose rows are written in place, as the last part of an update. */
  private get restorable(): tf.Variable[] {
    const { state, objectives } = this.step;
    return state.filter((variable) => !objectives.some(({ rows }) => rows?.table === variable));
  }

  /** Returns all validation metrics after an epoch, or undefined if there is nothing to measure. */
  private async validate(epoch: number): Promise<base.Metrics | undefined> {
    const { validation, options, pacer } = this;
    if (validation === undefined && options.evaluate === undefined) return undefined;
    const how = { epoch, batchSize: this.plan.batchSize, rng: this.rng.split('validation'), pacer };
    const losses = validation && (await validationLosses(this.step, validation, how));
    return { ...losses, ...(await options.evaluate?.()) };
  }
}
