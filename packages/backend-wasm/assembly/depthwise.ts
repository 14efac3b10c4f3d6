/**
 * Gradients of the depthwise convolution with a filter [filterHeight, filterWidth, channels, multiplier]. Channel c of x makes
 * the channels c * multiplier + q of y.
 */
import { addFloats, fillZero, reserve, take } from './scratch';
import { multiplyAdd } from './simd';

/** Computes dx: every element of dy adds its share to the patch that it came from. */
export function depthwiseBackpropInput(
  dy: usize, filter: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, multiplier: i32, filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32,
  dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32,
): void {
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
  x: usize, dy: usize, dFilter: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, multiplier: i32, filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32,
  dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32,
): void {
  const outChannels = channels * multiplier;
  const filterBytes = <usize>(filterHeight * filterWidth * outChannels) << 2;
  reserve(filterBytes);
  const partial = take(filterBytes);
  fillZero(dFilter, filterBytes);
  for (let image = 0; image < batch; image++) {
    fillZero(partial, filterBytes);
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const g = dy + (<usize>(((image * outHeight + oy) * outWidth + ox) * outChannels) << 2);
        for (let ky = 0; ky < filterHeight; ky++) {
          const y = oy * strideY - padTop + ky * dilationY;
          if (y < 0 || y >= height) continue;
          for (let kx = 0; kx < filterWidth; kx++) {
            const column = ox * strideX - padLeft + kx * dilationX;
            if (column < 0 || column >= width) continue;
            const source = x + (<usize>(((image * height + y) * width + column) * channels) << 2);
            const target = partial + (<usize>((ky * filterWidth + kx) * outChannels) << 2);
            let channel = 0;
            if (multiplier == 1) {
              for (; channel + 4 <= channels; channel += 4) {
                const at = <usize>channel << 2;
                v128.store(target + at, multiplyAdd(v128.load(g + at), v128.load(source + at), v128.load(target + at)));
              }
            }
            for (; channel < channels; channel++) {
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
    addFloats(dFilter, partial, filterHeight * filterWidth * outChannels);
  }
}
