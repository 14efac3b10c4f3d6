import { FormatError } from '@ae-lab/core';
import type { DecodedPng } from 'fast-png';

/** The decoded pixels of a picture. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3]; transparent pixels lie on black. */
  readonly rgb: Uint8Array;
}

/** Decodes a PNG file of any colour type and bit depth to bytes. Throws a FormatError if it is damaged. */
export async function decodePng(bytes: Uint8Array, source: string): Promise<Picture> {
  // Loaded on demand: it is an ES module, which CommonJS code cannot require in every Node 20.
  const { convertIndexedToRgb, decode } = await import('fast-png');
  try {
    const png = decode(bytes, { checkCrc: true });
    const { width, height, depth } = png;
    if (depth === 16 || (depth === 8 && !png.palette)) return { width, height, rgb: toRgb(png) };
    const palette = (png.palette ?? greyRamp(depth)).map(([red, green, blue, alpha = 255]) => [
      red,
      green,
      blue,
      alpha,
    ]);
    const data = convertIndexedToRgb({ ...png, palette });
    return { width, height, rgb: toRgb({ data, channels: 4, depth: 8 }) };
  } catch (error) {
    // The decoder reads past the end of a truncated file.
    const isTruncated = error instanceof RangeError;
    const problem = isTruncated ? `truncated or damaged, of ${bytes.length} bytes` : (error as Error).message;
    throw new FormatError(source, `not a valid PNG file: ${problem}.`);
  }
}

/** The colours of a grey image with fewer than 8 bits per pixel. */
function greyRamp(depth: number): number[][] {
  const white = 2 ** depth - 1;
  return Array.from({ length: white + 1 }, (_, level) => Array(3).fill(Math.round((255 * level) / white)));
}

/** Converts pixels of 1 (grey), 2 (grey, alpha), 3 (red, green, blue) or 4 channels to red, green and blue. */
function toRgb({ data, channels, depth }: Pick<DecodedPng, 'data' | 'channels' | 'depth'>): Uint8Array {
  const white = 2 ** depth - 1;
  const hasAlpha = channels % 2 === 0;
  const rgb = new Uint8Array((data.length / channels) * 3);
  for (let i = 0; i < rgb.length; i++) {
    const start = Math.floor(i / 3) * channels;
    const value = data[start + (channels < 3 ? 0 : i % 3)];
    const alpha = hasAlpha ? data[start + channels - 1] / white : 1;
    rgb[i] = Math.round((255 / white) * value * alpha);
  }
  return rgb;
}
