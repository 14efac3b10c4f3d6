import { ArgumentError, type ImageShape, type Kind, kind } from '@ae-lab/base';
import { encode } from 'fast-png';
import { base64 } from './base64';
import { element } from './element';

/**
 * Pixels [n, height, width, channels]: whole numbers from 0 to 255 in a `Uint8Array` or `Uint8ClampedArray`, or numbers
 * clipped to [0, 1] in any other array.
 */
export type Pixels = ArrayLike<number>;

/** The kind of a shape that can be drawn: one channel is grey, three are red, green and blue, four add opacity. */
export const IMAGE_SHAPE: Kind<ImageShape> = {
  expected: kind.imageShape.expected,
  read(argument, value) {
    const shape = kind.imageShape.read(argument, value);
    if ([1, 3, 4].includes(shape[2])) return shape;
    throw new ArgumentError(`${argument}[2]`, '1, 3 or 4 channels', shape[2]);
  },
};

/** Returns the number of images of a shape in `images`. Throws an {@link ArgumentError} unless it is whole and above 0. */
export function countImages(argument: string, images: Pixels, [height, width, channels]: ImageShape): number {
  const count = images.length / (height * width * channels);
  if (Number.isInteger(count) && count > 0) return count;
  throw new ArgumentError(argument, `a multiple of ${height} x ${width} x ${channels} numbers`, images.length);
}

/** Returns pixels of the picture per image pixel: a whole number with which the longer side is about 56. */
export function defaultScale([height, width]: ImageShape): number {
  return Math.max(1, Math.round(56 / Math.max(height, width)));
}

/** Returns image `index` as an SVG element with its top left corner at (x, y), every pixel a sharp square. */
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

/** Returns whether pixels are whole numbers from 0 to 255. */
export function isBytes(images: Pixels): images is Uint8Array | Uint8ClampedArray {
  return images instanceof Uint8Array || images instanceof Uint8ClampedArray;
}

function toBytes(images: Pixels, start: number, size: number): Uint8Array {
  if (isBytes(images)) return Uint8Array.from(images.subarray(start, start + size));
  return Uint8Array.from({ length: size }, (_, i) => {
    const value = images[start + i];
    if (typeof value !== 'number' || Number.isNaN(value)) throw new ArgumentError('images', 'numbers', value);
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  });
}
