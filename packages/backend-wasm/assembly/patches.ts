/**
 * The patches of a convolution, one for each pixel of its output, read where they lie: in the images or, where a patch
 * reaches over the border, in frames of zeros around them. Images are handled in groups small enough for the cache.
 */
import { copyFloats, fillZero, take } from './scratch';

/** Bytes of images in a group: about what the first-level cache holds beside a panel of the filter. */
const GROUP_BYTES: i32 = 32768;

// @ts-ignore: decorator
@inline
export function groupSize(batch: i32, imageFloats: i32): i32 {
  return min(batch, max(1, GROUP_BYTES / max(imageFloats * 4, 1)));
}

/** The window [top, top + height) x [left, left + width) of an image, with zeros where it lies outside. */
export function copyWindow(
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

/** Offsets of the pixels of a group of images. */
export function fillPixels(
  table: usize, images: i32, imageBytes: i32, height: i32, width: i32, rowBytes: i32, columnBytes: i32,
): void {
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        store<u32>(table, image * imageBytes + y * rowBytes + x * columnBytes);
        table += 4;
      }
    }
  }
}

/** Images in a group, and patches in an image. */
export let group: i32 = 0;
export let pixels: i32 = 0;

/** A patch is so many runs of so many floats. */
export let segments: i32 = 0;
export let length: i32 = 0;

/** In bytes: where the segments of a patch start, and where the patches of a group do. */
export let segmentOffsets: usize = 0;
export let offsets: usize = 0;

/** Size of an image, and of what its patches reach over: from (top, left), both at most 0. */
let imageHeight: i32 = 0;
let imageWidth: i32 = 0;
let channels: i32 = 0;
let top: i32 = 0;
let left: i32 = 0;
let reachHeight: i32 = 0;
let reachWidth: i32 = 0;

/** What the patches are read from: the images, or frames of the size that they reach over. */
let framed: bool = false;
let frames: usize = 0;
let sourceFloats: i32 = 0;

/** Sets the numbers above; returns the scratch that takeTables takes. */
export function plan(
  batch: i32, height: i32, width: i32, channelCount: i32, outHeight: i32, outWidth: i32, filterHeight: i32, filterWidth: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32,
): usize {
  imageHeight = height;
  imageWidth = width;
  channels = channelCount;
  top = -padTop;
  left = -padLeft;
  reachHeight = (outHeight - 1) * strideY + (filterHeight - 1) * dilationY + 1;
  reachWidth = (outWidth - 1) * strideX + (filterWidth - 1) * dilationX + 1;
  framed = padTop > 0 || padLeft > 0 || reachHeight > height || reachWidth > width;
  sourceFloats = (framed ? reachHeight * reachWidth : height * width) * channels;
  group = groupSize(batch, sourceFloats);
  pixels = outHeight * outWidth;
  // One segment a filter row where the row's pixels lie side by side, one a filter element otherwise.
  const segmentsX = dilationX == 1 ? 1 : filterWidth;
  segments = filterHeight * segmentsX;
  length = (filterWidth / segmentsX) * channels;
  return (<usize>(segments + group * pixels) << 2) + (framed ? <usize>group * sourceFloats << 2 : 0) + 64;
}

/** Fills the tables of offsets, for the sizes that plan was given. */
export function takeTables(
  outHeight: i32, outWidth: i32, filterHeight: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
): void {
  const column = channels * 4;
  const row = (framed ? reachWidth : imageWidth) * column;
  segmentOffsets = take(<usize>segments << 2);
  fillPixels(segmentOffsets, 1, 0, filterHeight, segments / filterHeight, dilationY * row, dilationX * column);
  offsets = take(<usize>(group * pixels) << 2);
  fillPixels(offsets, group, sourceFloats * 4, outHeight, outWidth, strideY * row, strideX * column);
  frames = take(framed ? <usize>group * sourceFloats << 2 : 0);
}

/** What the patches of images [first, first + images) are read from. */
export function sourceOf(x: usize, first: i32, images: i32): usize {
  const imageBytes = <usize>(imageHeight * imageWidth * channels) << 2;
  const source = x + <usize>first * imageBytes;
  if (!framed) return source;
  for (let image = 0; image < images; image++) {
    copyWindow(
      frames + (<usize>image * sourceFloats << 2), source + <usize>image * imageBytes, imageHeight, imageWidth, channels,
      top, left, reachHeight, reachWidth,
    );
  }
  return frames;
}
