/**
 * Gradients of the depthwise convolution with a filter [filterHeight, filterWidth, channels, multiplier]. Channel c of x makes
 * the channels c * multiplier + q of y.
 */
import { firstUnit, firstValue } from './parts';
import { addFloats, fillZero, reserve, take } from './scratch';
import { multiplyAdd } from './simd';

/** Computes dx: every element of dy adds its share to the patch that it came from. */
export function depthwiseBackpropInput(
  dy: usize, filter: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, multiplier: i32, filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32,
  dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32, part: i32, parts: i32,
): void {
  const firstImage = firstUnit(batch, part, parts);
  batch = firstUnit(batch, part + 1, parts) - firstImage;
  dy += <usize>(firstImage * outHeight * outWidth * channels * multiplier) << 2;
  dx += <usize>(firstImage * height * width * channels) << 2;
  fillZero(dx, <usize>(batch * height * width * channels) << 2);
  for (let image = 0; image < batch; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const g = dy + (<usize>(((image * outHeight + oy) * outWidth + ox) * channels * multiplier) << 2);
        for (let ky = 0; ky < filterHeight; ky++) {
          const y = oy * strideY - padTop + ky * dilationY;
          if (y < 0 || y >= height) continue;
          for (let kx = 0; kx < filterWidth; kx++) {
            const x = ox * strideX - padLeft + kx * dilationX;
            if (x < 0 || x >= width) continue;
            const target = dx + (<usize>(((image * height + y) * width + x) * channels) << 2);
            const taps = filter + (<usize>((ky * filterWidth + kx) * channels * multiplier) << 2);
            let channel = 0;
            if (multiplier == 1) {
              for (; channel + 4 <= channels; channel += 4) {
                const at = <usize>channel << 2;
                v128.store(target + at, multiplyAdd(v128.load(g + at), v128.load(taps + at), v128.load(target + at)));
              }
            }
            for (; channel < channels; channel++) {
              let sum = load<f32>(target + (<usize>channel << 2));
              for (let q = 0; q < multiplier; q++) {
                const at = <usize>(channel * multiplier + q) << 2;
                sum += load<f32>(g + at) * load<f32>(taps + at);
              }
              store<f32>(target + (<usize>channel << 2), sum);
            }
          }
        }
      }
    }
  }
}

/** Computes dFilter, summed over each image and then over the images, which bounds the rounding error. */
export function depthwiseBackpropFilter(
  x: usize, dy: usize, dFilter: usize, batch: i32, height: i32, imageWidth: i32, channels: i32,
  outHeight: i32, outWidth: i32, multiplier: i32, filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32,
  dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32, part: i32, parts: i32,
): void {
  const outChannels = channels * multiplier;
  const first = firstValue(channels, part, parts);
  const count = firstValue(channels, part + 1, parts) - first;
  const taps = filterHeight * filterWidth;
  const width = count * multiplier;
  const partialBytes = <usize>(taps * width) << 2;
  reserve(partialBytes);
  const partial = take(partialBytes);
  x += <usize>first << 2;
  dy += <usize>(first * multiplier) << 2;
  dFilter += <usize>(first * multiplier) << 2;
  for (let tap = 0; tap < taps; tap++) fillZero(dFilter + (<usize>(tap * outChannels) << 2), <usize>width << 2);
  for (let image = 0; image < batch; image++) {
    fillZero(partial, partialBytes);
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const g = dy + (<usize>(((image * outHeight + oy) * outWidth + ox) * outChannels) << 2);
        for (let ky = 0; ky < filterHeight; ky++) {
          const y = oy * strideY - padTop + ky * dilationY;
          if (y < 0 || y >= height) continue;
          for (let kx = 0; kx < filterWidth; kx++) {
            const column = ox * strideX - padLeft + kx * dilationX;
            if (column < 0 || column >= imageWidth) continue;
            const source = x + (<usize>(((image * height + y) * imageWidth + column) * channels) << 2);
            const target = partial + (<usize>((ky * filterWidth + kx) * width) << 2);
            let channel = 0;
            if (multiplier == 1) {
              for (; channel + 4 <= count; channel += 4) {
                const at = <usize>channel << 2;
                v128.store(target + at, multiplyAdd(v128.load(g + at), v128.load(source + at), v128.load(target + at)));
              }
            }
            for (; channel < count; channel++) {
              const value = load<f32>(source + (<usize>channel << 2));
              for (let q = 0; q < multiplier; q++) {
                const at = <usize>(channel * multiplier + q) << 2;
                store<f32>(target + at, load<f32>(target + at) + load<f32>(g + at) * value);
              }
            }
          }
        }
      }
    }
    for (let tap = 0; tap < taps; tap++) {
      addFloats(dFilter + (<usize>(tap * outChannels) << 2), partial + (<usize>(tap * width) << 2), width);
    }
  }
}
