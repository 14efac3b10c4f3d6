/**
 * Convolutions of NHWC images as implicit products: the rows of the product's A are the patches, read where they lie in
 * the image. Images are handled in groups small enough for the cache; where a patch reaches over the border the group is
 * first copied into a frame of zeros.
 */
import { activateInPlace } from './activation';
import { takeInit } from './matmul';
import { COLUMNS_TILE, columnsTile } from './micro-kernels.gen';
import {
  EDGE_BYTES, PANEL, packPanel, packPanels, packTransposedPanel, paddedColumns, panelColumns, rowsByPanels, takeEdge,
  tileColumns,
} from './panels';
import { copyFloats, fillZero, reserve, take } from './scratch';

/** Bytes of images in a group: about what the first-level cache holds beside a panel of the filter. */
const GROUP_BYTES: i32 = 32768;

/** The window [top, top + height) x [left, left + width) of an image, with zeros where it lies outside. */
function copyWindow(
  target: usize, image: usize, imageHeight: i32, imageWidth: i32, channels: i32,
  top: i32, left: i32, height: i32, width: i32,
): void {
  const rowBytes = <usize>(width * channels) << 2;
  const from = min(max(-left, 0), width);
  const to = max(min(imageWidth - left, width), from);
  for (let y = top; y < top + height; y++) {
    if (y < 0 || y >= imageHeight) {
      fillZero(target, rowBytes);
    } else {
      fillZero(target, <usize>(from * channels) << 2);
      copyFloats(
        target + (<usize>(from * channels) << 2),
        image + (<usize>((y * imageWidth + left + from) * channels) << 2),
        (to - from) * channels,
      );
      fillZero(target + (<usize>(to * channels) << 2), <usize>((width - to) * channels) << 2);
    }
    target += rowBytes;
  }
}

// @ts-ignore: decorator
@inline
function groupSize(batch: i32, imageFloats: i32): i32 {
  return min(batch, max(1, GROUP_BYTES / max(imageFloats * 4, 1)));
}

/** Offsets of the patches' origins in a group of windows. */
function fillPixels(
  table: usize, images: i32, imageBytes: i32, outHeight: i32, outWidth: i32, rowBytes: i32, columnBytes: i32,
): void {
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        store<u32>(table, image * imageBytes + y * rowBytes + x * columnBytes);
        table += 4;
      }
    }
  }
}

/** y = f(convolution(x, filter) + bias); filter [filterHeight, filterWidth, channels, outChannels]. */
export function conv2d(
  x: usize, filter: usize, bias: usize, y: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32, filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32,
  dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32, activation: i32, alpha: f32,
): void {
  const frameHeight = (outHeight - 1) * strideY + (filterHeight - 1) * dilationY + 1;
  const frameWidth = (outWidth - 1) * strideX + (filterWidth - 1) * dilationX + 1;
  const framed = padTop > 0 || padLeft > 0 || frameHeight > height || frameWidth > width;
  const sourceWidth = framed ? frameWidth : width;
  const imageFloats = (framed ? frameHeight : height) * sourceWidth * channels;
  const group = groupSize(batch, imageFloats);
  const pixels = outHeight * outWidth;
  // One segment a filter row where the row's pixels lie side by side, one a filter element otherwise.
  const segmentsX = dilationX == 1 ? 1 : filterWidth;
  const segments = filterHeight * segmentsX;
  const length = (filterWidth / segmentsX) * channels;
  const depth = segments * length;
  reserve(
    EDGE_BYTES + (<usize>(depth + 1) * paddedColumns(outChannels) << 2) + (<usize>segments << 2) +
      (<usize>group * pixels * 8) + (framed ? <usize>group * imageFloats << 2 : 0) + 128,
  );
  takeEdge();
  const init = takeInit(bias, outChannels);
  const panels = take(<usize>depth * paddedColumns(outChannels) << 2);
  packPanels(panels, filter, <usize>outChannels << 2, depth, outChannels, false);
  const segmentOffsets = take(<usize>segments << 2);
  fillPixels(segmentOffsets, 1, 0, filterHeight, segmentsX, dilationY * sourceWidth * channels * 4, dilationX * channels * 4);
  const aRows = take(<usize>group * pixels << 2);
  fillPixels(aRows, group, imageFloats * 4, outHeight, outWidth, strideY * sourceWidth * channels * 4, strideX * channels * 4);
  const cRows = take(<usize>group * pixels << 2);
  fillPixels(cRows, 1, 0, group, pixels, pixels * outChannels * 4, outChannels * 4);
  const frames = take(framed ? <usize>group * imageFloats << 2 : 0);

  for (let first = 0; first < batch; first += group) {
    const images = min(group, batch - first);
    let source = x + (<usize>first * (height * width * channels) << 2);
    if (framed) {
      for (let image = 0; image < images; image++) {
        copyWindow(
          frames + (<usize>image * imageFloats << 2), source + (<usize>image * (height * width * channels) << 2),
          height, width, channels, -padTop, -padLeft, frameHeight, frameWidth,
        );
      }
      source = frames;
    }
    const target = y + (<usize>first * (pixels * outChannels) << 2);
    rowsByPanels(
      source, aRows, images * pixels, segmentOffsets, segments, length, panels, outChannels, target, cRows, init, false,
    );
    activateInPlace(target, images * pixels * outChannels, activation, alpha);
  }
}

