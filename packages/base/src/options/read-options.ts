import { ArgumentError } from '../errors';
import { choice } from './basic-kinds';
import type { Kind, Optional } from './kind';

/**
 * The description of an options object: the kind of each option, and which of them may be left out. The compiler holds it to
 * the documented interface: no option is missing, and none is of another type.
 *
 * ```ts
 * const SGD_OPTIONS = {
 *   learningRate: optional(kind.number({ from: 0 }), 0.01),
 *   momentum: optional(kind.number({ from: 0, below: 1 }), 0),
 * } satisfies Description<SgdOptions>;
 * ```
 *
 * @typeParam O the options' interface.
 */
export type Description<O> = {
  readonly [K in keyof O]-?: undefined extends O[K] ? Optional<Exclude<O[K], undefined>, unknown> : Kind<O[K]>;
};

/** The description of an options object whose interface is not known. */
export type AnyDescription = Readonly<Record<string, Kind<unknown> | Optional<unknown, unknown>>>;

/** Options as {@link readOptions} returns them: those with a default are always there. */
export type Read<D> = {
  readonly [K in keyof D]: D[K] extends Optional<infer T, infer Default>
    ? T | Default
    : D[K] extends Kind<infer T>
      ? T
      : never;
};

/** Two shapes of one options object, told apart by an option that only the first has; see {@link either}. */
export interface Either<Given, Otherwise> {
  /** The name of the option that only the first shape has. */
  readonly option: string;
  /** The description of the shape that has this option. */
  readonly given: Given;
  /** The description of the other shape. */
  readonly otherwise: Otherwise;
}

/**
 * Two shapes of one options object, such as networks of one's own or an architecture to build. The first is meant wherever
 * `option` is there; the options of the other are then refused.
 */
export function either<Given extends AnyDescription, Otherwise extends AnyDescription>(
  option: keyof Given & string,
  given: Given,
  otherwise: Otherwise,
): Either<Given, Otherwise> {
  return { option, given, otherwise };
}

/**
 * Checks an options object and fills in its defaults.
 *
 * ```ts
 * const { learningRate, momentum } = readOptions('sgd', options, SGD_OPTIONS);
 * ```
 *
 * @param argument the name of the object in errors. Errors call its options by their own names.
 * @returns a new object with every option of the description.
 * @throws ArgumentError for anything but an object, an option that is unknown (a misspelt one would be ignored silently),
 *   missing, or of another kind.
 */
export function readOptions<D extends AnyDescription>(argument: string, options: unknown, description: D): Read<D>;
export function readOptions<G extends AnyDescription, O extends AnyDescription>(
  argument: string,
  options: unknown,
  description: Either<G, O>,
): Read<G> | Read<O>;
export function readOptions(
  argument: string,
  options: unknown,
  description: AnyDescription | Either<AnyDescription, AnyDescription>,
): unknown {
  return readFields(argument, options, description, '');
}

/** The kind of an options object within another: errors call its options by their path, `earlyStopping.patience`. */
export function nested<D extends AnyDescription>(description: D): Kind<Read<D>> {
  return {
    expected: `an object with options among ${Object.keys(description).join(', ')}`,
    read: (argument, value) => readFields(argument, value, description, `${argument}.`) as Read<D>,
  };
}

/** The options of each variant with its tag. */
export type Variant<Tag extends string, V> = {
  [Name in keyof V]: { readonly [T in Tag]: Name } & Read<V[Name]>;
}[keyof V];

/**
 * The kind of an options object whose tag decides which other options it has, such as a penalty of some `kind`.
 *
 * @param tag the option that names the variant.
 * @param variants the description of each variant, without the tag.
 */
export function variants<const Tag extends string, V extends Readonly<Record<string, AnyDescription>>>(
  tag: Tag,
  variants: V,
): Kind<Variant<Tag, V>> {
  const names = choice(Object.keys(variants));
  return {
    expected: `an object with ${tag} ${names.expected}`,
    read(argument, value) {
      if (!isObject(value)) throw new ArgumentError(argument, this.expected, value);
      const name = names.read(`${argument}.${tag}`, value[tag]);
      const description = { [tag]: choice([name]), ...variants[name] };
      const beside = ` for the ${tag} '${name}'`;
      return readFields(argument, value, description, `${argument}.`, beside) as Variant<Tag, V>;
    },
  };
}

function readFields(
  argument: string,
  options: unknown,
  shape: AnyDescription | Either<AnyDescription, AnyDescription>,
  path: string,
  beside = '',
): object {
  if (isEither(shape)) {
    const { option, given, otherwise } = shape;
    if (!isObject(options) || !(option in options)) return readFields(argument, options, otherwise, path);
    // Before the other options, whose refusal would not be understood if this one is undefined by mistake.
    readField(path + option, options[option], given[option]);
    return readFields(argument, options, given, path, ` beside ${option}`);
  }
  const known = Object.keys(shape);
  if (!isObject(options))
    throw new ArgumentError(argument, `an object with options among ${known.join(', ')}`, options);
  const unknown = Object.keys(options).find((name) => options[name] !== undefined && !known.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(argument, `no other options than ${known.join(', ')}${beside}`, unknown);
  }
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [name, readField(path + name, options[name], field)]),
  );
}

function readField(argument: string, value: unknown, field: AnyDescription[string]): unknown {
  if (!('kind' in field)) return field.read(argument, value);
  return value === undefined ? field.default : field.kind.read(argument, value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A description has an object for each option, never a name. */
function isEither(shape: object): shape is Either<AnyDescription, AnyDescription> {
  return 'option' in shape && typeof shape.option === 'string';
}
