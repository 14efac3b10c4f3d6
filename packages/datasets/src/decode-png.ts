import { FormatError } from '@ae-lab/core';
import type { DecodedPng } from 'fast-png';

/** A decoded picture. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3], laid on black where it is transparent. */
  readonly rgb: Uint8Array;
}

/** Decodes a PNG file of any colour type and depth to bytes. Throws a FormatError if it is damaged. */
export async function decodePng(bytes: Uint8Array, source: string): Promise<Picture> {
  // Loaded when needed, since it is an ES module, which CommonJS code cannot require in every Node 20.
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
    // The decoder reads on behind the end of a file.
    const isTruncated = error instanceof RangeError;
    const problem = isTruncated ? `truncated or damaged, of ${bytes.length} bytes` : (error as Error).message;
    throw new FormatError(source, `not a valid PNG file: ${problem}.`);
  }
}

/** The colours of a grey image with fewer than 8 bits a pixel. */
function greyRamp(depth: number): number[][] {
  const white = 2 ** depth - 1;
  return Array.from({ length: white + 1 }, (_, level) => Array(3).fill(Math.round((255 * level) / white)));
}

/** Pixels of 1 (grey), 2 (grey, alpha), 3 (red, green, blue) or 4 channels to red, green and blue. */
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
