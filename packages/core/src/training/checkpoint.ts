import { ArgumentError, type Description, kind, type Metrics, NotFoundError, optional, type Read } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { Batch, Dataset } from '../data/dataset';
import { hashOfSamples } from '../data/hash-of-samples';
import { CHECKPOINT_CLASS } from '../persistence/check-replacement';
import type { FoundParts } from '../persistence/decode-save';
import { CONFIG_FILE } from '../persistence/files';
import { holdForTraining, WRITABLE_PLACE, writeFiles } from '../persistence/place';
import type { PlaceLease } from '../persistence/place-lease';
import { encodeSave, loadParts } from '../persistence/save-model';
import type { JsonObject } from '../persistence/saved-model';
import type { EarlyStopping } from './early-stopping';
import type { EpochRecord, History } from './history';
import type { Minimizer } from './minimizer';
import type { Plan } from './plan';
import { checkpointParts, readSavedTraining, type SavedTraining } from './saved-training';
import type { TrainingStep } from './training-step';

/**
 * Checkpoints: where and how often {@link fit} saves the state of a training, to resume it after an interruption.
 *
 * Only the same training resumes from a checkpoint. It is refused if the options of `fit` or of the model, the learning
 * rates or the first training samples differ.
 *
 * A training that has ended goes on with more epochs. If neither a learning rate nor a loss depends on their number, it ends with the
 * same weights, bit for bit, as a training of that length from the start. Otherwise it is refused, unless `extend` is set. One that
 * early stopping ended goes on with more `patience` as well.
 *
 * One training at a time uses a place. A second one is refused at its start, also in another process, container or on another host
 * that shares the folder. The place of a process that was killed is free at once on the same machine, else after 15 seconds. If the
 * folder is deleted during the training, the next checkpoint is an error that says so; the model keeps its weights.
 */
export interface CheckpointOptions {
  /** A folder (Node) or `indexeddb://name` (browsers), replaced as a whole by each checkpoint; see `saveModel`. */
  readonly place: string | URL;
  /** Number of epochs between two checkpoints, at least 1. The last epoch always gets one. Default 1. */
  readonly everyEpochs?: number;
  /**
   * Whether a training may go on with another number of epochs although a schedule or a loss depends on it, or with early stopping
   * although it had none. It then goes on from its last epoch as if it had been planned so from the start. Default false.
   */
  readonly extend?: boolean;
}

/** The description of {@link CheckpointOptions}. */
export const CHECKPOINT = {
  place: WRITABLE_PLACE,
  everyEpochs: optional(kind.integer({ from: 1 }), 1),
  extend: optional(kind.flag, false),
} satisfies Description<CheckpointOptions>;

/**
 * A training, as far as a checkpoint saves it: everything that changes while `fit` runs, and what must not change in between. Random
 * streams are split by name and step, so they have no state to save.
 */
export interface Resumable {
  readonly step: TrainingStep<Batch>;
  readonly data: Dataset;
  readonly plan: Plan;
  /** The settings that have to be the same, beside those of the step, the plan and the data. */
  readonly settings: Settings;
  readonly minimizer: Pick<Minimizer<Batch>, 'states' | 'annealed'>;
  readonly earlyStopping?: EarlyStopping;
}

/** The settings that distinguish one training from another, as JSON. */
type Settings = Readonly<Record<string, unknown>>;

/**
 * Saves the state of a training, and restores it.
 *
 * ```ts
 * const checkpoint = new Checkpoint(options, { step, data, plan, settings, minimizer });
 * const epochs = await checkpoint.restore(() => {}); // undefined in a new training
 * await checkpoint.save(epochs, stopped); // after every epoch
 * await checkpoint.release();
 * ```
 */
export class Checkpoint {
  private settings: Settings = {};
  private lease: PlaceLease | undefined;

  constructor(
    private readonly options: Read<typeof CHECKPOINT>,
    private readonly training: Resumable,
  ) {}

  /** Saves a checkpoint if one is due, or if the training has ended. */
  async save(epochs: readonly EpochRecord[], stopped: History['stopped'] | undefined): Promise<void> {
    if (epochs.length % this.options.everyEpochs !== 0 && stopped === undefined) return;
    const { step, plan, minimizer, earlyStopping } = this.training;
    const tensors: Record<string, tf.Tensor> = prefixed('state', Object.fromEntries(step.state.entries()));
    const slots = Object.assign(
      {},
      ...minimizer.states.map((optimizer, i) => prefixed(`optimizer${i}`, optimizer.tensors())),
    ) as Record<string, tf.Tensor>;
    Object.assign(tensors, slots);
    if (earlyStopping) Object.assign(tensors, prefixed('best', earlyStopping.tensors()));
    const saved: SavedTraining = {
      settings: this.settings,
      plannedEpochs: plan.epochs,
      learningRates: this.someRates(plan.epochs),
      annealed: [...minimizer.annealed],
      epochs,
      updates: minimizer.states.map(({ count }) => count),
      best: earlyStopping?.toJSON(),
      slots: Object.fromEntries(Object.entries(slots).map(([name, { shape }]) => [name, shape])),
    };
    const options = saved as unknown as JsonObject;
    const files = await encodeSave({ className: CHECKPOINT_CLASS, options, networks: {}, tensors });
    await writeFiles(this.options.place, files, this.lease);
  }

