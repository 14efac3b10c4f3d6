import { firstValue } from './parts';
import { exp4, expm1Negative4, select4, tanh4 } from './simd';

/** The numbers of src/activation.ts. */
export const LINEAR: i32 = 0;
export const RELU: i32 = 1;
export const RELU6: i32 = 2;
export const ELU: i32 = 3;
export const SIGMOID: i32 = 4;
export const LEAKY_RELU: i32 = 5;
export const TANH: i32 = 6;

/** Returns f(x); relu keeps NaN, because f32x4.max does. */
// @ts-ignore: decorator
@inline
function activate4(x: v128, activation: i32, alpha: v128): v128 {
  const zero = f32x4.splat(0);
  if (activation == RELU) return f32x4.max(x, zero);
  if (activation == RELU6) return f32x4.min(f32x4.max(x, zero), f32x4.splat(6));
  if (activation == ELU) return select4(f32x4.lt(x, zero), expm1Negative4(x), x);
  if (activation == SIGMOID) {
    const one = f32x4.splat(1);
    return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
  }
  if (activation == TANH) return tanh4(x);
  return select4(f32x4.lt(x, zero), f32x4.mul(x, alpha), x);
}

/**
 * Replaces values below 1e-30 by zero and keeps NaN; such values are negligible next to any others. The gradients of a
 * saturated sigmoid are so small that products with them are denormal numbers, each of which costs some hundred processor
 * cycles.
 */
// @ts-ignore: decorator
@inline
function flushed(value: v128): v128 {
  return v128.andnot(value, f32x4.lt(f32x4.abs(value), f32x4.splat(1e-30)));
}

/** Returns dy * f'(z) from y = f(z). At z = 0 the slope of relu is 0 and that of leakyrelu is alpha, as in TensorFlow.js. */
// @ts-ignore: decorator
@inline
export function activationGradient4(dy: v128, y: v128, activation: i32, alpha: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (activation == RELU) return v128.andnot(dy, f32x4.le(y, zero));
  if (activation == ELU) return flushed(select4(f32x4.lt(y, zero), f32x4.mul(dy, f32x4.add(y, one)), dy));
  if (activation == SIGMOID) return flushed(f32x4.mul(dy, f32x4.mul(y, f32x4.sub(one, y))));
  if (activation == TANH) return flushed(f32x4.mul(dy, f32x4.sub(one, f32x4.mul(y, y))));
  if (activation == LEAKY_RELU) return select4(f32x4.le(y, zero), f32x4.mul(dy, alpha), dy);
  return dy;
}

/** Returns the first lane. The rest of a row runs through the code for four lanes, to get the same bits as its body. */
// @ts-ignore: decorator
@inline
function lane(value: v128): f32 {
  return f32x4.extract_lane(value, 0);
}

// @ts-ignore: decorator
@inline
function activateWith(x: usize, y: usize, count: i32, activation: i32, alpha: v128): void {
  while (count >= 4) {
    v128.store(y, activate4(v128.load(x), activation, alpha));
    x += 16;
    y += 16;
    count -= 4;
  }
  while (count > 0) {
    store<f32>(y, lane(activate4(v128.load32_splat(x), activation, alpha)));
    x += 4;
    y += 4;
    count--;
  }
}

function activateAll(x: usize, y: usize, count: i32, activation: i32, alpha: f32): void {
  const slope = f32x4.splat(alpha);
  if (activation == RELU) activateWith(x, y, count, RELU, slope);
  else if (activation == RELU6) activateWith(x, y, count, RELU6, slope);
  else if (activation == ELU) activateWith(x, y, count, ELU, slope);
  else if (activation == SIGMOID) activateWith(x, y, count, SIGMOID, slope);
  else if (activation == TANH) activateWith(x, y, count, TANH, slope);
  else activateWith(x, y, count, LEAKY_RELU, slope);
}

/** Applies any activation in place. */
// @ts-ignore: decorator
@inline
export function activateInPlace(x: usize, count: i32, activation: i32, alpha: f32): void {
  if (activation != LINEAR) activateAll(x, x, count, activation, alpha);
}

/** Computes y = f(x) for any activation except LINEAR; y may be x. */
export function activate(
  x: usize, y: usize, count: i32, activation: i32, alpha: f32, part: i32, parts: i32,
): void {
  const first = firstValue(count, part, parts);
  const end = firstValue(count, part + 1, parts);
  activateAll(x + (<usize>first << 2), y + (<usize>first << 2), end - first, activation, alpha);
}
