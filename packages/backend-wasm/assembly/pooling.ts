/** Pooling and its gradients by its input, NHWC, four channels at a time. */
import { firstUnit } from './parts';
import { fillZero } from './scratch';
import { select4 } from './simd';

/** Returns one, two or four values, followed by zeros. */
// @ts-ignore: decorator
@inline
function loadChannels(pointer: usize, count: i32): v128 {
  if (count == 4) return v128.load(pointer);
  return count == 2 ? v128.load64_zero(pointer) : v128.load32_zero(pointer);
}

// @ts-ignore: decorator
@inline
function storeChannels(pointer: usize, value: v128, count: i32): void {
  if (count == 4) v128.store(pointer, value);
  else if (count == 2) v128.store64_lane(pointer, value, 0);
  else v128.store32_lane(pointer, value, 0);
}

// @ts-ignore: decorator
@inline
function addChannels(pointer: usize, value: v128, count: i32): void {
  storeChannels(pointer, f32x4.add(loadChannels(pointer, count), value), count);
}

/** Stores the largest value of the window of x in y, or NaN if there is one. */
// @ts-ignore: decorator
@inline
function storeLargest(y: usize, x: usize, rows: i32, columns: i32, rowBytes: usize, columnBytes: usize, count: i32): void {
  let largest = f32x4.splat(-Infinity);
  // All bits are set where a value was NaN, which pmax leaves out. It is cheaper than max, which does not.
  let isNaN = i32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    let at = x + <usize>row * rowBytes;
    for (let column = 0; column < columns; column++) {
      const value = loadChannels(at, count);
      largest = f32x4.pmax(largest, value);
      isNaN = v128.or(isNaN, f32x4.ne(value, value));
      at += columnBytes;
    }
  }
  storeChannels(y, v128.or(largest, isNaN), count);
}

/** Stores the mean of the window of x in y. */
// @ts-ignore: decorator
@inline
function storeMean(y: usize, x: usize, rows: i32, columns: i32, rowBytes: usize, columnBytes: usize, count: i32): void {
  let sum = f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    let at = x + <usize>row * rowBytes;
    for (let column = 0; column < columns; column++) {
      sum = f32x4.add(sum, loadChannels(at, count));
      at += columnBytes;
    }
  }
  storeChannels(y, f32x4.mul(sum, f32x4.splat(1 / <f32>(rows * columns))), count);
}

/** Adds dy to dx at the first largest value of the window of x; nowhere if the window has no value above minus infinity. */
// @ts-ignore: decorator
@inline
function addToLargest(
  dy: usize, x: usize, dx: usize, rows: i32, columns: i32, rowBytes: usize, columnBytes: usize, count: i32,
): void {
  let largest = f32x4.splat(-Infinity);
  let place = i32x4.splat(-1);
  let pixel = 0;
  for (let row = 0; row < rows; row++) {
    let at = x + <usize>row * rowBytes;
    for (let column = 0; column < columns; column++) {
      const value = loadChannels(at, count);
      const larger = f32x4.gt(value, largest);
      largest = select4(larger, value, largest);
      place = select4(larger, i32x4.splat(pixel), place);
      pixel++;
      at += columnBytes;
    }
  }
  const gradient = loadChannels(dy, count);
  pixel = 0;
  for (let row = 0; row < rows; row++) {
    let at = dx + <usize>row * rowBytes;
    for (let column = 0; column < columns; column++) {
      addChannels(at, v128.and(gradient, i32x4.eq(place, i32x4.splat(pixel))), count);
      pixel++;
      at += columnBytes;
    }
  }
}

/** Adds an equal share of dy to every pixel of the window. */
// @ts-ignore: decorator
@inline
function addToAll(dy: usize, dx: usize, rows: i32, columns: i32, rowBytes: usize, columnBytes: usize, count: i32): void {
  const share = f32x4.mul(loadChannels(dy, count), f32x4.splat(1 / <f32>(rows * columns)));
  for (let row = 0; row < rows; row++) {
    let at = dx + <usize>row * rowBytes;
    for (let column = 0; column < columns; column++) {
      addChannels(at, share, count);
      at += columnBytes;
    }
  }
}

const LARGEST: i32 = 0;
const MEAN: i32 = 1;
const LARGEST_GRADIENT: i32 = 2;
const MEAN_GRADIENT: i32 = 3;

