/**
 * The patches of a convolution, one for each pixel of its output. They are read in place: from the images or, if patches cross
 * the border, from copies with a frame of zeros. Images are processed in groups small enough for the cache.
 */
import { copyFloats, fillZero, take } from './scratch';

/** Bytes of images in a group: about as much as fits the first-level cache together with a panel of the filter. */
const GROUP_BYTES: i32 = 32768;

/** Returns the number of images in a group. */
// @ts-ignore: decorator
@inline
export function groupSize(batch: i32, imageFloats: i32): i32 {
  return min(batch, max(1, GROUP_BYTES / max(imageFloats * 4, 1)));
}

/** Copies the window [top, top + height) x [left, left + width) of an image, with zeros outside the image. */
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

/** Fills a table with the offsets of the pixels of a group of images. */
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

/** Number of images in a group, and of patches in an image. */
export let group: i32 = 0;
export let pixels: i32 = 0;

/** A patch consists of `segments` runs of `length` floats. */
export let segments: i32 = 0;
export let length: i32 = 0;

/** Tables of offsets in bytes: of the segments in a patch, and of the patches in a group. */
export let segmentOffsets: usize = 0;
export let offsets: usize = 0;

/** Size of an image, and of the area that its patches cover. It starts at (top, left), both at most 0. */
let imageHeight: i32 = 0;
let imageWidth: i32 = 0;
let channels: i32 = 0;
let top: i32 = 0;
let left: i32 = 0;
let reachHeight: i32 = 0;
let reachWidth: i32 = 0;

/** The source of the patches: the images, or `frames` of the size of that area. */
let framed: bool = false;
let frames: usize = 0;
let sourceFloats: i32 = 0;

/** Sets the numbers above. Returns the scratch memory that takeTables takes, in bytes. */
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
  // One segment per filter row if the row's pixels are contiguous, otherwise one per filter element.
  const segmentsX = dilationX == 1 ? 1 : filterWidth;
  segments = filterHeight * segmentsX;
  length = (filterWidth / segmentsX) * channels;
  return (<usize>(segments + group * pixels) << 2) + (framed ? <usize>group * sourceFloats << 2 : 0) + 64;
}

/** Fills the tables of offsets for the sizes given to plan. */
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

/** Returns the source of the patches of images [first, first + images). */
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
