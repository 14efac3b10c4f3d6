import { ArgumentError, type Kind, kind, Rng, variants } from '@ae-lab/base';
import { JSON_VALUE } from './canonical-json';

/** The values of each setting by its name; a grid search tries all combinations. */
export type Grid = Readonly<Record<string, readonly unknown[]>>;

/** The distribution of one setting, as plain JSON. */
export type Distribution<T = unknown> = Choice<T> | Uniform | LogUniform | IntegerRange;

/** Distributions by the name of the setting. */
export type SearchSpace = Readonly<Record<string, Distribution>>;

/** The distribution of {@link choice}: all values are equally likely. */
export interface Choice<T = unknown> {
  readonly kind: 'choice';
  /** Plain JSON; at least one value. */
  readonly values: readonly T[];
}

/** The distribution of {@link uniform}: every number in [low, high) is equally likely. */
export interface Uniform {
  readonly kind: 'uniform';
  /** Inclusive. */
  readonly low: number;
  /** At least `low`; exclusive, unless it equals `low`. */
  readonly high: number;
}

/** The distribution of {@link logUniform}: the logarithm is uniform, so all orders of magnitude are equally likely. */
export interface LogUniform {
  readonly kind: 'logUniform';
  /** Above 0; inclusive. */
  readonly low: number;
  /** At least `low`; inclusive. */
  readonly high: number;
}

/** The distribution of {@link integer}: every whole number from `low` to `high` is equally likely. */
export interface IntegerRange {
  readonly kind: 'integer';
  /** Inclusive. */
  readonly low: number;
  /** From `low` to `low` + 2^32 - 1; inclusive. */
  readonly high: number;
}

/** The type of a setting for values of type `T`: numbers and arrays lose their literal types, strings keep them. */
export type Value<T> = T extends number
  ? number
  : T extends boolean
    ? boolean
    : T extends readonly (infer Item)[]
      ? Value<Item>[]
      : T extends object
        ? { [K in keyof T]: Value<T[K]> }
        : T;

/** The settings that a grid or a search space yields. */
export type SettingsOf<Space> = {
  [K in keyof Space]: Space[K] extends readonly (infer T)[] ? Value<T> : Space[K] extends Choice<infer T> ? T : number;
};

const VALUES = kind.list(JSON_VALUE, { atLeast: 1 });

/** The ranges that a distribution's bounds must lie in, the upper one's for a given lower one. */
const BOUNDS = {
  uniform: { low: kind.number(), high: (low: number) => kind.number({ from: low }) },
  logUniform: { low: kind.number({ above: 0 }), high: (low: number) => kind.number({ from: low }) },
  integer: { low: kind.integer(), high: (low: number) => kind.integer({ from: low, to: low + 2 ** 32 - 1 }) },
};

/** One of `values`, all equally likely. */
export function choice<const T>(values: readonly T[]): Choice<Value<T>> {
  return { kind: 'choice', values: VALUES.read('values', values) as readonly Value<T>[] };
}

/** A number from the uniform distribution on [low, high). */
export function uniform(low: number, high: number): Uniform {
  return between('uniform', low, high);
}

/** A number in [low, high], with 0 < low, whose logarithm is uniformly distributed. It suits learning rates. */
export function logUniform(low: number, high: number): LogUniform {
  return between('logUniform', low, high);
}

/** A whole number from `low` to `high`, both inclusive, all equally likely. */
export function integer(low: number, high: number): IntegerRange {
  return between('integer', low, high);
}

function between<K extends keyof typeof BOUNDS>(kind: K, low: number, high: number, path = '') {
  const bounds = BOUNDS[kind];
  bounds.low.read(`${path}low`, low);
  return { kind, low, high: bounds.high(low).read(`${path}high`, high) };
}

const RANGE = { low: kind.number(), high: kind.number() };
const SHAPES = variants('kind', { choice: { values: VALUES }, uniform: RANGE, logUniform: RANGE, integer: RANGE });

/** A space may have been written as JSON, without the functions above and their checks. */
const DISTRIBUTION: Kind<Distribution> = {
  expected: SHAPES.expected,
  read(argument, value) {
    const shape = SHAPES.read(argument, value);
    return shape.kind === 'choice' ? shape : between(shape.kind, shape.low, shape.high, `${argument}.`);
  },
};

/** Settings by name, at least one of them. */
function settings<T>(entry: Kind<T>): Kind<Readonly<Record<string, T>>> {
  const record = kind.record(entry);
  return {
    expected: 'at least one setting',
    read(argument, value) {
      const entries = record.read(argument, value);
      if (Object.keys(entries).length === 0) throw new ArgumentError(argument, this.expected, value);
      return entries;
    },
  };
}

/** A {@link Grid} of at least one setting. */
export const GRID = settings(VALUES);

/** A {@link SearchSpace} of at least one setting, with bounds in their ranges. */
export const SEARCH_SPACE = settings(DISTRIBUTION);

/** Returns all combinations of a grid; the last setting varies fastest. */
export function enumerateGrid<const G extends Grid>(space: G): SettingsOf<G>[] {
  let combinations: Record<string, unknown>[] = [{}];
  for (const [name, values] of Object.entries(space)) {
    combinations = combinations.flatMap((settings) => values.map((value) => ({ ...settings, [name]: value })));
  }
  return combinations as SettingsOf<G>[];
}

/**
 * Returns `count` random settings. Each comes from its own stream of random numbers, by number and name: more draws, or
 * another setting in the space, leave the others unchanged.
 */
export function drawSettings<P extends SearchSpace>(space: P, count: number, seed: number): SettingsOf<P>[] {
  const rng = new Rng(seed);
  const distributions = Object.entries(space);
  return Array.from({ length: count }, (_, i) => {
    const stream = rng.split(i);
    return Object.fromEntries(distributions.map(([name, each]) => [name, draw(each, stream.split(name))]));
  }) as SettingsOf<P>[];
}

function draw(distribution: Distribution, rng: Rng): unknown {
  if (distribution.kind === 'choice') return distribution.values[rng.integer(distribution.values.length)];
  const { kind, low, high } = distribution;
  if (kind === 'integer') return low + rng.integer(high - low + 1);
  if (kind === 'uniform') return rng.uniform(low, high);
  // Rounding must not carry it out of the range.
  return Math.min(high, Math.max(low, Math.exp(rng.uniform(Math.log(low), Math.log(high)))));
}
