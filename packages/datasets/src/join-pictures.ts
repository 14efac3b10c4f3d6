import type { Picture } from './decode-png';

/**
 * Returns the pixels [size, height, width, channels] of pictures of one size. They are bytes, or numbers in [0, 1] if any picture
 * has such.
 *
 * @param channels 1 (colours become their luma, ITU-R BT.601) or 3. Default: 3 if any picture has colour, else 1.
 */
export function joinPictures(
  pictures: readonly Picture[],
  channels: 1 | 3 = pictures.some(hasColour) ? 3 : 1,
): { images: Uint8Array | Float32Array; channels: 1 | 3 } {
  const length = pictures[0].width * pictures[0].height * channels;
  const isByte = pictures.every(({ pixels }) => pixels instanceof Uint8Array);
  const images = new (isByte ? Uint8Array : Float32Array)(pictures.length * length);
  pictures.forEach(({ pixels, channels: own }, i) => {
    const white = !isByte && pixels instanceof Uint8Array ? 255 : 1;
    for (let at = 0; at < length; at++) {
      const value = own === channels ? pixels[at] : own === 1 ? pixels[Math.floor(at / 3)] : luma(pixels, 3 * at);
      images[i * length + at] = isByte ? Math.round(value) : value / white;
    }
  });
  return { images, channels };
}

function hasColour({ pixels, channels }: Picture): boolean {
  if (channels === 1) return false;
  for (let i = 0; i < pixels.length; i += 3) {
    if (pixels[i] !== pixels[i + 1] || pixels[i] !== pixels[i + 2]) return true;
  }
  return false;
}

function luma(rgb: ArrayLike<number>, at: number): number {
  return 0.299 * rgb[at] + 0.587 * rgb[at + 1] + 0.114 * rgb[at + 2];
}