/** dFilter = the gradient of conv2d by its filter, [filterHeight, filterWidth, channels, outChannels]. */
export function conv2dBackpropFilter(
  x: usize, dy: usize, dFilter: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32, filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32,
  dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32,
): void {
  const frameHeight = (outHeight - 1) * strideY + (filterHeight - 1) * dilationY + 1;
  const frameWidth = (outWidth - 1) * strideX + (filterWidth - 1) * dilationX + 1;
  const framed = padTop > 0 || padLeft > 0 || frameHeight > height || frameWidth > width;
  const sourceWidth = framed ? frameWidth : width;
  const imageFloats = (framed ? frameHeight : height) * sourceWidth * channels;
  const group = groupSize(batch, imageFloats);
  const pixels = outHeight * outWidth;
  const segmentsX = dilationX == 1 ? 1 : filterWidth;
  const segments = filterHeight * segmentsX;
  const length = (filterWidth / segmentsX) * channels;
  const depth = segments * length;
  const padded = paddedColumns(outChannels);
  reserve(
    (<usize>depth * padded << 2) + (<usize>segments << 2) + (<usize>group * pixels * 4 * (1 + PANEL)) +
      (framed ? <usize>group * imageFloats << 2 : 0) + 256,
  );
  // All of dFilter in panels, to which every group adds.
  const sums = take(<usize>depth * padded << 2);
  fillZero(sums, <usize>depth * padded << 2);
  const wideRows = take(<usize>COLUMNS_TILE << 2);
  const narrowRows = take(<usize>COLUMNS_TILE << 2);
  for (let row = 0; row < COLUMNS_TILE; row++) {
    store<u32>(wideRows + (row << 2), row * 32);
    store<u32>(narrowRows + (row << 2), row * 16);
  }
  const segmentOffsets = take(<usize>segments << 2);
  fillPixels(segmentOffsets, 1, 0, filterHeight, segmentsX, dilationY * sourceWidth * channels * 4, dilationX * channels * 4);
  const offsets = take(<usize>group * pixels << 2);
  fillPixels(offsets, group, imageFloats * 4, outHeight, outWidth, strideY * sourceWidth * channels * 4, strideX * channels * 4);
  const edgePanel = take(<usize>group * pixels * PANEL << 2);
  const frames = take(framed ? <usize>group * imageFloats << 2 : 0);

  for (let first = 0; first < batch; first += group) {
    const images = min(group, batch - first);
    const count = images * pixels;
    let source = x + (<usize>first * (height * width * channels) << 2);
    if (framed) {
      for (let image = 0; image < images; image++) {
        copyWindow(
          frames + (<usize>image * imageFloats << 2), source + (<usize>image * (height * width * channels) << 2),
          height, width, channels, -padTop, -padLeft, frameHeight, frameWidth,
        );
      }
      source = frames;
    }
    const gradient = dy + (<usize>first * (pixels * outChannels) << 2);
    for (let j = 0; j < outChannels; j += PANEL) {
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
      let c = sums + (<usize>j * depth << 2);
      for (let segment = 0; segment < segments; segment++) {
        const a = source + load<u32>(segmentOffsets + (segment << 2));
        for (let i = 0; i < length; i += COLUMNS_TILE) {
          const rows = min(length - i, COLUMNS_TILE);
          columnsTile(rows, columns, a + (<usize>i << 2), offsets, count, b, bStep, c, cRows, c, cRows);
          c += <usize>(rows * columns) << 2;
        }
      }
    }
  }
  for (let j = 0; j < outChannels; j += PANEL) {
    const columns = tileColumns(outChannels, j);
    const used = min(outChannels - j, PANEL);
    const panel = sums + (<usize>j * depth << 2);
    for (let row = 0; row < depth; row++) {
      copyFloats(dFilter + (<usize>(row * outChannels + j) << 2), panel + (<usize>(row * columns) << 2), used);
    }
  }
}

/** floor(a / b) for b above 0. */
// @ts-ignore: decorator
@inline
function floorDivide(a: i32, b: i32): i32 {
  return a >= 0 ? a / b : -((b - 1 - a) / b);
}

/** How many filter elements along one axis meet the pixels whose padded position is `phase` modulo the stride. */
function countTaps(filterSize: i32, dilation: i32, stride: i32, phase: i32): i32 {
  let taps = 0;
  for (let tap = 0; tap < filterSize; tap++) if ((tap * dilation) % stride == phase) taps++;
  return taps;
}

/**
 * dx = the gradient of conv2d by its input, and so the transposed convolution of dy. The pixels of dx fall into
 * strideY * strideX phases; those of one phase meet the same filter elements, so each phase is a convolution of stride 1
 * over dy: pixel p = stride * q + phase - pad receives dy[q + (phase - tap * dilation) / stride] * filter[tap].
 */
export function conv2dBackpropInput(
  dy: usize, filter: usize, bias: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32, filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32,
  dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32, activation: i32, alpha: f32,
): void {
  // Rows and columns of dy that the pixels of dx reach, with those outside dy.
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

  // Filter and tables of all phases, one after the other.
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
      const firstY = (((phaseY - padTop) % strideY) + strideY) % strideY;
      const firstX = (((phaseX - padLeft) % strideX) + strideX) % strideX;
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
      const firstY = (((phaseY - padTop) % strideY) + strideY) % strideY;
      const rowsY = firstY < height ? (height - firstY + strideY - 1) / strideY : 0;
      for (let phaseX = 0; phaseX < strideX; phaseX++) {
        const tapsX = countTaps(filterWidth, dilationX, strideX, phaseX);
        const firstX = (((phaseX - padLeft) % strideX) + strideX) % strideX;
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
