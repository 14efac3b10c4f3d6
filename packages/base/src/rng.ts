import { checkInteger, checkNumber } from './check';
import { ArgumentError } from './errors';

/** The state of an {@link Rng}, as plain JSON. */
export interface RngState {
  /** The name of the stream: two words in [0, 2^32). */
  readonly key: readonly [number, number];
  /** The number of blocks of two words drawn so far; a half stands for one word. */
  readonly position: number;
}

/**
 * A source of seeded random numbers.
 *
 * ```ts
 * const rng = new Rng(1);
 * rng.normal(); // the same number in every run
 * const shuffling = rng.split('shuffle'); // a stream of its own
 * shuffling.permutation(5);
 * ```
 *
 * All randomness of these packages comes from it. It is Threefry-2x32 with 20 rounds (Salmon et al. 2011, "Parallel random numbers: as
 * easy as 1, 2, 3"): its state is a key and a position. Streams that are split off by name depend neither on each other nor on
 * how much was drawn before, so a resumed run needs no stored state.
 */
export class Rng {
  private key: readonly [number, number];
  private position = 0;
  private spareWord: number | undefined;

  /** @param seed a whole number in [0, 2^53). */
  constructor(seed: number) {
    checkInteger('seed', seed);
    this.key = [seed >>> 0, Math.floor(seed / 2 ** 32)];
  }

  /** Returns an independent stream named by `label`, text or a whole number. The same name always gives the same stream. */
  split(label: string | number): Rng {
    const text = String(label);
    let key: readonly [number, number] = threefry(this.key, 0x73706c69, text.length);
    for (let i = 0; i < text.length; i++) key = threefry(key, text.charCodeAt(i), i);
    return Rng.withKey(key, 0);
  }

  /** Draws a whole number from the uniform distribution on [0, 2^32). */
  word(): number {
    if (this.spareWord !== undefined) {
      const word = this.spareWord;
      this.spareWord = undefined;
      return word;
    }
    const [first, second] = this.block(this.position++);
    this.spareWord = second;
    return first;
  }

  /** Draws a number from the uniform distribution on [low, high), with the 24 random bits that a float32 holds. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * fraction(this.word());
  }

  /** Draws a number from the normal distribution (Box and Muller 1958). */
  normal(mean = 0, deviation = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Draws a whole number from the uniform distribution on [0, bound), without bias; `bound` is from 1 to 2^32. */
  integer(bound: number): number {
    checkInteger('bound', bound, { from: 1, to: 2 ** 32 });
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let word = this.word();
    while (word >= limit) word = this.word();
    return word % bound;
  }

  /** Draws `count` numbers from the uniform distribution on [low, high): two from each block, beginning with a fresh one. */
  uniforms(count: number, low = 0, high = 1): Float32Array {
    const { position } = this.reserve(count);
    const values = new Float32Array(count);
    for (let i = 0; i < count; i += 2) {
      const [first, second] = this.block(position + i / 2);
      values[i] = low + (high - low) * fraction(first);
      if (i + 1 < count) values[i + 1] = low + (high - low) * fraction(second);
    }
    return values;
  }

  /** Draws `count` numbers from the normal distribution: two from each block, beginning with a fresh one (Box and Muller 1958). */
  normals(count: number, mean = 0, deviation = 1): Float32Array {
    checkNumber('deviation', deviation, { from: 0 });
    const { position } = this.reserve(count);
    const values = new Float32Array(count);
    for (let i = 0; i < count; i += 2) {
      const [first, second] = this.block(position + i / 2);
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - fraction(first)));
      const angle = 2 * Math.PI * fraction(second);
      values[i] = mean + radius * Math.cos(angle);
      if (i + 1 < count) values[i + 1] = mean + radius * Math.sin(angle);
    }
    return values;
  }

  /** Skips the blocks of `count` numbers, two from each, and returns where they begin, so that a kernel can draw them. */
  reserve(count: number): RngState {
    checkInteger('count', count);
    const { key, position } = this;
    this.position += Math.ceil(count / 2);
    this.spareWord = undefined;
    return { key, position };
  }

  /** Returns the numbers 0 to `size` - 1 in random order (Fisher and Yates). */
  permutation(size: number): Int32Array {
    checkInteger('size', size);
    const order = Int32Array.from({ length: size }, (_, i) => i);
    for (let i = size - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** Draws `count` different items in random order. Throws an {@link ArgumentError} if there are fewer. */
  choice<T>(items: ArrayLike<T>, count: number): T[] {
    if (checkInteger('count', count) > items.length) {
      throw new ArgumentError('count', `at most the number of items, ${items.length}`, count);
    }
    return Array.from(this.permutation(items.length).subarray(0, count), (i) => items[i]);
  }

  /** Returns the state as plain JSON; {@link Rng.fromJSON} continues from it. */
  toJSON(): RngState {
    return { key: this.key, position: this.spareWord === undefined ? this.position : this.position - 0.5 };
  }

  /** Returns the stream at the state that `toJSON` gave. */
  static fromJSON(state: RngState): Rng {
    const rng = Rng.withKey(state.key, Math.floor(state.position));
    if (!Number.isInteger(state.position)) rng.word();
    return rng;
  }

  private block(position: number): [number, number] {
    return threefry(this.key, position >>> 0, Math.floor(position / 2 ** 32));
  }

  private static withKey(key: readonly [number, number], position: number): Rng {
    const rng = new Rng(0);
    rng.key = key;
    rng.position = position;
    return rng;
  }
}

/** Turns a random word into a number in [0, 1) with the 24 bits of a float32. */
function fraction(word: number): number {
  return (word >>> 8) * 2 ** -24;
}

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];

/** Computes one block of Threefry-2x32-20: two random words for a key and a counter. */
export function threefry(key: readonly [number, number], low: number, high: number): [number, number] {
  const schedule = [key[0], key[1], 0x1bd11bda ^ key[0] ^ key[1]];
  let x = (low + schedule[0]) | 0;
  let y = (high + schedule[1]) | 0;
  for (let round = 0; round < 20; round++) {
    const rotation = ROTATIONS[round % 8];
    x = (x + y) | 0;
    y = ((y << rotation) | (y >>> (32 - rotation))) ^ x;
    if (round % 4 === 3) {
      const group = (round + 1) / 4;
      x = (x + schedule[group % 3]) | 0;
      y = (y + schedule[(group + 1) % 3] + group) | 0;
    }
  }
  return [x >>> 0, y >>> 0];
}
