import { type Description, type ImageShape, kind, optional } from '@ae-lab/core';

/** The steps that set stored images upright. Transposing comes first. */
export interface Orientation {
  /** Whether the images are stored column by column and need transposing. Default false. */
  readonly transpose?: boolean;
  /** Whether to swap left and right. Default false. */
  readonly flipHorizontal?: boolean;
  /** Whether to swap top and bottom. Default false. */
  readonly flipVertical?: boolean;
}

/** The description of {@link Orientation}. */
export const ORIENTATION = {
  transpose: optional(kind.flag, false),
  flipHorizontal: optional(kind.flag, false),
  flipVertical: optional(kind.flag, false),
} satisfies Description<Orientation>;

/**
 * Returns a copy of `pixels` with every image set upright.
 *
 * @param pixels [size, height, width, channels], or [size, width, height, channels] if they are to be transposed.
 * @param imageShape the shape of the returned images.
 */
export function oriented<T extends Uint8Array | Float32Array>(
  pixels: T,
  [height, width, channels]: ImageShape,
  { transpose, flipHorizontal, flipVertical }: Orientation,
): T {
  const upright = pixels.slice() as T;
  const length = height * width * channels;
  let at = 0;
  for (let start = 0; start < pixels.length; start += length) {
    for (let y = 0; y < height; y++) {
      const row = flipVertical ? height - 1 - y : y;
      for (let x = 0; x < width; x++) {
        const column = flipHorizontal ? width - 1 - x : x;
        const from = start + channels * (transpose ? column * height + row : row * width + column);
        for (let channel = 0; channel < channels; channel++) upright[at++] = pixels[from + channel];
      }
    }
  }
  return upright;
}
