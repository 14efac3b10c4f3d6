/** Gradients of pooling by its input, NHWC, four channels at a time. */
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
function addChannels(pointer: usize, value: v128, count: i32): void {
  const sum = f32x4.add(loadChannels(pointer, count), value);
  if (count == 4) v128.store(pointer, sum);
  else if (count == 2) v128.store64_lane(pointer, sum, 0);
  else v128.store32_lane(pointer, sum, 0);
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

// @ts-ignore: decorator
@inline
function addWindow(
  largest: bool, dy: usize, x: usize, dx: usize, rows: i32, columns: i32, rowBytes: usize, columnBytes: usize, count: i32,
): void {
  if (largest) addToLargest(dy, x, dx, rows, columns, rowBytes, columnBytes, count);
  else addToAll(dy, dx, rows, columns, rowBytes, columnBytes, count);
}

/** Computes the gradient of maxima (`largest`) or averages over the parts of windows inside the image; averages ignore `x`. */
// @ts-ignore: decorator
@inline
function poolGradient(
  largest: bool, dy: usize, x: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, windowHeight: i32, windowWidth: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32,
  part: i32, parts: i32,
): void {
  const columnBytes = <usize>channels << 2;
  const rowBytes = <usize>width * columnBytes;
  const first = firstUnit(batch, part, parts);
  batch = firstUnit(batch, part + 1, parts) - first;
  dy += <usize>(first * outHeight * outWidth) * columnBytes;
  x += <usize>(first * height) * rowBytes;
  dx += <usize>(first * height) * rowBytes;
  fillZero(dx, <usize>(batch * height) * rowBytes);
  for (let image = 0; image < batch; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = max(oy * strideY - padTop, 0);
      const rows = min(oy * strideY - padTop + windowHeight, height) - top;
      for (let ox = 0; ox < outWidth; ox++) {
        const left = max(ox * strideX - padLeft, 0);
        const columns = min(ox * strideX - padLeft + windowWidth, width) - left;
        const window = <usize>(image * height + top) * rowBytes + <usize>left * columnBytes;
        let channel = 0;
        let at = window;
        for (; channel + 4 <= channels; channel += 4) {
          addWindow(largest, dy, x + at, dx + at, rows, columns, rowBytes, columnBytes, 4);
          dy += 16;
          at += 16;
        }
        if (channel + 2 <= channels) {
          addWindow(largest, dy, x + at, dx + at, rows, columns, rowBytes, columnBytes, 2);
          channel += 2;
          dy += 8;
          at += 8;
        }
        if (channel < channels) {
          addWindow(largest, dy, x + at, dx + at, rows, columns, rowBytes, columnBytes, 1);
          dy += 4;
        }
      }
    }
  }
}

/** Computes dx, the gradient of the maxima of windows; the first of equal values gets all of it. */
export function maxPoolGradient(
  dy: usize, x: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, windowHeight: i32, windowWidth: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32,
  part: i32, parts: i32,
): void {
  poolGradient(
    true, dy, x, dx, batch, height, width, channels, outHeight, outWidth, windowHeight, windowWidth, strideY, strideX,
    padTop, padLeft, part, parts,
  );
}

/** Computes dx, the gradient of the averages over those pixels of windows that lie in the image. */
export function averagePoolGradient(
  dy: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, windowHeight: i32, windowWidth: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32,
  part: i32, parts: i32,
): void {
  poolGradient(
    false, dy, 0, dx, batch, height, width, channels, outHeight, outWidth, windowHeight, windowWidth, strideY, strideX,
    padTop, padLeft, part, parts,
  );
}
