import { budgetOf, checkBudget, checkPossible } from './budget';
import { inflate } from './inflate';
import { type PngHeader, type PngParts, pngError, readPngParts } from './png-chunks';
import { type Scanline, scanlineBytes, scanlines } from './png-scanlines';

/** The decoded pixels of a picture. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
  /** [height, width, channels]: bytes, or numbers in [0, 1] if the file has 16 bits. Transparent pixels lie on black. */
  readonly pixels: Uint8Array | Float32Array;
}

type Pixels = Picture['pixels'];

/** Returns the number of channels of the {@link Picture} that {@link decodePng} makes. */
export function pictureChannels({ indexed, samples }: PngHeader): 1 | 3 {
  return samples < 3 && !indexed ? 1 : 3;
}

/**
 * Decodes a PNG file of any colour type and bit depth. Throws a FormatError if it is damaged, or if its pixels take more than
 * `maxBytes`.
 */
export async function decodePng(bytes: Uint8Array, source: string, maxBytes?: number): Promise<Picture> {
  const parts = readPngParts(bytes, source);
  const { header, data } = parts;
  const { width, height, depth } = header;
  const channels = pictureChannels(header);
  const size = width * height * channels;
  const claimed = size * (depth === 16 ? 4 : 1);
  const needed = scanlineBytes(header);
  checkPossible(source, needed, data.length);
  checkBudget(source, claimed, budgetOf(bytes.length, maxBytes));
  const raw = await inflate(data, { format: 'deflate', source, maxBytes: needed, claims: () => [needed] });
  if (raw.length < needed) throw pngError(source, `expected ${needed} bytes of scan lines, got ${raw.length}`);
  const pixels = depth === 16 ? new Float32Array(size) : new Uint8Array(size);
  const paint = header.indexed ? paintColours(parts, pixels, source) : paintSamples(parts, pixels);
  for (const line of scanlines(header, raw, source)) {
    for (let i = 0; i < line.width; i++) paint(line, i, line.y * width + line.x + i * line.dx);
  }
  return { width, height, channels, pixels };
}

/** Sets pixel `to` of the picture from pixel `from` of a scan line. */
type Paint = (line: Scanline, from: number, to: number) => void;

function paintColours({ palette = new Uint8Array(0), transparency }: PngParts, pixels: Pixels, source: string): Paint {
  const colours = palette.map((value, i) => Math.round((value * (transparency?.[Math.floor(i / 3)] ?? 255)) / 255));
  return ({ samples }, from, to) => {
    const start = 3 * samples[from];
    if (start >= colours.length) throw pngError(source, `colour ${samples[from]} is not in its palette`);
    for (let channel = 0; channel < 3; channel++) pixels[3 * to + channel] = colours[start + channel];
  };
}

function paintSamples({ header, transparency }: PngParts, pixels: Pixels): Paint {
  const { depth, samples: perPixel } = header;
  const channels = pictureChannels(header);
  const white = 2 ** depth - 1;
  const hidden = transparency && hiddenSamples(transparency, white);
  return ({ samples }, from, to) => {
    const start = from * perPixel;
    const isHidden = hidden?.every((value, i) => value === samples[start + i]);
    const opacity = isHidden ? 0 : channels < perPixel ? samples[start + channels] / white : 1;
    for (let channel = 0; channel < channels; channel++) {
      const value = samples[start + channel];
      pixels[to * channels + channel] =
        depth === 16 ? (value / white) * opacity : Math.round((255 / white) * value * opacity);
    }
  };
}

/** Returns the samples of the colour that is transparent. */
function hiddenSamples(transparency: Uint8Array, white: number): number[] {
  return Array.from({ length: transparency.length / 2 }, (_, i) => {
    return ((transparency[2 * i] << 8) | transparency[2 * i + 1]) & white;
  });
}
