/**
 * A kind of values, such as whole numbers above 0. Its check and the words of its error stand in one place, so that they cannot
 * disagree.
 *
 * @typeParam T the type of a value that passes.
 */
export interface Kind<T> {
  /** The words after "expected" in the error, such as `a finite number above 0`. */
  readonly expected: string;
  /**
   * Returns the value, with the defaults of nested options filled in.
   *
   * @param argument the name of the value in the error.
   * @throws ArgumentError if the value is of another kind.
   */
  read(argument: string, value: unknown): T;
}

/** An option that may be left out; see {@link optional}. */
export interface Optional<T, Default = undefined> {
  /** The kind that a value has to be of, unless it is missing or undefined. */
  readonly kind: Kind<T>;
  /** The value of an option that is missing or undefined. */
  readonly default: Default;
}

/** Marks an option that may be left out. Without a default it then reads as undefined. */
export function optional<T>(kind: Kind<T>): Optional<T>;
export function optional<T, const Default extends T>(kind: Kind<T>, value: Default): Optional<T, Default>;
export function optional<T>(kind: Kind<T>, value?: T): Optional<T, T | undefined> {
  return { kind, default: value };
}
