import {
  ArgumentError,
  type Description,
  FormatError,
  kind,
  type Metrics,
  nested,
  optional,
  readOptions,
} from '@ae-lab/base';
import { pickOptions } from '../persistence/model';
import type { JsonObject, SavedParts, SavedTensor } from '../persistence/saved-model';
import type { SavedBest } from './early-stopping';
import type { EpochRecord } from './history';
import type { OptimizerState } from './optimizer-state';
import type { TableState } from './table-state';
import type { TrainingStep } from './training-step';

/** A training as its checkpoint describes it, beside the tensors. */
export interface SavedTraining {
  /** The settings that distinguish one training from another. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The number of epochs; version 0.1 did not save it. */
  readonly plannedEpochs?: number;
  /** The learning rates of some steps of as many epochs as are planned. */
  readonly learningRates: readonly Metrics[];
  readonly annealed: readonly string[];
  readonly epochs: readonly EpochRecord[];
  /** The number of updates of each optimizer. */
  readonly updates: readonly number[];
  readonly best?: SavedBest;
  /** The shapes of the optimizers' tensors, by name; version 0.1 did not save them. */
  readonly slots?: Readonly<Record<string, readonly number[]>>;
}

const anything = kind.of<unknown>('anything', () => true);
const count = kind.integer({ from: 0 });

const SAVED_TRAINING = {
  settings: kind.record(anything),
  plannedEpochs: optional(kind.integer({ from: 1 })),
  learningRates: kind.list(kind.record(kind.number())),
  annealed: optional(kind.list(kind.text), []),
  epochs: kind.list(
    kind.of<EpochRecord>('the record of an epoch', (value) => {
      const record = value as Partial<EpochRecord> | null;
      return Number.isInteger(record?.epoch) && typeof record?.train === 'object' && record.train !== null;
    }),
  ),
  updates: kind.list(count),
  best: optional(
    nested({
      monitor: kind.text,
      mode: kind.choice(['min', 'max']),
      minDelta: kind.number({ from: 0 }),
      best: optional(kind.number()),
      bestEpoch: optional(kind.integer({ from: 1 })),
    } satisfies Description<SavedBest>),
  ),
  slots: optional(kind.record(kind.list(count))),
} satisfies Description<Omit<SavedTraining, 'annealed'> & { annealed?: readonly string[] }>;

/**
 * Reads what a checkpoint says about its training.
 *
 * @param optimizers the number of optimizers.
 * @throws FormatError that names `source` if it is damaged.
 */
export function readSavedTraining(options: JsonObject, optimizers: number, source: string): SavedTraining {
  try {
    const saved = readOptions('options', pickOptions(SAVED_TRAINING, options), SAVED_TRAINING);
    saved.epochs.forEach(({ epoch }, i) => {
      if (epoch !== i + 1) throw new ArgumentError(`epochs[${i}].epoch`, `${i + 1}`, epoch);
    });
    if (saved.updates.length !== optimizers) {
      throw new ArgumentError('updates', `one number for each of ${optimizers} optimizers`, saved.updates);
    }
    return saved;
  } catch (error) {
    throw error instanceof ArgumentError ? new FormatError(source, error.message) : error;
  }
}

/** The parts of a training that a checkpoint restores. */
export interface Restorable {
  readonly step: Pick<TrainingStep<never>, 'state'>;
  readonly minimizer: { readonly states: readonly (OptimizerState | TableState)[] };
}

/**
 * Returns the tensors that a checkpoint must hold for a training: the state of the model, the slots of its optimizers, and the
 * weights of the best epoch.
 *
 * @param ranks the ranks of the tensors that there are, by name, from which those of the slots follow in a checkpoint of version 0.1.
 */
export function checkpointParts(
  { step, minimizer }: Restorable,
  { best, slots }: SavedTraining,
  ranks: ReadonlyMap<string, number>,
): SavedParts {
  const tensors: Record<string, SavedTensor> = {};
  step.state.forEach((variable, i) => {
    const like = { dtype: variable.dtype as SavedTensor['dtype'], shape: variable.shape };
    tensors[`state.${i}`] = like;
    if (best?.bestEpoch !== undefined) tensors[`best.${i}`] = like;
  });
  minimizer.states.forEach((state, i) => {
    const prefix = `optimizer${i}.`;
    const known = [...(slots ? Object.keys(slots) : ranks.keys())].filter((name) => name.startsWith(prefix));
    for (const slot of state.slotsLike(known.map((name) => name.slice(prefix.length)))) {
      const name = prefix + slot;
      tensors[name] = { dtype: 'float32', shape: slots?.[name] ?? commonShape(name, ranks) };
    }
  });
  return { networks: [], tensors };
}

/** Returns a shape that all slots of a variable must share, of the rank of the first of them. */
function commonShape(name: string, ranks: ReadonlyMap<string, number>): string[] {
  const variable = name.slice(0, name.lastIndexOf('.') + 1);
  const first = [...ranks.keys()].find((other) => other.startsWith(variable)) ?? name;
  return Array.from({ length: ranks.get(first) ?? 0 }, (_, axis) => `axis ${axis} of ${variable}`);
}
