import { ArgumentError } from '@ae-lab/base';

/** Most pixels of a PNG: 1 GiB in memory, and as many as a canvas holds. */
const MOST_PIXELS = 2 ** 28;

/** Returns the size of a PNG. Throws an {@link ArgumentError} if it has no pixel, or more than memory or a canvas holds. */
export function pngSize(width: number, height: number, scale: number): { width: number; height: number } {
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const pixels = size.width * size.height;
  if (pixels >= 1 && pixels <= MOST_PIXELS) return size;
  throw new ArgumentError('scale', `a scale that gives 1 to ${MOST_PIXELS.toLocaleString('en-US')} pixels`, scale);
}
