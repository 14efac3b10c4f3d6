import { ArgumentError, type Description, kind, NotFoundError, optional, type Read } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { batchOf, disposeBatch } from '../batches';
import type { ImageDataset } from '../interfaces';
import { WRITABLE_PLACE } from '../persistence/place';
import { loadModel, saveModel } from '../persistence/save-model';
import type { JsonObject } from '../persistence/saved-model';
import type { EarlyStopping } from './early-stopping';
import type { EpochRecord, History } from './history';

/**
 * Checkpoints: where and how often {@link fit} saves the state of a training, to resume it after an interruption.
 *
 * Only the same training resumes from a checkpoint. It is refused if the options of `fit` or of the model, the learning
 * rates or the first training images differ. A training with more epochs is a different one, since schedules depend on the
 * number of epochs.
 */
export interface CheckpointOptions {
  /** A folder (Node) or `indexeddb://name` (browsers), replaced as a whole by each checkpoint; see `saveModel`. */
  readonly place: string | URL;
  /** Number of epochs between two checkpoints, at least 1. The last epoch always gets one. Default 1. */
  readonly everyEpochs?: number;
}

/** The description of {@link CheckpointOptions}. */
export const CHECKPOINT = {
  place: WRITABLE_PLACE,
  everyEpochs: optional(kind.integer({ from: 1 }), 1),
} satisfies Description<CheckpointOptions>;

/** The course of a training: the epochs so far and, if it has ended, why. */
export interface Course {
  readonly epochs: readonly EpochRecord[];
  readonly stopped?: History['stopped'];
}

/** The state of an optimizer; see `OptimizerState` and `TableState`. */
interface ResumableOptimizer {
  readonly count: number;
  tensors(): Record<string, tf.Tensor>;
  restore(count: number, tensors: Readonly<Record<string, tf.Tensor>>): void;
}

/** Everything that changes while `fit` runs. Random streams are split by name and step, so they have no state to save. */
export interface Changing {
  readonly state: readonly tf.Variable[];
  readonly optimizers: readonly ResumableOptimizer[];
  readonly earlyStopping?: EarlyStopping;
}

/** The settings that distinguish one training from another, as JSON. */
type Settings = Readonly<Record<string, unknown>>;

const CLASS_NAME = 'Checkpoint';

/**
 * Saves the state of a training, and restores it.
 *
 * ```ts
 * const checkpoint = new Checkpoint({ place: 'runs/1', everyEpochs: 1 }, settings, { state, optimizers }, data);
 * const course = await checkpoint.restore(); // undefined in a new training
 * await checkpoint.save({ epochs }); // after every epoch
 * ```
 */
export class Checkpoint {
  /** @param settings the settings that must be the same for a training to resume, apart from the data. */
  constructor(
    private readonly options: Read<typeof CHECKPOINT>,
    private settings: Settings,
    private readonly changing: Changing,
    private readonly data: ImageDataset,
  ) {}

  /** Saves a checkpoint if one is due, or if the training has ended. */
  async save({ epochs, stopped }: Course): Promise<void> {
    if (epochs.length % this.options.everyEpochs !== 0 && stopped === undefined) return;
    const { state, optimizers, earlyStopping } = this.changing;
    const tensors: Record<string, tf.Tensor> = prefixed('state', Object.fromEntries(state.entries()));
    optimizers.forEach((optimizer, i) => {
      Object.assign(tensors, prefixed(`optimizer${i}`, optimizer.tensors()));
    });
    if (earlyStopping) Object.assign(tensors, prefixed('best', earlyStopping.tensors()));
    const options = {
      settings: this.settings,
      epochs,
      stopped,
      updates: optimizers.map(({ count }) => count),
      best: earlyStopping?.toJSON(),
    } as unknown as JsonObject;
    await saveModel(this.options.place, { className: CLASS_NAME, options, networks: {}, tensors });
  }

  /**
   * Restores the state of the checkpoint and returns its course, or undefined if there is no checkpoint yet.
   *
   * @throws ArgumentError if the place holds another model, or a checkpoint of a training with other settings.
   */
  async restore(): Promise<Course | undefined> {
    // Through JSON, as the saved settings.
    this.settings = JSON.parse(JSON.stringify({ ...this.settings, data: await checksum(this.data) })) as Settings;
    const saved = await loadModel(this.options.place).catch((error: unknown) => {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    });
    if (saved === undefined) return undefined;
    const options = saved.options as unknown as SavedCourse;
    try {
      if (saved.className !== CLASS_NAME) {
        throw new ArgumentError('checkpoint.place', 'a checkpoint, or nothing yet', saved.className);
      }
      checkSettings(this.settings, options.settings);
    } catch (error) {
      for (const tensor of Object.values(saved.tensors)) tensor.dispose();
      throw error;
    }
    const { state, optimizers, earlyStopping } = this.changing;
    const values = withPrefix('state', saved.tensors);
    state.forEach((variable, i) => {
      variable.assign(values[i]);
      values[i].dispose();
    });
    optimizers.forEach((optimizer, i) => {
      optimizer.restore(options.updates[i], withPrefix(`optimizer${i}`, saved.tensors));
    });
    if (options.best) earlyStopping?.restore(options.best, withPrefix('best', saved.tensors));
    return options;
  }
}

interface SavedCourse extends Course {
  readonly settings: Settings;
  readonly updates: readonly number[];
  readonly best?: ReturnType<EarlyStopping['toJSON']>;
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

/** Returns a hash of the first images, or undefined if they differ each time, as in a data set that augments them at random. */
async function checksum(data: ImageDataset): Promise<number | undefined> {
  const [hash, again] = [await hashOfFirst(data), await hashOfFirst(data)];
  return hash === again ? hash : undefined;
}

/** Returns the FNV-1a hash of the first 100 images, over 32-bit words. */
async function hashOfFirst(data: ImageDataset): Promise<number> {
  const batch = batchOf(
    data,
    Int32Array.from({ length: Math.min(data.size, 100) }, (_, i) => i),
  );
  try {
    const bits = new Uint32Array(Float32Array.from(await batch.images.data()).buffer);
    return bits.reduce((hash, word) => Math.imul(hash ^ word, 0x01000193) >>> 0, 0x811c9dc5);
  } finally {
    disposeBatch(batch);
  }
}

function prefixed(prefix: string, tensors: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}.${name}`, tensor]));
}

function withPrefix(prefix: string, tensors: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(`${prefix}.`));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]));
}