  /**
   * Restores the state of the checkpoint and returns its epochs, or undefined if there is no checkpoint yet. Others can neither train
   * with the place nor save there from now on until {@link release}.
   *
   * @param prepare is called before the state changes, unless the checkpoint is refused.
   * @throws ArgumentError if the place holds another model, or a checkpoint of another training, and FormatError that names the file
   *   and the tensor if it is damaged. Nothing has changed then.
   * @throws AeLabError that names the owner if another training uses the place.
   */
  async restore(prepare: () => void): Promise<readonly EpochRecord[] | undefined> {
    this.settings = await settingsOf(this.training);
    this.lease = await holdForTraining(this.options.place);
    let course: SavedTraining | undefined;
    const partsOf = ({ className, options, ranks }: FoundParts) => {
      if (className !== CHECKPOINT_CLASS) {
        throw new ArgumentError('checkpoint.place', 'a checkpoint, or nothing yet', className);
      }
      const { states } = this.training.minimizer;
      course = readSavedTraining(options, states.length, `${this.options.place}/${CONFIG_FILE}`);
      this.check(course);
      return checkpointParts(this.training, course, ranks);
    };
    // Not limited, since what `fit` could save it can resume.
    const limits = { maxBytes: Number.MAX_SAFE_INTEGER };
    const saved = await loadParts(this.options.place, partsOf, limits).catch((error: unknown) => {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    });
    if (saved === undefined || course === undefined) return undefined;
    try {
      prepare();
    } catch (error) {
      tf.dispose(saved.tensors);
      throw error;
    }
    const { step, minimizer, earlyStopping } = this.training;
    const { updates, annealed, epochs, best } = course;
    const values = withPrefix('state', saved.tensors);
    step.state.forEach((variable, i) => {
      variable.assign(values[i]);
      values[i].dispose();
    });
    minimizer.states.forEach((optimizer, i) => {
      optimizer.restore(updates[i], withPrefix(`optimizer${i}`, saved.tensors));
    });
    for (const name of annealed) minimizer.annealed.add(name);
    const bestValues = withPrefix('best', saved.tensors);
    if (best && earlyStopping) earlyStopping.restore(best, bestValues);
    else tf.dispose(bestValues);
    return epochs;
  }

  /** Lets others use the place. */
  async release(): Promise<void> {
    await this.lease?.release();
    this.lease = undefined;
  }

  /** Throws an {@link ArgumentError} unless the training of a checkpoint is this one, up to the epochs that it has. */
  private check(saved: SavedTraining): void {
    const { plan, earlyStopping } = this.training;
    const { plannedEpochs = plan.epochs } = saved;
    const done = saved.epochs.length;
    const rates = { 'learning rate': this.someRates(plannedEpochs) };
    checkSettings({ ...this.settings, ...rates }, { ...saved.settings, 'learning rate': saved.learningRates });
    if (done > plan.epochs) throw new ArgumentError('epochs', `at least the ${done} of the checkpoint`, plan.epochs);
    if (saved.best) earlyStopping?.check(saved.best);
    if (this.options.extend) return;
    if (earlyStopping && !saved.best) {
      const expected = 'none, as in the checkpoint, or checkpoint: { extend: true } to begin with it now';
      throw new ArgumentError('earlyStopping', expected, 'one');
    }
    if (plannedEpochs === plan.epochs) return;
    const dependent = [
      ...plan.ratesThatDependOn(plannedEpochs, done).map((name) => `the learning rate of '${name}' depends`),
      ...saved.annealed.map((name) => `the loss of '${name}' depends`),
    ];
    if (dependent.length > 0) {
      const expected = `${plannedEpochs}, since ${dependent.join(' and ')} on it, or checkpoint: { extend: true }`;
      throw new ArgumentError('epochs', expected, plan.epochs);
    }
  }

  /** Returns the learning rates of three steps of a training of this many epochs. */
  private someRates(epochs: number): readonly Metrics[] {
    const { plan } = this.training;
    const steps = epochs * plan.stepsPerEpoch;
    return [0, (steps - 1) >> 1, steps - 1].map((step) => plan.learningRates(step, steps));
  }
}

/** Returns the settings that must be the same for a training to resume, as they come back from JSON. */
async function settingsOf({ step, data, plan, settings }: Resumable): Promise<Settings> {
  const all = {
    batchSize: plan.batchSize,
    ...settings,
    samples: plan.size,
    network: step.state.map(({ shape }) => shape),
    model: step.settings,
    optimizer: step.objectives.map(({ optimizer }) => optimizer.name),
    data: await hashOfSamples(data),
  };
  return JSON.parse(JSON.stringify(all)) as Settings;
}

/** Throws an {@link ArgumentError} that names the settings that differ. */
function checkSettings(settings: Settings, saved: Settings): void {
  const differing = Object.keys(settings).filter((key) => JSON.stringify(settings[key]) !== JSON.stringify(saved[key]));
  if (differing.length === 0) return;
  const list = (of: Settings, describe: (key: string) => string) =>
    differing
      .map((key) => (typeof of[key] === 'number' && key !== 'data' ? `${key} ${of[key]}` : describe(key)))
      .join(', ');
  const expected = list(settings, (key) => `the same ${key}`);
  const found = list(saved, (key) => (key === 'data' ? 'other data' : `another ${key}`));
  throw new ArgumentError('checkpoint.place', `a checkpoint of a training with ${expected}`, `one with ${found}`);
}

function prefixed(prefix: string, tensors: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}.${name}`, tensor]));
}

function withPrefix(prefix: string, tensors: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(`${prefix}.`));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]));
}