// @ts-ignore: decorator
@inline
function poolWindow(
  operation: i32, pooled: usize, x: usize, dx: usize, rows: i32, columns: i32, rowBytes: usize, columnBytes: usize, count: i32,
): void {
  if (operation == LARGEST) storeLargest(pooled, x, rows, columns, rowBytes, columnBytes, count);
  else if (operation == MEAN) storeMean(pooled, x, rows, columns, rowBytes, columnBytes, count);
  else if (operation == LARGEST_GRADIENT) addToLargest(pooled, x, dx, rows, columns, rowBytes, columnBytes, count);
  else addToAll(pooled, dx, rows, columns, rowBytes, columnBytes, count);
}

/** Visits those parts of the windows that lie in the image; `pooled` has a value for each window: y or dy. Parts are images. */
// @ts-ignore: decorator
@inline
function pool(
  operation: i32, pooled: usize, x: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, windowHeight: i32, windowWidth: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32,
  part: i32, parts: i32,
): void {
  const columnBytes = <usize>channels << 2;
  const rowBytes = <usize>width * columnBytes;
  const first = firstUnit(batch, part, parts);
  batch = firstUnit(batch, part + 1, parts) - first;
  pooled += <usize>(first * outHeight * outWidth) * columnBytes;
  x += <usize>(first * height) * rowBytes;
  dx += <usize>(first * height) * rowBytes;
  if (operation >= LARGEST_GRADIENT) fillZero(dx, <usize>(batch * height) * rowBytes);
  for (let image = 0; image < batch; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = max(oy * strideY - padTop, 0);
      const rows = max(min(oy * strideY - padTop + windowHeight, height) - top, 0);
      for (let ox = 0; ox < outWidth; ox++) {
        const left = max(ox * strideX - padLeft, 0);
        const columns = max(min(ox * strideX - padLeft + windowWidth, width) - left, 0);
        let at = <usize>(image * height + top) * rowBytes + <usize>left * columnBytes;
        let channel = 0;
        for (; channel + 4 <= channels; channel += 4) {
          poolWindow(operation, pooled, x + at, dx + at, rows, columns, rowBytes, columnBytes, 4);
          pooled += 16;
          at += 16;
        }
        if (channel + 2 <= channels) {
          poolWindow(operation, pooled, x + at, dx + at, rows, columns, rowBytes, columnBytes, 2);
          channel += 2;
          pooled += 8;
          at += 8;
        }
        if (channel < channels) {
          poolWindow(operation, pooled, x + at, dx + at, rows, columns, rowBytes, columnBytes, 1);
          pooled += 4;
        }
      }
    }
  }
}

/** Computes y, the maxima of windows. */
export function maxPool(
  x: usize, y: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, windowHeight: i32, windowWidth: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32,
  part: i32, parts: i32,
): void {
  pool(
    LARGEST, y, x, 0, batch, height, width, channels, outHeight, outWidth, windowHeight, windowWidth, strideY, strideX,
    padTop, padLeft, part, parts,
  );
}

/** Computes y, the averages over those pixels of windows that lie in the image. */
export function averagePool(
  x: usize, y: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, windowHeight: i32, windowWidth: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32,
  part: i32, parts: i32,
): void {
  pool(
    MEAN, y, x, 0, batch, height, width, channels, outHeight, outWidth, windowHeight, windowWidth, strideY, strideX,
    padTop, padLeft, part, parts,
  );
}

/** Computes dx, the gradient of the maxima of windows; the first of equal values gets all of it. */
export function maxPoolGradient(
  dy: usize, x: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, windowHeight: i32, windowWidth: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32,
  part: i32, parts: i32,
): void {
  pool(
    LARGEST_GRADIENT, dy, x, dx, batch, height, width, channels, outHeight, outWidth, windowHeight, windowWidth, strideY, strideX,
    padTop, padLeft, part, parts,
  );
}

/** Computes dx, the gradient of the averages. */
export function averagePoolGradient(
  dy: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, windowHeight: i32, windowWidth: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32,
  part: i32, parts: i32,
): void {
  pool(
    MEAN_GRADIENT, dy, 0, dx, batch, height, width, channels, outHeight, outWidth, windowHeight, windowWidth, strideY, strideX,
    padTop, padLeft, part, parts,
  );
}
