/**
 * Convolutions of NHWC images as implicit products. The rows of the product's A are the patches of patches.ts, which are read
 * in place.
 */
import { activateInPlace } from './activation';
import { takeInit } from './matmul';
import { COLUMNS_TILE, columnsTile } from './micro-kernels.gen';
import {
  EDGE_BYTES, PANEL, packPanel, packPanels, packTransposedPanel, paddedColumns, panelColumns, rowsByPanels, takeEdge,
  tileColumns,
} from './panels';
import { firstUnit } from './parts';
import * as patches from './patches';
import { copyWindow, fillPixels, groupSize } from './patches';
import { scatterIsFaster, scatterPatches } from './scatter';
import { copyFloats, fillZero, reserve, take, takeSteps } from './scratch';

/** Computes y = f(convolution(x, filter) + bias); filter [filterHeight, filterWidth, channels, outChannels]. Parts are images. */
export function conv2d(
  x: usize, filter: usize, bias: usize, y: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32, filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32,
  dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32, activation: i32, alpha: f32, part: i32, parts: i32,
): void {
  const firstImage = firstUnit(batch, part, parts);
  batch = firstUnit(batch, part + 1, parts) - firstImage;
  x += <usize>(firstImage * height * width * channels) << 2;
  y += <usize>(firstImage * outHeight * outWidth * outChannels) << 2;
  const planned = patches.plan(
    batch, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideY, strideX, dilationY, dilationX,
    padTop, padLeft,
  );
  const depth = patches.segments * patches.length;
  const padded = paddedColumns(outChannels);
  reserve(EDGE_BYTES + (<usize>(depth + 1) * padded << 2) + (<usize>patches.group * patches.pixels << 2) + planned + 128);
  takeEdge();
  const init = takeInit(bias, outChannels);
  const panels = take(<usize>depth * padded << 2);
  packPanels(panels, filter, <usize>outChannels << 2, depth, outChannels, false);
  patches.takeTables(outHeight, outWidth, filterHeight, strideY, strideX, dilationY, dilationX);
  const cRows = take(<usize>patches.group * patches.pixels << 2);
  fillPixels(cRows, 1, 0, patches.group, patches.pixels, patches.pixels * outChannels * 4, outChannels * 4);

  for (let first = 0; first < batch; first += patches.group) {
    const images = min(patches.group, batch - first);
    const source = patches.sourceOf(x, first, images);
    const target = y + (<usize>first * (patches.pixels * outChannels) << 2);
    rowsByPanels(
      source, patches.offsets, images * patches.pixels, patches.segmentOffsets, patches.segments, patches.length,
      panels, outChannels, target, cRows, init, false,
    );
    activateInPlace(target, images * patches.pixels * outChannels, activation, alpha);
  }
}

/**
 * Computes dFilter, the gradient of conv2d by its filter, [filterHeight, filterWidth, channels, outChannels]. A part is a run of
 * segments of the patches in the panels of dFilter: parts of the images would sum in another order.
 */
export function conv2dBackpropFilter(
  x: usize, dy: usize, dFilter: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32, filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32,
  dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32, part: i32, parts: i32,
): void {
  const planned = patches.plan(
    batch, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideY, strideX, dilationY, dilationX,
    padTop, padLeft,
  );
  const depth = patches.segments * patches.length;
  const padded = paddedColumns(outChannels);
  reserve((<usize>depth * padded << 2) + (<usize>patches.group * patches.pixels * PANEL << 2) + planned + 256);
  const units = (outChannels + PANEL - 1) / PANEL * patches.segments;
  const firstOfPart = firstUnit(units, part, parts);
  const endOfPart = firstUnit(units, part + 1, parts);
  // All of dFilter in panels; every group adds to those of the part.
  const sums = take(<usize>depth * padded << 2);
  for (let unit = firstOfPart; unit < endOfPart; unit++) {
    fillZero(sums + segmentOffset(unit, depth, outChannels), segmentBytes(unit, outChannels));
  }
  const wideRows = takeSteps(COLUMNS_TILE, 32);
  const narrowRows = takeSteps(COLUMNS_TILE, 16);
  patches.takeTables(outHeight, outWidth, filterHeight, strideY, strideX, dilationY, dilationX);
  const edgePanel = take(<usize>patches.group * patches.pixels * PANEL << 2);

  for (let first = 0; first < batch; first += patches.group) {
    const images = min(patches.group, batch - first);
    const count = images * patches.pixels;
    const source = patches.sourceOf(x, first, images);
    const gradient = dy + (<usize>first * (patches.pixels * outChannels) << 2);
    for (let unit = firstOfPart; unit < endOfPart; ) {
      const j = unit / patches.segments * PANEL;
      const firstSegment = unit % patches.segments;
      const endSegment = min(patches.segments, firstSegment + endOfPart - unit);
      const columns = tileColumns(outChannels, j);
      const used = min(outChannels - j, PANEL);
      let b = gradient + (<usize>j << 2);
      let bStep = <usize>outChannels << 2;
      if (used < columns) {
        packPanel(edgePanel, b, bStep, count, columns, used);
        b = edgePanel;
        bStep = <usize>columns << 2;
      }
      const cRows = columns == PANEL ? wideRows : narrowRows;
      let c = sums + segmentOffset(unit, depth, outChannels);
      unit += endSegment - firstSegment;
      for (let segment = firstSegment; segment < endSegment; segment++) {
        const a = source + load<u32>(patches.segmentOffsets + (segment << 2));
        for (let i = 0; i < patches.length; i += COLUMNS_TILE) {
          const rows = min(patches.length - i, COLUMNS_TILE);
          columnsTile(rows, columns, a + (<usize>i << 2), patches.offsets, count, b, bStep, c, cRows, c, cRows);
          c += <usize>(rows * columns) << 2;
        }
      }
    }
  }
  for (let unit = firstOfPart; unit < endOfPart; unit++) {
    const j = unit / patches.segments * PANEL;
    const columns = tileColumns(outChannels, j);
    const used = min(outChannels - j, PANEL);
    let source = sums + segmentOffset(unit, depth, outChannels);
    const first = (unit % patches.segments) * patches.length;
    for (let row = first; row < first + patches.length; row++) {
      copyFloats(dFilter + (<usize>(row * outChannels + j) << 2), source, used);
      source += <usize>columns << 2;
    }
  }
}

