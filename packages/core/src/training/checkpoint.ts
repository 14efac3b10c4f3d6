import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { checkInteger } from '../check';
import { ArgumentError, NotFoundError } from '../errors';
import { loadModel, saveModel } from '../persistence/save-model';
import type { JsonObject } from '../persistence/saved-model';
import type { EarlyStopping } from './early-stopping';
import type { EpochRecord, History } from './history';

/** Where and how often {@link fit} saves the state of a training. */
export interface CheckpointOptions {
  /** A folder (Node) or `indexeddb://name` (browsers), replaced as a whole each time; see `saveModel`. */
  readonly place: string | URL;
  /** How many epochs lie between two checkpoints. Default 1; there always is one behind the last. */
  readonly everyEpochs?: number;
}

/** What a training has come to: the epochs so far and why it ended, if it has. */
export interface Course {
  readonly epochs: readonly EpochRecord[];
  readonly stopped?: History['stopped'];
}

/** What an optimizer has come to, see `OptimizerState`. */
interface ResumableOptimizer {
  readonly count: number;
  tensors(): Record<string, Tensor>;
  restore(count: number, tensors: Readonly<Record<string, Tensor>>): void;
}

/** All that changes while `fit` runs. Random streams are split by name and step, so that they need no place in it. */
export interface Changing {
  readonly state: readonly Variable[];
  readonly optimizers: readonly ResumableOptimizer[];
  readonly earlyStopping?: EarlyStopping;
}

const CLASS_NAME = 'Checkpoint';

/** Saves the state of a training, and finds it again. */
export class Checkpoint {
  private readonly everyEpochs: number;

  /** @param settings what has to be the same for a training to go on from here. */
  constructor(
    private readonly options: CheckpointOptions,
    private readonly settings: JsonObject,
    private readonly changing: Changing,
  ) {
    this.everyEpochs = checkInteger('checkpoint.everyEpochs', options.everyEpochs ?? 1, 1);
  }

  /** Saves when it is time, or when the training has ended. */
  async save({ epochs, stopped }: Course): Promise<void> {
    if (epochs.length % this.everyEpochs !== 0 && stopped === undefined) return;
    const { state, optimizers, earlyStopping } = this.changing;
    const tensors: Record<string, Tensor> = prefixed('state', Object.fromEntries(state.entries()));
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
    const saved = await loadModel(this.options.place).catch((error: unknown) => {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    });
    if (saved === undefined) return undefined;
    const options = saved.options as unknown as SavedCourse;
    const [wanted, found] = [JSON.stringify(this.settings), JSON.stringify(options.settings)];
    if (saved.className !== CLASS_NAME || wanted !== found) {
      for (const tensor of Object.values(saved.tensors)) tensor.dispose();
      throw new ArgumentError(
        'checkpoint.place',
        `a checkpoint of a training with ${wanted}`,
        found ?? saved.className,
      );
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
  readonly settings: JsonObject;
  readonly updates: readonly number[];
  readonly best?: ReturnType<EarlyStopping['toJSON']>;
}

function prefixed(prefix: string, tensors: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}.${name}`, tensor]));
}

function withPrefix(prefix: string, tensors: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(`${prefix}.`));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]));
}
