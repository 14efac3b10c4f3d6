import { ArgumentError, checkInteger, checkNumber, checkOptions, Rng } from '@ae-lab/base';
import { canonicalJson } from './canonical-json';

/** Values by the name of the setting, all combinations of which are tried. */
export type Grid = Readonly<Record<string, readonly unknown[]>>;

/** How to draw one setting; plain JSON. */
export type Distribution<T = unknown> = Choice<T> | Uniform | LogUniform | IntegerRange;

/** Distributions by the name of the setting. */
export type SearchSpace = Readonly<Record<string, Distribution>>;

/** What {@link choice} gives: all values are equally likely. */
export interface Choice<T = unknown> {
  readonly kind: 'choice';
  /** At least one, plain JSON. */
  readonly values: readonly T[];
}

/** What {@link uniform} gives: every number in [low, high) is equally likely. */
export interface Uniform {
  readonly kind: 'uniform';
  /** Included. */
  readonly low: number;
  /** Not included, unless it is `low`. */
  readonly high: number;
}

/** What {@link logUniform} gives: every factor between two numbers is equally likely. */
export interface LogUniform {
  readonly kind: 'logUniform';
  /** Above 0; included. */
  readonly low: number;
  /** At least `low`; included. */
  readonly high: number;
}

/** What {@link integer} gives: every whole number from `low` to `high` is equally likely. */
export interface IntegerRange {
  readonly kind: 'integer';
  /** Included. */
  readonly low: number;
  /** Included; below `low` + 2^32. */
  readonly high: number;
}

/** What is left of a literal type in settings: of numbers and lengths nothing, of words everything. */
export type Value<T> = T extends number
  ? number
  : T extends boolean
    ? boolean
    : T extends readonly (infer Item)[]
      ? Value<Item>[]
      : T extends object
        ? { [K in keyof T]: Value<T[K]> }
        : T;

/** The settings that a grid or a search space gives. */
export type SettingsOf<Space> = {
  [K in keyof Space]: Space[K] extends readonly (infer T)[] ? Value<T> : Space[K] extends Choice<infer T> ? T : number;
};

/** One of `values`, all equally likely. */
export function choice<const T>(values: readonly T[]): Choice<Value<T>> {
  if (!Array.isArray(values) || values.length === 0) throw new ArgumentError('values', 'at least one value', values);
  canonicalJson('values', values);
  return { kind: 'choice', values: values as readonly unknown[] as readonly Value<T>[] };
}

/** A number from the uniform distribution on [low, high). */
export function uniform(low: number, high: number): Uniform {
  checkNumber('low', low);
  return { kind: 'uniform', low, high: checkNumber('high', high, { from: low }) };
}

/** A number in [low, high] whose logarithm is uniformly distributed; 0 < low, as for a learning rate. */
export function logUniform(low: number, high: number): LogUniform {
  checkNumber('low', low, { from: Number.MIN_VALUE });
  return { kind: 'logUniform', low, high: checkNumber('high', high, { from: low }) };
}

/** A whole number from `low` to `high`, both included, all equally likely. */
export function integer(low: number, high: number): IntegerRange {
  checkInteger('low', low, { from: Number.MIN_SAFE_INTEGER });
  return { kind: 'integer', low, high: checkInteger('high', high, { from: low, to: low + 2 ** 32 - 1 }) };
}

/** All combinations of a grid, the last setting varying fastest. */
export function enumerateGrid<const G extends Grid>(space: G): SettingsOf<G>[] {
  let combinations: Record<string, unknown>[] = [{}];
  for (const [name, values] of settingsIn(space)) {
    if (!Array.isArray(values) || values.length === 0) {
      throw new ArgumentError(`space.${name}`, 'an array of at least one value', values);
    }
    canonicalJson(`space.${name}`, values);
    combinations = combinations.flatMap((settings) => values.map((value) => ({ ...settings, [name]: value })));
  }
  return combinations as SettingsOf<G>[];
}

/**
 * `count` random settings. Each is drawn from a stream of its own by number and name, so that more draws, or another setting
 * beside it, leave the earlier ones as they are.
 */
export function drawSettings<P extends SearchSpace>(space: P, count: number, seed: number): SettingsOf<P>[] {
  checkInteger('draws', count, { from: 1 });
  const rng = new Rng(seed);
  const settings = settingsIn(space);
  for (const [name, distribution] of settings) checkDistribution(`space.${name}`, distribution);
  return Array.from({ length: count }, (_, i) => {
    const stream = rng.split(i);
    return Object.fromEntries(settings.map(([name, distribution]) => [name, draw(distribution, stream.split(name))]));
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

function settingsIn<T>(space: Readonly<Record<string, T>>): [string, T][] {
  const settings = typeof space === 'object' && space !== null ? Object.entries(space) : [];
  if (settings.length === 0) throw new ArgumentError('space', 'at least one setting', space);
  return settings;
}

const FACTORIES = {
  choice: ({ values }: Choice) => choice(values),
  uniform: ({ low, high }: Uniform) => uniform(low, high),
  logUniform: ({ low, high }: LogUniform) => logUniform(low, high),
  integer: ({ low, high }: IntegerRange) => integer(low, high),
};

const RANGE = { kind: true, low: true, high: true } as const;

/** A space may have been written as JSON, without the factory functions and their checks. */
function checkDistribution(argument: string, distribution: Distribution): void {
  const factory = FACTORIES[distribution?.kind] as ((distribution: Distribution) => Distribution) | undefined;
  if (!factory) throw new ArgumentError(argument, 'choice, uniform, logUniform or integer', distribution);
  if (distribution.kind === 'choice') checkOptions(argument, distribution, { kind: true, values: true });
  else checkOptions(argument, distribution, RANGE);
  try {
    factory(distribution);
  } catch (error) {
    throw new ArgumentError(argument, `a valid ${distribution.kind} (${(error as Error).message})`, distribution);
  }
}