/** Returns the place of a segment in dFilter's panels, in bytes; `unit` counts the segments of all panels. */
function segmentOffset(unit: i32, depth: i32, outChannels: i32): usize {
  const j = unit / patches.segments * PANEL;
  return <usize>(j * depth + (unit % patches.segments) * patches.length * tileColumns(outChannels, j)) << 2;
}

function segmentBytes(unit: i32, outChannels: i32): usize {
  return <usize>(patches.length * tileColumns(outChannels, unit / patches.segments * PANEL)) << 2;
}

/** Returns floor(a / b) for b above 0. */
// @ts-ignore: decorator
@inline
function floorDivide(a: i32, b: i32): i32 {
  return a >= 0 ? a / b : -((b - 1 - a) / b);
}

/** Returns the first position whose padded position is `phase` modulo the stride. */
// @ts-ignore: decorator
@inline
function firstOfPhase(phase: i32, pad: i32, stride: i32): i32 {
  return (((phase - pad) % stride) + stride) % stride;
}

/** Returns how many filter elements along one axis meet the pixels with a padded position of `phase` modulo the stride. */
function countTaps(filterSize: i32, dilation: i32, stride: i32, phase: i32): i32 {
  let taps = 0;
  for (let tap = 0; tap < filterSize; tap++) if ((tap * dilation) % stride == phase) taps++;
  return taps;
}

/**
 * Computes dx, the gradient of conv2d by its input, which is the transposed convolution of dy. The pixels of dx fall into
 * strideY * strideX phases. The pixels of one phase meet the same filter elements, so each phase is a convolution of stride 1
 * over dy: pixel p = stride * q + phase - pad receives dy[q + (phase - tap * dilation) / stride] * filter[tap]. Parts are images.
 */
