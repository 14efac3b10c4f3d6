/**
 * Random numbers from Threefry-2x32 with 20 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"), four
 * blocks at a time. Values 2i and 2i + 1 come from the block at position + i, as in core's Rng.
 */
import { firstUnit } from './parts';
import { copyFloats, reserve, take } from './scratch';
import { log4, multiplyAdd, select4 } from './simd';

/** The two words of the last computed blocks. */
let first: v128 = i32x4(0, 0, 0, 0);
let second: v128 = i32x4(0, 0, 0, 0);

// @ts-ignore: decorator
@inline
function rounds(r0: i32, r1: i32, r2: i32, r3: i32, keyX: i32, keyY: i32): void {
  let x = first;
  let y = second;
  x = i32x4.add(x, y);
  y = v128.xor(v128.or(i32x4.shl(y, r0), i32x4.shr_u(y, 32 - r0)), x);
  x = i32x4.add(x, y);
  y = v128.xor(v128.or(i32x4.shl(y, r1), i32x4.shr_u(y, 32 - r1)), x);
  x = i32x4.add(x, y);
  y = v128.xor(v128.or(i32x4.shl(y, r2), i32x4.shr_u(y, 32 - r2)), x);
  x = i32x4.add(x, y);
  y = v128.xor(v128.or(i32x4.shl(y, r3), i32x4.shr_u(y, 32 - r3)), x);
  first = i32x4.add(x, i32x4.splat(keyX));
  second = i32x4.add(y, i32x4.splat(keyY));
}

/** Computes the blocks at position + index to position + index + 3, for a position of two words and an index below 2^32. */
// @ts-ignore: decorator
@inline
function blocks(key0: i32, key1: i32, low: i32, high: i32, index: i32): void {
  const start = i32x4.splat(low);
  const steps = i32x4.add(i32x4.splat(index), i32x4(0, 1, 2, 3));
  const position = i32x4.add(start, steps);
  // All ones, which is -1, where the low word overflowed.
  const carry = i32x4.lt_u(position, start);
  const key2 = 0x1bd11bda ^ key0 ^ key1;
  first = i32x4.add(position, i32x4.splat(key0));
  second = i32x4.add(i32x4.sub(i32x4.splat(high), carry), i32x4.splat(key1));
  rounds(13, 15, 26, 6, key1, key2 + 1);
  rounds(17, 29, 16, 24, key2, key0 + 2);
  rounds(13, 15, 26, 6, key0, key1 + 3);
  rounds(17, 29, 16, 24, key1, key2 + 4);
  rounds(13, 15, 26, 6, key2, key0 + 5);
}

/** Returns words as numbers in [0, 1) with 24 bits. */
// @ts-ignore: decorator
@inline
function fraction(words: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(words, 8)), f32x4.splat(1.0 / 16777216.0));
}

/** Stores a0 b0 a1 b1 a2 b2 a3 b3. */
// @ts-ignore: decorator
@inline
function storePairs(target: usize, a: v128, b: v128): void {
  v128.store(target, v128.shuffle<f32>(a, b, 0, 4, 1, 5));
  v128.store(target, v128.shuffle<f32>(a, b, 2, 6, 3, 7), 16);
}

// @ts-ignore: decorator
@inline
function eightUniforms(target: usize, low: f32, span: f32): void {
  const from = f32x4.splat(low);
  const width = f32x4.splat(span);
  storePairs(target, multiplyAdd(fraction(first), width, from), multiplyAdd(fraction(second), width, from));
}

/** Stores normal numbers (Box and Muller 1958): the radius from the first word, the angle from the second, its cosine first. */
// @ts-ignore: decorator
@inline
function eightNormals(target: usize, mean: f32, deviation: f32): void {
  const uniform = f32x4.sub(f32x4.splat(1), fraction(first));
  const radius = f32x4.mul(f32x4.splat(deviation), f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log4(uniform))));
  // The angle in turns: a quadrant, which the rounding of a large sum leaves in the low bits, and a rest of at most an eighth.
  const turns = fraction(second);
  const magic = f32x4.splat(12582912.0);
  const quadrant = f32x4.add(f32x4.mul(turns, f32x4.splat(4)), magic);
  const rest = f32x4.sub(turns, f32x4.mul(f32x4.sub(quadrant, magic), f32x4.splat(0.25)));
  const t = f32x4.mul(rest, f32x4.splat(6.28318530717958647692));
  const z = f32x4.mul(t, t);
  let sine = f32x4.splat(1.0 / 362880.0);
  sine = multiplyAdd(sine, z, f32x4.splat(-1.0 / 5040.0));
  sine = multiplyAdd(sine, z, f32x4.splat(1.0 / 120.0));
  sine = multiplyAdd(sine, z, f32x4.splat(-1.0 / 6.0));
  sine = multiplyAdd(f32x4.mul(sine, z), t, t);
  let cosine = f32x4.splat(1.0 / 40320.0);
  cosine = multiplyAdd(cosine, z, f32x4.splat(-1.0 / 720.0));
  cosine = multiplyAdd(cosine, z, f32x4.splat(1.0 / 24.0));
  cosine = multiplyAdd(cosine, z, f32x4.splat(-0.5));
  cosine = multiplyAdd(cosine, z, f32x4.splat(1));
  const one = i32x4.splat(1);
  const odd = i32x4.eq(v128.and(quadrant, one), one);
  const two = i32x4.splat(2);
  const cosineSign = i32x4.shl(v128.and(i32x4.add(quadrant, one), two), 30);
  const sineSign = i32x4.shl(v128.and(quadrant, two), 30);
  const x = v128.xor(select4(odd, sine, cosine), cosineSign);
  const y = v128.xor(select4(odd, cosine, sine), sineSign);
  const centre = f32x4.splat(mean);
  storePairs(target, multiplyAdd(radius, x, centre), multiplyAdd(radius, y, centre));
}

// @ts-ignore: decorator
@inline
function eight(normal: bool, target: usize, a: f32, b: f32): void {
  if (normal) eightNormals(target, a, b);
  else eightUniforms(target, a, b);
}

// @ts-ignore: decorator
@inline
function fill(
  normal: bool, target: usize, size: i32, key0: i32, key1: i32, low: i32, high: i32, a: f32, b: f32, part: i32, parts: i32,
): void {
  const units = (size + 7) >> 3;
  let index = firstUnit(units, part, parts) << 3;
  const end = min(firstUnit(units, part + 1, parts) << 3, size);
  for (; index + 8 <= end; index += 8) {
    blocks(key0, key1, low, high, index >> 1);
    eight(normal, target + (<usize>index << 2), a, b);
  }
  if (index < end) {
    reserve(32);
    const last = take(32);
    blocks(key0, key1, low, high, index >> 1);
    eight(normal, last, a, b);
    copyFloats(target + (<usize>index << 2), last, end - index);
  }
}

/** Draws `count` values of the uniform distribution on [from, from + span), for a key and a position of two words each. */
export function randomUniform(
  target: usize, count: i32, key0: i32, key1: i32, low: i32, high: i32, from: f32, span: f32, part: i32, parts: i32,
): void {
  fill(false, target, count, key0, key1, low, high, from, span, part, parts);
}

/** Draws `count` values of the normal distribution. */
export function randomNormal(
  target: usize, count: i32, key0: i32, key1: i32, low: i32, high: i32, mean: f32, deviation: f32, part: i32, parts: i32,
): void {
  fill(true, target, count, key0, key1, low, high, mean, deviation, part, parts);
}
