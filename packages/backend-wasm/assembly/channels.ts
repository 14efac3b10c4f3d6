/**
 * Passes over [..., channels] that treat every channel separately: bias gradients and batch normalisation. The data is viewed
 * as rows of a `period`: the channels, repeated until they fill whole vectors of four, so that any number of channels runs
 * at full width. Sums run over blocks that fit the first-level cache and then over the blocks, which also keeps rounding
 * errors near those of a pairwise sum.
 */
import { ELU, LEAKY_RELU, LINEAR, RELU, SIGMOID, TANH, activationGradient4 } from './activation';
import { copyFloats, fillZero, reserve, take } from './scratch';
import { multiplyAdd } from './simd';

const BLOCK_FLOATS: i32 = 2048;

/** Returns channels * 4 / gcd(channels, 4). */
// @ts-ignore: decorator
@inline
export function periodOf(channels: i32): i32 {
  return (channels & 3) == 0 ? channels : (channels & 1) == 0 ? channels * 2 : channels * 4;
}

/** Returns the per-channel values repeated to a period, followed by a vector that the last, partial period may read. */
export function takePeriod(values: usize, channels: i32, period: i32): usize {
  const repeated = take(<usize>(period + 4) << 2);
  for (let i = 0; i < period; i += channels) copyFloats(repeated + (<usize>i << 2), values, channels);
  return repeated;
}

function takeZeros(period: i32): usize {
  const zeros = take(<usize>(period + 4) << 2);
  fillZero(zeros, <usize>(period + 4) << 2);
  return zeros;
}

/** Adds up the repetitions of each channel and multiplies the sums by `factor`. */
function foldPeriod(target: usize, sums: usize, channels: i32, period: i32, factor: f32): void {
  for (let channel = 0; channel < channels; channel++) {
    let sum: f32 = 0;
    for (let i = channel; i < period; i += channels) sum += load<f32>(sums + (<usize>i << 2));
    store<f32>(target + (<usize>channel << 2), sum * factor);
  }
}

// @ts-ignore: decorator
@inline
function addTo(pointer: usize, value: v128): void {
  v128.store(pointer, f32x4.add(v128.load(pointer), value));
}

// @ts-ignore: decorator
@inline
function addLane(pointer: usize, value: v128): void {
  store<f32>(pointer, load<f32>(pointer) + f32x4.extract_lane(value, 0));
}

// @ts-ignore: decorator
@inline
function activationGradientWith(
  dy: usize, y: usize, dx: usize, sums: usize, size: i32, period: i32, activation: i32, slope: v128,
): void {
  const rows = size / period;
  const step = <usize>period << 2;
  const block = max(BLOCK_FLOATS / period, 4);
  for (let first = 0; first < rows; first += block) {
    const count = min(block, rows - first);
    for (let column: usize = 0; column < step; column += 16) {
      let at = <usize>first * step + column;
      let sum0 = f32x4.splat(0);
      let sum1 = f32x4.splat(0);
      let row = 0;
      for (; row + 2 <= count; row += 2) {
        const g0 = activationGradient4(v128.load(dy + at), v128.load(y + at), activation, slope);
        v128.store(dx + at, g0);
        sum0 = f32x4.add(sum0, g0);
        at += step;
        const g1 = activationGradient4(v128.load(dy + at), v128.load(y + at), activation, slope);
        v128.store(dx + at, g1);
        sum1 = f32x4.add(sum1, g1);
        at += step;
      }
      if (row < count) {
        const g = activationGradient4(v128.load(dy + at), v128.load(y + at), activation, slope);
        v128.store(dx + at, g);
        sum0 = f32x4.add(sum0, g);
      }
      addTo(sums + column, f32x4.add(sum0, sum1));
    }
  }
  const rest = <usize>rows * step;
  for (let at = rest; at < <usize>size << 2; at += 4) {
    const g = activationGradient4(v128.load32_splat(dy + at), v128.load32_splat(y + at), activation, slope);
    store<f32>(dx + at, f32x4.extract_lane(g, 0));
    addLane(sums + (at - rest), g);
  }
}