export function conv2dBackpropInput(
  dy: usize, filter: usize, bias: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32, filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32,
  dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32, activation: i32, alpha: f32, part: i32, parts: i32,
): void {
  const firstImage = firstUnit(batch, part, parts);
  batch = firstUnit(batch, part + 1, parts) - firstImage;
  dy += <usize>(firstImage * outHeight * outWidth * outChannels) << 2;
  dx += <usize>(firstImage * height * width * channels) << 2;
  if (scatterIsFaster(height, width, channels, outHeight, outWidth, outChannels, strideY, strideX)) {
    scatterPatches(
      dy, filter, bias, dx, batch, height, width, channels, outHeight, outWidth, outChannels, filterHeight, filterWidth,
      strideY, strideX, dilationY, dilationX, padTop, padLeft, activation, alpha,
    );
    return;
  }
  // Rows and columns of dy that the pixels of dx reach, including those outside dy.
  const top = floorDivide(padTop - (filterHeight - 1) * dilationY, strideY);
  const bottom = (height - 1 + padTop) / strideY;
  const left = floorDivide(padLeft - (filterWidth - 1) * dilationX, strideX);
  const right = (width - 1 + padLeft) / strideX;
  const frameHeight = bottom - top + 1;
  const frameWidth = right - left + 1;
  const frameFloats = frameHeight * frameWidth * outChannels;
  const group = groupSize(batch, frameFloats);
  const pixels = height * width;
  const taps = filterHeight * filterWidth;
  const padded = paddedColumns(channels);
  reserve(
    EDGE_BYTES + (<usize>(taps * outChannels + 1) * padded << 2) + (<usize>taps << 2) + (<usize>group * pixels * 8) +
      (<usize>group * frameFloats << 2) + 128,
  );
  takeEdge();
  const init = takeInit(bias, channels);
  const panels = take(<usize>(taps * outChannels) * padded << 2);
  const segmentOffsets = take(<usize>taps << 2);
  const aRows = take(<usize>group * pixels << 2);
  const cRows = take(<usize>group * pixels << 2);
  const frames = take(<usize>group * frameFloats << 2);

  // The filter and the tables of all phases, one after another.
  let panel = panels;
  let segment = segmentOffsets;
  let row = 0;
  for (let phaseY = 0; phaseY < strideY; phaseY++) {
    const tapsY = countTaps(filterHeight, dilationY, strideY, phaseY);
    for (let phaseX = 0; phaseX < strideX; phaseX++) {
      const tapsX = countTaps(filterWidth, dilationX, strideX, phaseX);
      const depth = tapsY * tapsX * outChannels;
      let position = 0;
      for (let tapY = 0; tapY < filterHeight; tapY++) {
        if ((tapY * dilationY) % strideY != phaseY) continue;
        for (let tapX = 0; tapX < filterWidth; tapX++) {
          if ((tapX * dilationX) % strideX != phaseX) continue;
          store<u32>(
            segment,
            (((phaseY - tapY * dilationY) / strideY) * frameWidth + (phaseX - tapX * dilationX) / strideX) * outChannels * 4,
          );
          segment += 4;
          const element = filter + (<usize>((tapY * filterWidth + tapX) * channels * outChannels) << 2);
          for (let j = 0; j < channels; j += PANEL) {
            const columns = panelColumns(channels, j);
            packTransposedPanel(
              panel + (<usize>(j * depth) << 2), depth, position, element + (<usize>(j * outChannels) << 2),
              <usize>outChannels << 2, outChannels, columns, min(channels - j, PANEL),
            );
          }
          position += outChannels;
        }
      }
      panel += <usize>depth * padded << 2;
      const firstY = firstOfPhase(phaseY, padTop, strideY);
      const firstX = firstOfPhase(phaseX, padLeft, strideX);
      for (let image = 0; image < group; image++) {
        for (let y = firstY; y < height; y += strideY) {
          const q = (y + padTop) / strideY - top;
          for (let x = firstX; x < width; x += strideX) {
            const qx = (x + padLeft) / strideX - left;
            store<u32>(aRows + (row << 2), (image * frameFloats + (q * frameWidth + qx) * outChannels) * 4);
            store<u32>(cRows + (row << 2), (image * pixels + y * width + x) * channels * 4);
            row++;
          }
        }
      }
    }
  }

  for (let first = 0; first < batch; first += group) {
    const images = min(group, batch - first);
    for (let image = 0; image < images; image++) {
      copyWindow(
        frames + (<usize>image * frameFloats << 2), dy + (<usize>((first + image) * outHeight * outWidth * outChannels) << 2),
        outHeight, outWidth, outChannels, top, left, frameHeight, frameWidth,
      );
    }
    const target = dx + (<usize>first * (pixels * channels) << 2);
    panel = panels;
    segment = segmentOffsets;
    let tables: usize = 0;
    for (let phaseY = 0; phaseY < strideY; phaseY++) {
      const tapsY = countTaps(filterHeight, dilationY, strideY, phaseY);
      const firstY = firstOfPhase(phaseY, padTop, strideY);
      const rowsY = firstY < height ? (height - firstY + strideY - 1) / strideY : 0;
      for (let phaseX = 0; phaseX < strideX; phaseX++) {
        const tapsX = countTaps(filterWidth, dilationX, strideX, phaseX);
        const firstX = firstOfPhase(phaseX, padLeft, strideX);
        const rowsX = firstX < width ? (width - firstX + strideX - 1) / strideX : 0;
        const segments = tapsY * tapsX;
        rowsByPanels(
          frames, aRows + tables, images * rowsY * rowsX, segment, segments, outChannels, panel, channels,
          target, cRows + tables, init, false,
        );
        tables += <usize>(group * rowsY * rowsX) << 2;
        segment += <usize>segments << 2;
        panel += <usize>(segments * outChannels) * padded << 2;
      }
    }
    activateInPlace(target, images * pixels * channels, activation, alpha);
  }
}
