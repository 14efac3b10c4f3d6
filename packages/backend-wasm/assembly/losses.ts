/** Losses between images x and their reconstruction y, and their gradients by y. */
import { firstUnit, firstValue } from './parts';
import { log4, multiplyAdd, select4, sumOfLanes } from './simd';

/** The numbers of src/kernels/reconstruction-loss.ts. */
const SQUARED_ERROR: i32 = 0;
const BINARY_CROSS_ENTROPY: i32 = 1;

/** Returns y, at least 1e-7 away from 0 and 1; keeps NaN. */
// @ts-ignore: decorator
@inline
function probability(y: v128): v128 {
  return f32x4.min(f32x4.max(y, f32x4.splat(1e-7)), f32x4.splat(<f32>(1 - 1e-7)));
}

// @ts-ignore: decorator
@inline
function loss4(x: v128, y: v128, kind: i32): v128 {
  if (kind == SQUARED_ERROR) {
    const difference = f32x4.sub(x, y);
    return f32x4.mul(difference, difference);
  }
  const one = f32x4.splat(1);
  const p = probability(y);
  const entropy = multiplyAdd(x, log4(p), f32x4.mul(f32x4.sub(one, x), log4(f32x4.sub(one, p))));
  // The logarithm does not keep NaN.
  return select4(f32x4.eq(y, y), f32x4.neg(entropy), y);
}

// @ts-ignore: decorator
@inline
function derivative4(x: v128, y: v128, kind: i32): v128 {
  if (kind == SQUARED_ERROR) {
    const difference = f32x4.sub(y, x);
    return f32x4.add(difference, difference);
  }
  const p = probability(y);
  return f32x4.div(f32x4.sub(p, x), f32x4.mul(p, f32x4.sub(f32x4.splat(1), p)));
}

/** Returns the sum over one image, computed in four lanes. */
// @ts-ignore: decorator
@inline
function imageLoss(x: usize, y: usize, pixels: i32, kind: i32): f32 {
  let sum = f32x4.splat(0);
  let at: usize = 0;
  const bytes = <usize>pixels << 2;
  for (; at + 16 <= bytes; at += 16) sum = f32x4.add(sum, loss4(v128.load(x + at), v128.load(y + at), kind));
  let rest: f32 = 0;
  for (; at < bytes; at += 4) {
    rest += f32x4.extract_lane(loss4(v128.load32_splat(x + at), v128.load32_splat(y + at), kind), 0);
  }
  return sumOfLanes(sum) + rest;
}

/** Computes losses [images], the sums over the pixels of each image. */
export function imageLosses(
  x: usize, y: usize, losses: usize, images: i32, pixels: i32, kind: i32, part: i32, parts: i32,
): void {
  const step = <usize>pixels << 2;
  const end = firstUnit(images, part + 1, parts);
  for (let image = firstUnit(images, part, parts); image < end; image++) {
    const at = <usize>image * step;
    const loss = kind == SQUARED_ERROR
      ? imageLoss(x + at, y + at, pixels, SQUARED_ERROR)
      : imageLoss(x + at, y + at, pixels, BINARY_CROSS_ENTROPY);
    store<f32>(losses + (<usize>image << 2), loss);
  }
}

// @ts-ignore: decorator
@inline
function gradientWith(x: usize, y: usize, dy: usize, first: i32, end: i32, kind: i32, factor: f32): void {
  const four = f32x4.splat(factor);
  let at = <usize>first << 2;
  const bytes = <usize>end << 2;
  for (; at + 16 <= bytes; at += 16) {
    v128.store(dy + at, f32x4.mul(four, derivative4(v128.load(x + at), v128.load(y + at), kind)));
  }
  for (; at < bytes; at += 4) {
    const slope = derivative4(v128.load32_splat(x + at), v128.load32_splat(y + at), kind);
    store<f32>(dy + at, factor * f32x4.extract_lane(slope, 0));
  }
}

/** Computes dy, the gradient by y of the sum of all losses, divided by `divisor`, times the number at `dValue`. */
export function reconstructionLossGradient(
  dValue: usize, x: usize, y: usize, dy: usize, size: i32, kind: i32, divisor: f32, part: i32, parts: i32,
): void {
  const factor = load<f32>(dValue) / divisor;
  const first = firstValue(size, part, parts);
  const end = firstValue(size, part + 1, parts);
  if (kind == SQUARED_ERROR) gradientWith(x, y, dy, first, end, SQUARED_ERROR, factor);
  else gradientWith(x, y, dy, first, end, BINARY_CROSS_ENTROPY, factor);
}
