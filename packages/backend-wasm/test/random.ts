/** A small seeded generator (mulberry32) of test shapes and values. */
export class TestRandom {
  constructor(private state: number) {}

  /** Returns a number in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** Returns a whole number from `low` to `high`. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  choice<T>(options: readonly T[]): T {
    return options[this.integer(0, options.length - 1)]!;
  }

  /** Returns values in [-1, 1). */
  values(size: number): Float32Array {
    return Float32Array.from({ length: size }, () => 2 * this.next() - 1);
  }

  /** Returns such values with one NaN or infinity at a random place. */
  valuesWithOutlier(size: number): Float32Array {
    const values = this.values(size);
    if (size > 0) values[this.integer(0, size - 1)] = this.choice([Number.NaN, Infinity, -Infinity]);
    return values;
  }
}