/** Computes dx = dy * f'(z) for y = f(z), and the sums of dx over each channel. */
export function activationGradient(
  dy: usize, y: usize, dx: usize, biasGradient: usize, size: i32, channels: i32, activation: i32, alpha: f32,
): void {
  const period = periodOf(channels);
  reserve((<usize>period + 4) << 2);
  const sums = takeZeros(period);
  const slope = f32x4.splat(alpha);
  if (activation == RELU) activationGradientWith(dy, y, dx, sums, size, period, RELU, slope);
  else if (activation == ELU) activationGradientWith(dy, y, dx, sums, size, period, ELU, slope);
  else if (activation == SIGMOID) activationGradientWith(dy, y, dx, sums, size, period, SIGMOID, slope);
  else if (activation == LEAKY_RELU) activationGradientWith(dy, y, dx, sums, size, period, LEAKY_RELU, slope);
  else if (activation == TANH) activationGradientWith(dy, y, dx, sums, size, period, TANH, slope);
  else activationGradientWith(dy, y, dx, sums, size, period, LINEAR, slope);
  foldPeriod(biasGradient, sums, channels, period, 1);
}

/** Adds (x - centre) * (y - otherCentre) to the sums of each channel; without `products` only x - centre. */
// @ts-ignore: decorator
@inline
function addUp(x: usize, centre: usize, y: usize, otherCentre: usize, sums: usize, size: i32, period: i32, products: bool): void {
  const rows = size / period;
  const step = <usize>period << 2;
  const block = max(BLOCK_FLOATS / period, 4);
  for (let first = 0; first < rows; first += block) {
    const count = min(block, rows - first);
    for (let column: usize = 0; column < step; column += 16) {
      let at = <usize>first * step + column;
      const c = v128.load(centre + column);
      const o = v128.load(otherCentre + column);
      let sum0 = f32x4.splat(0);
      let sum1 = f32x4.splat(0);
      let row = 0;
      for (; row + 2 <= count; row += 2) {
        const x0 = f32x4.sub(v128.load(x + at), c);
        sum0 = products ? multiplyAdd(x0, f32x4.sub(v128.load(y + at), o), sum0) : f32x4.add(sum0, x0);
        at += step;
        const x1 = f32x4.sub(v128.load(x + at), c);
        sum1 = products ? multiplyAdd(x1, f32x4.sub(v128.load(y + at), o), sum1) : f32x4.add(sum1, x1);
        at += step;
      }
      if (row < count) {
        const x0 = f32x4.sub(v128.load(x + at), c);
        sum0 = products ? multiplyAdd(x0, f32x4.sub(v128.load(y + at), o), sum0) : f32x4.add(sum0, x0);
      }
      addTo(sums + column, f32x4.add(sum0, sum1));
    }
  }
  const rest = <usize>rows * step;
  for (let at = rest; at < <usize>size << 2; at += 4) {
    const column = at - rest;
    let value = load<f32>(x + at) - load<f32>(centre + column);
    if (products) value *= load<f32>(y + at) - load<f32>(otherCentre + column);
    store<f32>(sums + column, load<f32>(sums + column) + value);
  }
}

/** Computes the sums of x [size / channels, channels] over its rows, times a factor. */
export function sumRows(x: usize, sums: usize, size: i32, channels: i32, factor: f32): void {
  const period = periodOf(channels);
  reserve((<usize>period + 4) * 8 + 64);
  const zeros = takeZeros(period);
  const partial = takeZeros(period);
  addUp(x, zeros, x, zeros, partial, size, period, false);
  foldPeriod(sums, partial, channels, period, factor);
}

/** Computes target = x * factor + offset, plus other * otherFactor if `both`, with factors and offsets per channel. */
// @ts-ignore: decorator
@inline
function affine(
  target: usize, x: usize, factor: usize, other: usize, otherFactor: usize, offset: usize, size: i32, period: i32, both: bool,
): void {
  const step = <usize>period << 2;
  const bytes = <usize>size << 2;
  let row: usize = 0;
  for (; row + step <= bytes; row += step) {
    for (let column: usize = 0; column < step; column += 16) {
      let value = multiplyAdd(v128.load(x + row + column), v128.load(factor + column), v128.load(offset + column));
      if (both) value = multiplyAdd(v128.load(other + row + column), v128.load(otherFactor + column), value);
      v128.store(target + row + column, value);
    }
  }
  for (let at = row; at < bytes; at += 4) {
    const column = at - row;
    let value = load<f32>(x + at) * load<f32>(factor + column) + load<f32>(offset + column);
    if (both) value += load<f32>(other + at) * load<f32>(otherFactor + column);
    store<f32>(target + at, value);
  }
}

