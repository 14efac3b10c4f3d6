/**
 * Sums over [..., channels] of every channel separately: bias gradients and the statistics of batches. The data is viewed
 * as rows of a `period`: the channels, repeated until they fill whole vectors of four, so that any number of channels runs
 * at full width. Sums run over blocks that fit the first-level cache, over the blocks of a slice, and then over the slices of
 * parts.ts, which also keeps rounding errors near those of a pairwise sum.
 */
import { ELU, LEAKY_RELU, LINEAR, RELU, SIGMOID, TANH, activationGradient4 } from './activation';
import { firstUnit, sliceCount } from './parts';
import { copyFloats, fillZero, reserve, take } from './scratch';
import { multiplyAdd } from './simd';

const BLOCK_FLOATS: i32 = 2048;

/** Returns channels * 4 / gcd(channels, 4). */
// @ts-ignore: decorator
@inline
export function periodOf(channels: i32): i32 {
  return (channels & 3) == 0 ? channels : (channels & 1) == 0 ? channels * 2 : channels * 4;
}

/** Takes the per-channel values, repeated to a period; zeros for address 0. */
export function takePeriod(values: usize, channels: i32, period: i32): usize {
  const repeated = take(<usize>period << 2);
  if (values == 0) fillZero(repeated, <usize>period << 2);
  else for (let i = 0; i < period; i += channels) copyFloats(repeated + (<usize>i << 2), values, channels);
  return repeated;
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

/** The slice that a pass over the rows is in: rows [firstRow, endRow) and, in the last one, what is left of a row. */
let firstRow: i32 = 0;
let endRow: i32 = 0;
let endValue: i32 = 0;

/** Sets the numbers above and returns the slice's row of the table of sums, filled with zeros. */
function startSlice(table: usize, slice: i32, size: i32, period: i32): usize {
  const slices = sliceCount(size);
  const rows = size / period;
  firstRow = firstUnit(rows, slice, slices);
  endRow = firstUnit(rows, slice + 1, slices);
  endValue = slice + 1 == slices ? size : endRow * period;
  const sums = table + (<usize>(slice * period) << 2);
  fillZero(sums, <usize>period << 2);
  return sums;
}

// @ts-ignore: decorator
@inline
function activationGradientWith(
  dy: usize, y: usize, dx: usize, sums: usize, period: i32, activation: i32, slope: v128,
): void {
  const step = <usize>period << 2;
  const block = max(BLOCK_FLOATS / period, 4);
  for (let first = firstRow; first < endRow; first += block) {
    const count = min(block, endRow - first);
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
  const rest = <usize>endRow * step;
  for (let at = rest; at < <usize>endValue << 2; at += 4) {
    const g = activationGradient4(v128.load32_splat(dy + at), v128.load32_splat(y + at), activation, slope);
    store<f32>(dx + at, f32x4.extract_lane(g, 0));
    addLane(sums + (at - rest), g);
  }
}

/** Computes dx = dy * f'(z) for y = f(z), and a table [slices, period] of sums of dx for foldSlices. */
export function activationGradient(
  dy: usize, y: usize, dx: usize, table: usize, size: i32, channels: i32, activation: i32, alpha: f32, part: i32, parts: i32,
): void {
  const period = periodOf(channels);
  const slope = f32x4.splat(alpha);
  const slices = sliceCount(size);
  const end = firstUnit(slices, part + 1, parts);
  for (let slice = firstUnit(slices, part, parts); slice < end; slice++) {
    const sums = startSlice(table, slice, size, period);
    if (activation == RELU) activationGradientWith(dy, y, dx, sums, period, RELU, slope);
    else if (activation == ELU) activationGradientWith(dy, y, dx, sums, period, ELU, slope);
    else if (activation == SIGMOID) activationGradientWith(dy, y, dx, sums, period, SIGMOID, slope);
    else if (activation == LEAKY_RELU) activationGradientWith(dy, y, dx, sums, period, LEAKY_RELU, slope);
    else if (activation == TANH) activationGradientWith(dy, y, dx, sums, period, TANH, slope);
    else activationGradientWith(dy, y, dx, sums, period, LINEAR, slope);
  }
}

/** Computes target [channels], the sums over a table [slices, period] and over the repetitions of each channel, times a factor. */
export function foldSlices(
  table: usize, target: usize, slices: i32, period: i32, channels: i32, factor: f64, part: i32, parts: i32,
): void {
  const end = firstUnit(channels, part + 1, parts);
  for (let channel = firstUnit(channels, part, parts); channel < end; channel++) {
    let sum: f64 = 0;
    for (let slice = 0; slice < slices; slice++) {
      const sums = table + (<usize>(slice * period) << 2);
      for (let i = channel; i < period; i += channels) sum += <f64>load<f32>(sums + (<usize>i << 2));
    }
    store<f32>(target + (<usize>channel << 2), <f32>(sum * factor));
  }
}

/** Adds x - centre or, with `products`, (x - centre) * (y - otherCentre) to the sums of a slice. */
// @ts-ignore: decorator
@inline
function addUp(x: usize, centre: usize, y: usize, otherCentre: usize, sums: usize, period: i32, products: bool): void {
  const step = <usize>period << 2;
  const block = max(BLOCK_FLOATS / period, 4);
  for (let first = firstRow; first < endRow; first += block) {
    const count = min(block, endRow - first);
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
  const rest = <usize>endRow * step;
  for (let at = rest; at < <usize>endValue << 2; at += 4) {
    const column = at - rest;
    let value = load<f32>(x + at) - load<f32>(centre + column);
    if (products) value *= load<f32>(y + at) - load<f32>(otherCentre + column);
    store<f32>(sums + column, load<f32>(sums + column) + value);
  }
}

/** Computes a table [slices, period] of the sums of x over its rows, for foldSlices. */
export function channelSums(x: usize, table: usize, size: i32, channels: i32, part: i32, parts: i32): void {
  const period = periodOf(channels);
  reserve((<usize>period + 4) << 2);
  const zeros = take(<usize>period << 2);
  fillZero(zeros, <usize>period << 2);
  const slices = sliceCount(size);
  const end = firstUnit(slices, part + 1, parts);
  for (let slice = firstUnit(slices, part, parts); slice < end; slice++) {
    addUp(x, zeros, x, zeros, startSlice(table, slice, size, period), period, false);
  }
}

/** Computes the same of (x - centre) * (y - otherCentre), with centres per channel; address 0 stands for zeros. */
export function channelProducts(
  x: usize, centre: usize, y: usize, otherCentre: usize, table: usize, size: i32, channels: i32, part: i32, parts: i32,
): void {
  const period = periodOf(channels);
  reserve((<usize>period + 4) << 3);
  const c = takePeriod(centre, channels, period);
  const o = takePeriod(otherCentre, channels, period);
  const slices = sliceCount(size);
  const end = firstUnit(slices, part + 1, parts);
  for (let slice = firstUnit(slices, part, parts); slice < end; slice++) {
    addUp(x, c, y, o, startSlice(table, slice, size, period), period, true);
  }
}
