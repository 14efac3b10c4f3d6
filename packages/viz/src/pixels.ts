import { encode } from 'fast-png';
import { base64 } from './base64';
import { argumentError, checkArray, checkInteger, checkLength } from './check';
import { element } from './element';

/** The size of one image. One channel is grey, three are red, green and blue, four add opacity. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * Pixels [n, height, width, channels]: whole numbers of 0 to 255 in a `Uint8Array` or `Uint8ClampedArray`, else numbers
 * clipped to [0, 1].
 */
export type Pixels = ArrayLike<number>;

/** How many images of `shape` are in `images`; throws unless it is a whole number above 0. */
export function countImages(argument: string, images: Pixels, shape: ImageShape): number {
  const [height, width, channels] = checkLength('imageShape', shape, 3);
  checkInteger('imageShape[0]', height, 1);
  checkInteger('imageShape[1]', width, 1);
  if (![1, 3, 4].includes(channels)) throw argumentError('imageShape[2]', '1, 3 or 4 channels', channels);
  const count = checkArray(argument, images).length / (height * width * channels);
  if (Number.isInteger(count) && count > 0) return count;
  throw argumentError(argument, `a multiple of ${height} x ${width} x ${channels} numbers`, images);
}

/** How many pixels of the picture a pixel of an image covers, unless told: whole, and about 56 on the longer side. */
export function defaultScale([height, width]: ImageShape): number {
  return Math.max(1, Math.round(56 / Math.max(height, width)));
}

/** Image `index` of `images` as an SVG element with its top left corner at (x, y), every pixel a sharp square. */
export function imageElement(
  images: Pixels,
  index: number,
  shape: ImageShape,
  x: number,
  y: number,
  scale: number,
): string {
  const [height, width, channels] = shape;
  const size = height * width * channels;
  const png = encode({ width, height, channels, depth: 8, data: toBytes(images, index * size, size) });
  return element('image', {
    x,
    y,
    width: width * scale,
    height: height * scale,
    style: 'image-rendering:pixelated',
    href: `data:image/png;base64,${base64(png)}`,
  });
}

/** Whether pixels are whole numbers of 0 to 255. */
export function isBytes(images: Pixels): images is Uint8Array | Uint8ClampedArray {
  return images instanceof Uint8Array || images instanceof Uint8ClampedArray;
}

function toBytes(images: Pixels, start: number, size: number): Uint8Array {
  if (isBytes(images)) return Uint8Array.from(images.subarray(start, start + size));
  return Uint8Array.from({ length: size }, (_, i) => {
    const value = images[start + i];
    if (typeof value !== 'number' || Number.isNaN(value)) throw argumentError('images', 'numbers', value);
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  });
}
