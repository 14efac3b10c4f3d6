import type { ImageShape } from '@ae-lab/core';

/** How stored images have to be turned to stand upright. Transposing comes first. */
export interface Orientation {
  /** The images are stored column by column. Default false. */
  readonly transpose?: boolean;
  /** Left and right are swapped. Default false. */
  readonly flipHorizontal?: boolean;
  /** Top and bottom are swapped. Default false. */
  readonly flipVertical?: boolean;
}

/**
 * A copy of `pixels` with every image turned.
 * @param pixels [size, height, width, channels], or [size, width, height, channels] if they are to be transposed.
 * @param imageShape the shape of the images that come out.
 */
export function oriented<T extends Uint8Array | Float32Array>(
  pixels: T,
  [height, width, channels]: ImageShape,
  { transpose = false, flipHorizontal = false, flipVertical = false }: Orientation,
): T {
  const turned = pixels.slice() as T;
  const length = height * width * channels;
  let at = 0;
  for (let start = 0; start < pixels.length; start += length) {
    for (let y = 0; y < height; y++) {
      const row = flipVertical ? height - 1 - y : y;
      for (let x = 0; x < width; x++) {
        const column = flipHorizontal ? width - 1 - x : x;
        const from = start + channels * (transpose ? column * height + row : row * width + column);
        for (let channel = 0; channel < channels; channel++) turned[at++] = pixels[from + channel];
      }
    }
  }
  return turned;
}