/** Computes target = average * keep + value * share, one value per channel. */
function follow(target: usize, average: usize, value: usize, channels: i32, keep: f32, share: f32): void {
  for (let at: usize = 0; at < <usize>channels << 2; at += 4) {
    store<f32>(target + at, load<f32>(average + at) * keep + load<f32>(value + at) * share);
  }
}

/**
 * Computes batch normalisation in training: y = (x - mean) / sqrt(variance + epsilon) * scale + offset. A new moving average
 * is `keep` times the old one plus `share` times the batch's statistic.
 */
export function batchNormalization(
  x: usize, scale: usize, offset: usize, movingMean: usize, movingVariance: usize, y: usize, mean: usize, variance: usize,
  newMovingMean: usize, newMovingVariance: usize, size: i32, channels: i32, epsilon: f32, keep: f32, share: f32,
): void {
  const period = periodOf(channels);
  const count = <f32>(size / channels);
  reserve((<usize>period + 4) * 24 + (<usize>channels * 8) + 256);
  const zeros = takeZeros(period);
  const sums = takeZeros(period);
  addUp(x, zeros, x, zeros, sums, size, period, false);
  foldPeriod(mean, sums, channels, period, 1 / count);
  const centre = takePeriod(mean, channels, period);
  const squares = takeZeros(period);
  addUp(x, centre, x, centre, squares, size, period, true);
  foldPeriod(variance, squares, channels, period, 1 / count);
  follow(newMovingMean, movingMean, mean, channels, keep, share);
  follow(newMovingVariance, movingVariance, variance, channels, keep, share);

  const factor = take(<usize>channels << 2);
  const shift = take(<usize>channels << 2);
  for (let at: usize = 0; at < <usize>channels << 2; at += 4) {
    const f = load<f32>(scale + at) / sqrt<f32>(load<f32>(variance + at) + epsilon);
    store<f32>(factor + at, f);
    store<f32>(shift + at, load<f32>(offset + at) - load<f32>(mean + at) * f);
  }
  affine(y, x, takePeriod(factor, channels, period), x, zeros, takePeriod(shift, channels, period), size, period, false);
}

/**
 * Computes the gradients of batch normalisation in training. With n rows, r = 1 / sqrt(variance + epsilon) and x' = (x - mean) r:
 * offsetGradient = sum dy, scaleGradient = sum dy x', dx = scale r (dy - offsetGradient / n - x' scaleGradient / n).
 */
export function batchNormalizationGradient(
  dy: usize, x: usize, mean: usize, variance: usize, scale: usize, dx: usize, scaleGradient: usize,
  offsetGradient: usize, size: i32, channels: i32, epsilon: f32,
): void {
  const period = periodOf(channels);
  const count = <f32>(size / channels);
  reserve((<usize>period + 4) * 32 + (<usize>channels * 12) + 256);
  const zeros = takeZeros(period);
  const sums = takeZeros(period);
  const products = takeZeros(period);
  const centre = takePeriod(mean, channels, period);
  addUp(dy, zeros, x, centre, sums, size, period, false);
  foldPeriod(offsetGradient, sums, channels, period, 1);
  addUp(dy, zeros, x, centre, products, size, period, true);
  foldPeriod(scaleGradient, products, channels, period, 1);

  const dyFactor = take(<usize>channels << 2);
  const xFactor = take(<usize>channels << 2);
  const shift = take(<usize>channels << 2);
  for (let at: usize = 0; at < <usize>channels << 2; at += 4) {
    const r: f32 = 1 / sqrt<f32>(load<f32>(variance + at) + epsilon);
    const dScale = load<f32>(scaleGradient + at) * r;
    store<f32>(scaleGradient + at, dScale);
    const f = load<f32>(scale + at) * r;
    const g = (-f * r * dScale) / count;
    store<f32>(dyFactor + at, f);
    store<f32>(xFactor + at, g);
    store<f32>(shift + at, (-f * load<f32>(offsetGradient + at)) / count - g * load<f32>(mean + at));
  }
  affine(
    dx, dy, takePeriod(dyFactor, channels, period), x, takePeriod(xFactor, channels, period),
    takePeriod(shift, channels, period), size, period, true,
  );
}
