/**
 * The gradient of a convolution by its input, computed by scattering: every pixel of dy times the whole filter gives a patch,
 * which is added to dx at its place. No product involves the zeros of a border, and even a few channels fill their tiles.
 */
import { activateInPlace } from './activation';
import { takeInit } from './matmul';
import { EDGE_BYTES, packPanels, paddedColumns, rowsByPanels, takeEdge } from './panels';
import { addFloats, copyFloats, fillZero, reserve, take, takeSteps } from './scratch';

/** Bytes of patches that are computed before they are added, a part of the second-level cache. */
const BLOCK_BYTES: i32 = 65536;

/** The cost of storing and adding one value of a patch, in multiplications. */
const ADDITION: f64 = 8;

/** Returns whether scattering is faster than gathering the terms of each pixel of dx, judged by the multiplications of both. */
export function scatterIsFaster(
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, outChannels: i32, strideY: i32, strideX: i32,
): bool {
  const scattered = <f64>(outHeight * outWidth * channels) * (<f64>outChannels + ADDITION);
  const columns = channels <= 2 ? channels : paddedColumns(channels);
  const gathered = (<f64>(height * width) * <f64>(columns * outChannels)) / <f64>(strideY * strideX);
  return scattered < 0.9 * gathered;
}

/** Computes dx = f(bias + the sum of the patches of dy [batch, outHeight, outWidth, outChannels]). */
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
  const segment = takeSteps(1, 0);
  const dyRows = takeSteps(block, outChannels * 4);
  const patchRows = takeSteps(block, patch * 4);
  const patches = take(<usize>(block * patch) << 2);

  const values = batch * height * width * channels;
  if (bias == 0) fillZero(dx, <usize>values << 2);
  else for (let pixel = 0; pixel < values; pixel += channels) copyFloats(dx + (<usize>pixel << 2), bias, channels);
  // Adjacent filter elements are added at once if their pixels are adjacent.
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
