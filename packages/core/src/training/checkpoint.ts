import { ArgumentError, type Description, kind, NotFoundError, optional, type Read } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { batchOf, disposeBatch } from '../batches';
import type { ImageDataset } from '../interfaces';
import { loadModel, saveModel } from '../persistence/save-model';
import type { JsonObject } from '../persistence/saved-model';
import type { EarlyStopping } from './early-stopping';
import type { EpochRecord, History } from './history';

/**
 * Where and how often {@link fit} saves the state of a training. It goes on from a checkpoint of the same training only: one with
 * other settings of `fit` or the model, other learning rates or other first images is refused. More epochs are another training,
 * too, since schedules depend on their number.
 */
export interface CheckpointOptions {
  /** A folder (Node) or `indexeddb://name` (browsers), replaced as a whole each time; see `saveModel`. */
  readonly place: string | URL;
  /** How many epochs lie between two checkpoints. Default 1; there always is one behind the last. */
  readonly everyEpochs?: number;
}

const PLACE = kind.of<string | URL>(
  'a folder, a URL or indexeddb://name',
  (value) => value instanceof URL || (typeof value === 'string' && value !== ''),
);

/** The description of {@link CheckpointOptions}. */
export const CHECKPOINT = {
  place: PLACE,
  everyEpochs: optional(kind.integer({ from: 1 }), 1),
} satisfies Description<CheckpointOptions>;

/** What a training has come to: the epochs so far and why it ended, if it has. */
export interface Course {
  readonly epochs: readonly EpochRecord[];
  readonly stopped?: History['stopped'];
}

/** What an optimizer has come to, see `OptimizerState`. */
interface ResumableOptimizer {
  readonly count: number;
  tensors(): Record<string, tf.Tensor>;
  restore(count: number, tensors: Readonly<Record<string, tf.Tensor>>): void;
}

/** All that changes while `fit` runs. Random streams are split by name and step, so that they need no place in it. */
export interface Changing {
  readonly state: readonly tf.Variable[];
  readonly optimizers: readonly ResumableOptimizer[];
  readonly earlyStopping?: EarlyStopping;
}

/** What distinguishes one training from another, as JSON. */
type Settings = Readonly<Record<string, unknown>>;

const CLASS_NAME = 'Checkpoint';

/** Saves the state of a training, and finds it again. */
export class Checkpoint {
  /** @param settings what has to be the same for a training to go on from here, beside the data. */
  constructor(
    private readonly options: Read<typeof CHECKPOINT>,
    private settings: Settings,
    private readonly changing: Changing,
    private readonly data: ImageDataset,
  ) {}

  /** Saves when it is time, or when the training has ended. */
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
   * Takes the training to where the checkpoint left it; undefined where there is none. Throws an {@link ArgumentError} when
   * it belongs to a training with other settings.
   */
  async restore(): Promise<Course | undefined> {
    // As JSON, which a saved one has been through.
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

/** Throws an {@link ArgumentError} that names what differs. */
function checkSettings(settings: Settings, saved: Settings): void {
  const differing = Object.keys(settings).filter((key) => JSON.stringify(settings[key]) !== JSON.stringify(saved[key]));
  if (differing.length === 0) return;
  const list = (of: Settings, other: string) =>
    differing.map((key) => (typeof of[key] === 'number' && key !== 'data' ? `${key} ${of[key]}` : `${other} ${key}`));
  const wanted = list(settings, 'the same').join(', ');
  const found = `one with ${list(saved, 'another').join(', ')}`;
  throw new ArgumentError('checkpoint.place', `a checkpoint of a training with ${wanted}`, found);
}

/** A hash of the first images; undefined where they differ each time, as in a data set that changes them at random. */
async function checksum(data: ImageDataset): Promise<number | undefined> {
  const [hash, again] = [await hashOfFirst(data), await hashOfFirst(data)];
  return hash === again ? hash : undefined;
}

/** FNV-1a, over words. */
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
