/**
 * The gradient of a convolution by its input, computed the other way round: every pixel of dy times the whole filter gives a
 * patch, which is added to dx where it belongs. No product meets a border's zeros, and few channels fill their tiles.
 */
import { activateInPlace } from './activation';
import { takeInit } from './matmul';
import { EDGE_BYTES, packPanels, paddedColumns, rowsByPanels, takeEdge } from './panels';
import { copyFloats, fillZero, reserve, take } from './scratch';

/** Bytes of patches that are computed before they are added: a part of the second-level cache. */
const BLOCK_BYTES: i32 = 65536;

/** What it costs to store and add one value of a patch, in multiplications. */
const ADDITION: f64 = 8;

/** Whether this is faster than to gather what each pixel of dx receives, by the multiplications of both. */
export function scatterIsFaster(
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, outChannels: i32, strideY: i32, strideX: i32,
): bool {
  const scattered = <f64>(outHeight * outWidth * channels) * (<f64>outChannels + ADDITION);
  const columns = channels <= 2 ? channels : paddedColumns(channels);
  const gathered = (<f64>(height * width) * <f64>(columns * outChannels)) / <f64>(strideY * strideX);
  return scattered < 0.9 * gathered;
}

/** target += source. */
// @ts-ignore: decorator
@inline
function addFloats(target: usize, source: usize, count: i32): void {
  while (count >= 4) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    target += 16;
    source += 16;
    count -= 4;
  }
  while (count > 0) {
    store<f32>(target, load<f32>(target) + load<f32>(source));
    target += 4;
    source += 4;
    count--;
  }
}

/** dx = f(bias + the sum of the patches that dy [batch, outHeight, outWidth, outChannels] spreads). */
export function scatterPatches(
  dy: usize, filter: usize, bias: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32, filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32,
  dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32, activation: i32, alpha: f32,
): void {
  const patch = filterHeight * filterWidth * channels;
  const total = batch * outHeight * outWidth;
  const block = min(total, max(BLOCK_BYTES / (patch * 4), 4) & ~3);
  reserve(
    EDGE_BYTES + (<usize>(outChannels + 1) * paddedColumns(patch) << 2) + (<usize>block * (patch + 2) << 2) + 128,
  );
  takeEdge();
  const init = takeInit(0, patch);
  const panels = take(<usize>outChannels * paddedColumns(patch) << 2);
  packPanels(panels, filter, <usize>outChannels << 2, outChannels, patch, true);
  const segment = take(4);
  store<u32>(segment, 0);
  const dyRows = take(<usize>block << 2);
  const patchRows = take(<usize>block << 2);
  for (let row = 0; row < block; row++) {
    store<u32>(dyRows + (row << 2), row * outChannels * 4);
    store<u32>(patchRows + (row << 2), row * patch * 4);
  }
  const patches = take(<usize>(block * patch) << 2);

  const values = batch * height * width * channels;
  if (bias == 0) fillZero(dx, <usize>values << 2);
  else for (let pixel = 0; pixel < values; pixel += channels) copyFloats(dx + (<usize>pixel << 2), bias, channels);
  // Filter elements side by side are added at once where their pixels lie side by side.
  const run = dilationX == 1 ? filterWidth : 1;
  let image = dx;
  let oy = 0;
  let ox = 0;
  for (let first = 0; first < total; first += block) {
    const count = min(block, total - first);
    rowsByPanels(
      dy + (<usize>(first * outChannels) << 2), dyRows, count, segment, 1, outChannels, panels, patch, patches, patchRows,
      init, false,
    );
    let source = patches;
    for (let pixel = 0; pixel < count; pixel++) {
      for (let ky = 0; ky < filterHeight; ky++) {
        const y = oy * strideY - padTop + ky * dilationY;
        if (y < 0 || y >= height) continue;
        for (let kx = 0; kx < filterWidth; kx += run) {
          const x = ox * strideX - padLeft + kx * dilationX;
          const from = max(-x, 0);
          const to = min(width - x, run);
          if (from >= to) continue;
          addFloats(
            image + (<usize>((y * width + x + from) * channels) << 2),
            source + (<usize>((ky * filterWidth + kx + from) * channels) << 2),
            (to - from) * channels,
          );
        }
      }
      source += <usize>patch << 2;
      ox++;
      if (ox == outWidth) {
        ox = 0;
        oy++;
      }
      if (oy == outHeight) {
        oy = 0;
        image += <usize>(height * width * channels) << 2;
      }
    }
  }
  activateInPlace(dx, values, activation, alpha);
}
