/** The passes of batch normalisation that are no sums; those are in channels.ts. */
import { periodOf, takePeriod } from './channels';
import { firstUnit } from './parts';
import { reserve } from './scratch';
import { multiplyAdd } from './simd';

// @ts-ignore: decorator
@inline
function affineWith(
  target: usize, x: usize, factor: usize, other: usize, otherFactor: usize, offset: usize, first: i32, end: i32, endValue: i32,
  period: i32, both: bool,
): void {
  const step = <usize>period << 2;
  for (let row = <usize>first * step; row < <usize>end * step; row += step) {
    for (let column: usize = 0; column < step; column += 16) {
      let value = multiplyAdd(v128.load(x + row + column), v128.load(factor + column), v128.load(offset + column));
      if (both) value = multiplyAdd(v128.load(other + row + column), v128.load(otherFactor + column), value);
      v128.store(target + row + column, value);
    }
  }
  const rest = <usize>end * step;
  for (let at = rest; at < <usize>endValue << 2; at += 4) {
    const column = at - rest;
    let value = load<f32>(x + at) * load<f32>(factor + column) + load<f32>(offset + column);
    if (both) value += load<f32>(other + at) * load<f32>(otherFactor + column);
    store<f32>(target + at, value);
  }
}

/** Computes target = x * factor + offset, plus other * otherFactor unless `other` is 0, with factors and offsets per channel. */
export function affine(
  x: usize, factor: usize, other: usize, otherFactor: usize, offset: usize, target: usize, size: i32, channels: i32,
  part: i32, parts: i32,
): void {
  const period = periodOf(channels);
  reserve((<usize>period + 4) * 12);
  const f = takePeriod(factor, channels, period);
  const o = takePeriod(offset, channels, period);
  const rows = size / period;
  const first = firstUnit(rows, part, parts);
  const end = firstUnit(rows, part + 1, parts);
  // The last part computes what is left of a row.
  const endValue = part + 1 == parts ? size : end * period;
  if (other == 0) affineWith(target, x, f, x, f, o, first, end, endValue, period, false);
  else affineWith(target, x, f, other, takePeriod(otherFactor, channels, period), o, first, end, endValue, period, true);
}

/**
 * Computes what batch normalisation in training needs of its statistics: the new moving averages, `keep` times the old ones plus
 * `share` times those of the batch, and the factor and offset of y = x * factor + shift = (x - mean) / sqrt(variance + epsilon) * scale + offset.
 */
export function batchFactors(
  mean: usize, variance: usize, scale: usize, offset: usize, movingMean: usize, movingVariance: usize, newMovingMean: usize,
  newMovingVariance: usize, factor: usize, shift: usize, channels: i32, epsilon: f32, keep: f32, share: f32, part: i32,
  parts: i32,
): void {
  const end = <usize>firstUnit(channels, part + 1, parts) << 2;
  for (let at = <usize>firstUnit(channels, part, parts) << 2; at < end; at += 4) {
    const m = load<f32>(mean + at);
    const v = load<f32>(variance + at);
    store<f32>(newMovingMean + at, load<f32>(movingMean + at) * keep + m * share);
    store<f32>(newMovingVariance + at, load<f32>(movingVariance + at) * keep + v * share);
    const f = load<f32>(scale + at) / sqrt<f32>(v + epsilon);
    store<f32>(factor + at, f);
    store<f32>(shift + at, load<f32>(offset + at) - m * f);
  }
}

/**
 * Computes what the gradient of batch normalisation in training needs of its sums. With n rows, r = 1 / sqrt(variance + epsilon),
 * x' = (x - mean) r, offsetGradient = sum dy and products = sum dy (x - mean): scaleGradient = sum dy x', and the factors of
 * dx = dy * dyFactor + x * xFactor + shift = scale r (dy - offsetGradient / n - x' scaleGradient / n).
 */
export function batchGradientFactors(
  products: usize, offsetGradient: usize, mean: usize, variance: usize, scale: usize, scaleGradient: usize, dyFactor: usize,
  xFactor: usize, shift: usize, channels: i32, epsilon: f32, count: f32, part: i32, parts: i32,
): void {
  const end = <usize>firstUnit(channels, part + 1, parts) << 2;
  for (let at = <usize>firstUnit(channels, part, parts) << 2; at < end; at += 4) {
    const r: f32 = 1 / sqrt<f32>(load<f32>(variance + at) + epsilon);
    const dScale = load<f32>(products + at) * r;
    const f = load<f32>(scale + at) * r;
    const g = (-f * r * dScale) / count;
    store<f32>(scaleGradient + at, dScale);
    store<f32>(dyFactor + at, f);
    store<f32>(xFactor + at, g);
    store<f32>(shift + at, (-f * load<f32>(offsetGradient + at)) / count - g * load<f32>(mean + at));
  }
}
