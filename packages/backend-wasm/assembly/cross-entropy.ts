/** Mean cross-entropies of logits in nats, and their gradients by the logits. */
import { firstUnit, firstValue, sliceCount } from './parts';
import { exp4, log1p4, log4, multiplyAdd, select4, sumOfLanes } from './simd';

// @ts-ignore: decorator
@inline
function largest(row: usize, bytes: usize): f32 {
  let four = f32x4.splat(-Infinity);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) four = f32x4.max(four, v128.load(row + at));
  let value = max(
    max(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1)),
    max(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3)),
  );
  for (; at < bytes; at += 4) value = max(value, load<f32>(row + at));
  return value;
}

/** Stores e^(row - shift) and returns the sum. */
// @ts-ignore: decorator
@inline
function exponentials(row: usize, target: usize, bytes: usize, shift: f32): f32 {
  const zero = f32x4.splat(shift);
  let sum = f32x4.splat(0);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const power = exp4(f32x4.sub(v128.load(row + at), zero));
    v128.store(target + at, power);
    sum = f32x4.add(sum, power);
  }
  let rest: f32 = 0;
  for (; at < bytes; at += 4) {
    const power = f32x4.extract_lane(exp4(f32x4.sub(v128.load32_splat(row + at), zero)), 0);
    store<f32>(target + at, power);
    rest += power;
  }
  return sumOfLanes(sum) + rest;
}

/** Computes target = source * factor; the target may be the source. */
// @ts-ignore: decorator
@inline
function scale(source: usize, target: usize, bytes: usize, factor: f32): void {
  const four = f32x4.splat(factor);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(target + at, f32x4.mul(v128.load(source + at), four));
  for (; at < bytes; at += 4) store<f32>(target + at, load<f32>(source + at) * factor);
}

/**
 * Computes losses = -ln softmax(logits)[label] of each row, and the softmax; logits and probabilities [rows, classes]. A label
 * outside [0, classes) makes the loss NaN.
 */
export function softmaxCrossEntropy(
  labels: usize, logits: usize, losses: usize, probabilities: usize, rows: i32, classes: i32, part: i32, parts: i32,
): void {
  const bytes = <usize>classes << 2;
  const end = firstUnit(rows, part + 1, parts);
  for (let row = firstUnit(rows, part, parts); row < end; row++) {
    const source = logits + <usize>row * bytes;
    const target = probabilities + <usize>row * bytes;
    const shift = largest(source, bytes);
    const sum = exponentials(source, target, bytes, shift);
    scale(target, target, bytes, 1 / sum);
    const label = load<i32>(labels + (<usize>row << 2));
    let loss: f32 = NaN;
    // The logarithm does not keep NaN.
    if (<u32>label < <u32>classes && sum == sum) {
      const logarithm = f32x4.extract_lane(log4(f32x4.splat(sum)), 0);
      loss = <f32>(<f64>logarithm + (<f64>shift - <f64>load<f32>(source + (<usize>label << 2))));
    }
    store<f32>(losses + (<usize>row << 2), loss);
  }
}

/** Computes dLogits, the gradient of the mean of the losses by the logits, times the number at `dy`. */
export function softmaxCrossEntropyGradient(
  dy: usize, labels: usize, probabilities: usize, dLogits: usize, rows: i32, classes: i32, part: i32, parts: i32,
): void {
  const factor = load<f32>(dy) / <f32>rows;
  const first = firstUnit(rows, part, parts);
  const end = firstUnit(rows, part + 1, parts);
  const start = <usize>(first * classes) << 2;
  scale(probabilities + start, dLogits + start, <usize>((end - first) * classes) << 2, factor);
  for (let row = first; row < end; row++) {
    const label = load<i32>(labels + (<usize>row << 2));
    if (<u32>label >= <u32>classes) continue;
    const place = <usize>(row * classes + label) << 2;
    store<f32>(dLogits + place, factor * (load<f32>(probabilities + place) - 1));
  }
}

/**
 * Returns -t ln sigmoid(z) - (1 - t) ln(1 - sigmoid(z)) = |z| s + ln(1 + e^-|z|), where s is 1 - t for z above 0 and t
 * otherwise.
 */
// @ts-ignore: decorator
@inline
function sigmoidLoss4(z: v128, t: v128): v128 {
  const size = f32x4.abs(z);
  const against = select4(f32x4.gt(z, f32x4.splat(0)), f32x4.sub(f32x4.splat(1), t), t);
  return multiplyAdd(size, against, log1p4(exp4(f32x4.neg(size))));
}

// @ts-ignore: decorator
@inline
function sigmoidSlope4(z: v128, t: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.sub(f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(z)))), t);
}

/** Computes the sums of the losses over each slice of parts.ts, with one target per logit or, if `shared`, one for all. */
export function sigmoidCrossEntropy(
  logits: usize, targets: usize, sums: usize, size: i32, shared: bool, part: i32, parts: i32,
): void {
  const all = v128.load32_splat(targets);
  const slices = sliceCount(size);
  const endSlice = firstUnit(slices, part + 1, parts);
  for (let slice = firstUnit(slices, part, parts); slice < endSlice; slice++) {
    let sum = f64x2.splat(0);
    let at = <usize>firstValue(size, slice, slices) << 2;
    const end = <usize>firstValue(size, slice + 1, slices) << 2;
    for (; at + 16 <= end; at += 16) {
      const losses = sigmoidLoss4(v128.load(logits + at), shared ? all : v128.load(targets + at));
      const high = v128.shuffle<f32>(losses, losses, 2, 3, 2, 3);
      sum = f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(losses), f64x2.promote_low_f32x4(high)));
    }
    let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
    for (; at < end; at += 4) {
      const t = shared ? all : v128.load32_splat(targets + at);
      total += f32x4.extract_lane(sigmoidLoss4(v128.load32_splat(logits + at), t), 0);
    }
    store<f32>(sums + (<usize>slice << 2), <f32>total);
  }
}

/** Computes dLogits, the gradient of the mean of the losses by the logits, times the number at `dy`. */
export function sigmoidCrossEntropyGradient(
  dy: usize, logits: usize, targets: usize, dLogits: usize, size: i32, shared: bool, part: i32, parts: i32,
): void {
  const factor = load<f32>(dy) / <f32>size;
  const four = f32x4.splat(factor);
  const all = v128.load32_splat(targets);
  let at = <usize>firstValue(size, part, parts) << 2;
  const end = <usize>firstValue(size, part + 1, parts) << 2;
  for (; at + 16 <= end; at += 16) {
    const t = shared ? all : v128.load(targets + at);
    v128.store(dLogits + at, f32x4.mul(four, sigmoidSlope4(v128.load(logits + at), t)));
  }
  for (; at < end; at += 4) {
    const t = shared ? all : v128.load32_splat(targets + at);
    store<f32>(dLogits + at, factor * f32x4.extract_lane(sigmoidSlope4(v128.load32_splat(logits + at), t), 0));
  }
}
