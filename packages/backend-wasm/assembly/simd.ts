/** Returns a * b + c in each of four lanes, with a single rounding if the engine has relaxed SIMD. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Returns a where `mask` is all ones, b elsewhere. */
// @ts-ignore: decorator
@inline
export function select4(mask: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** Returns the sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function sumOfLanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** Returns e^x - 1 for |x| up to 0.35: Taylor series to x^6 / 720, relative error below 2e-7. */
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

/** Returns e^x for x clamped to [-87, 87], with a relative error below 4e-7; NaN for NaN. */
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

/** Returns e^x - 1 for x at most 0, without cancellation near 0. */
// @ts-ignore: decorator
@inline
export function expm1Negative4(x: v128): v128 {
  const near = f32x4.gt(x, f32x4.splat(-0.34));
  return select4(near, expm1Near0(x), f32x4.sub(exp4(x), f32x4.splat(1.0)));
}

/** Returns ln(x) for normal x above 0: x = 2^e m with m near 1, and ln(m) = 2 artanh((m - 1) / (m + 1)) as a series. */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  // Shifts the exponent's border from 1 to sqrt(1/2), so that m lies in [sqrt(1/2), sqrt(2)).
  const shifted = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const exponent = i32x4.shr_s(shifted, 23);
  const m = i32x4.sub(x, i32x4.shl(exponent, 23));
  const one = f32x4.splat(1);
  const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const z = f32x4.mul(s, s);
  let series = f32x4.splat(2.0 / 9.0);
  series = multiplyAdd(series, z, f32x4.splat(2.0 / 7.0));
  series = multiplyAdd(series, z, f32x4.splat(2.0 / 5.0));
  series = multiplyAdd(series, z, f32x4.splat(2.0 / 3.0));
  series = multiplyAdd(series, z, f32x4.splat(2.0));
  return multiplyAdd(f32x4.convert_i32x4_s(exponent), f32x4.splat(0.69314718), f32x4.mul(s, series));
}

/** Returns ln(1 + x) for x in [0, 1], accurate for small x too: the rounding of 1 + x is divided out (Kahan). */
// @ts-ignore: decorator
@inline
export function log1p4(x: v128): v128 {
  const one = f32x4.splat(1);
  const sum = f32x4.add(one, x);
  const scaled = f32x4.div(f32x4.mul(log4(sum), x), f32x4.sub(sum, one));
  return select4(f32x4.eq(sum, one), x, scaled);
}

/** Returns tanh(x) = -e / (2 + e) with the sign of x, for e = expm1(-2 |x|), relative error below 1e-6. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const e = expm1Negative4(f32x4.mul(f32x4.abs(x), f32x4.splat(-2.0)));
  const magnitude = f32x4.div(f32x4.neg(e), f32x4.add(e, f32x4.splat(2.0)));
  return v128.or(magnitude, v128.and(x, i32x4.splat(0x80000000)));
}
