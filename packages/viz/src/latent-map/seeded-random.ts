import { kind } from '@ae-lab/base';

/**
 * Returns a source of uniform random numbers on [0, 1) from a seed: the generator SplitMix32 (Steele, Lea and Flood
 * 2014, "Fast splittable pseudorandom number generators"), its 32-bit form with the finaliser of MurmurHash3.
 */
export function seededRandom(seed: number): () => number {
  kind.seed.read('seed', seed);
  let state = (seed ^ Math.floor(seed / 2 ** 32)) >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return ((word ^ (word >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** Returns a number from the standard normal distribution (Box and Muller 1958). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
