/** a * b + c in each of four lanes, in one rounding where the engine has relaxed SIMD. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Where `mask` is all ones a, elsewhere b. */
// @ts-ignore: decorator
@inline
export function select4(mask: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** e^x - 1 for |x| up to 0.35: Taylor series to x^6 / 720, relative error below 2e-7. */
// @ts-ignore: decorator
@inline
function expm1Near0(r: v128): v128 {
  let p = f32x4.splat(1.0 / 720.0);
  p = multiplyAdd(p, r, f32x4.splat(1.0 / 120.0));
  p = multiplyAdd(p, r, f32x4.splat(1.0 / 24.0));
  p = multiplyAdd(p, r, f32x4.splat(1.0 / 6.0));
  p = multiplyAdd(p, r, f32x4.splat(0.5));
  return multiplyAdd(f32x4.mul(r, r), p, r);
}

/** e^x of x held within [-87, 87], relative error below 4e-7; NaN for NaN. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const bounded = f32x4.min(f32x4.max(x, f32x4.splat(-87.0)), f32x4.splat(87.0));
  // Adding 1.5 * 2^23 rounds to a whole number n and leaves it in the low bits.
  const magic = f32x4.splat(12582912.0);
  const shifted = multiplyAdd(bounded, f32x4.splat(1.44269504), magic);
  const n = f32x4.sub(shifted, magic);
  // ln(2) in two parts, so that n * ln(2) is subtracted exactly (Cody and Waite).
  let r = multiplyAdd(n, f32x4.splat(-0.693359375), bounded);
  r = multiplyAdd(n, f32x4.splat(2.12194440e-4), r);
  const power = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(127 << 23));
  return multiplyAdd(expm1Near0(r), power, power);
}

/** e^x - 1 for x at most 0, without cancellation near 0. */
// @ts-ignore: decorator
@inline
export function expm1Negative4(x: v128): v128 {
  const near = f32x4.gt(x, f32x4.splat(-0.34));
  return select4(near, expm1Near0(x), f32x4.sub(exp4(x), f32x4.splat(1.0)));
}
