import { type PngHeader, pngError } from './png-chunks';

/** A regular part of an image: the whole of it, or one of the seven passes of Adam7. */
interface Pass {
  /** Position of its first pixel. */
  readonly x: number;
  readonly y: number;
  /** Distance of its pixels. */
  readonly dx: number;
  readonly dy: number;
  readonly width: number;
  readonly height: number;
  /** Number of bytes per scan line, with the filter's. */
  readonly stride: number;
}

/** A scan line: its pixels lie at x, x + dx and so on, in the row y of the image. */
export interface Scanline {
  readonly x: number;
  readonly dx: number;
  readonly y: number;
  readonly width: number;
  /** [width, samples] */
  readonly samples: Uint16Array;
}

const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** Returns the number of bytes of all scan lines, unpacked. */
export function scanlineBytes(header: PngHeader): number {
  return passes(header).reduce((sum, { height, stride }) => sum + height * stride, 0);
}

/** Yields all scan lines; `raw` is overwritten, and their samples are valid until the next one. */
export function* scanlines(header: PngHeader, raw: Uint8Array, source: string): Generator<Scanline> {
  const pixelBytes = Math.ceil((header.depth * header.samples) / 8);
  let start = 0;
  for (const { x, y, dx, dy, width, height, stride } of passes(header)) {
    const samples = new Uint16Array(width * header.samples);
    let above: Uint8Array = new Uint8Array(stride - 1);
    for (let row = 0; row < height; row++, start += stride) {
      const line = raw.subarray(start + 1, start + stride);
      if (raw[start] > 4) throw pngError(source, `unknown filter ${raw[start]}`);
      unfilter(raw[start], line, above, pixelBytes);
      unpack(line, header.depth, samples);
      yield { x, dx, y: y + row * dy, width, samples };
      above = line;
    }
  }
}

function passes({ width, height, depth, samples, interlaced }: PngHeader): Pass[] {
  return (interlaced ? ADAM7 : [[0, 0, 1, 1]])
    .map(([x, y, dx, dy]) => {
      const columns = Math.ceil((width - x) / dx);
      const stride = 1 + Math.ceil((columns * depth * samples) / 8);
      return { x, y, dx, dy, width: columns, height: Math.ceil((height - y) / dy), stride };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Adds to each byte what the filter predicts from those to the left and above. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  if (filter === 0) return;
  for (let i = 0; i < line.length; i++) {
    const left = i < pixelBytes ? 0 : line[i - pixelBytes];
    const corner = i < pixelBytes ? 0 : above[i - pixelBytes];
    if (filter === 1) line[i] += left;
    else if (filter === 2) line[i] += above[i];
    else if (filter === 3) line[i] += (left + above[i]) >> 1;
    else line[i] += paeth(left, above[i], corner);
  }
}

/** Returns whichever of the three is nearest to left + above - corner. */
function paeth(left: number, above: number, corner: number): number {
  const fromLeft = Math.abs(above - corner);
  const fromAbove = Math.abs(left - corner);
  const fromCorner = Math.abs(left + above - 2 * corner);
  if (fromLeft <= fromAbove && fromLeft <= fromCorner) return left;
  return fromAbove <= fromCorner ? above : corner;
}

function unpack(line: Uint8Array, depth: number, samples: Uint16Array): void {
  if (depth === 8) samples.set(line);
  else if (depth === 16) for (let i = 0; i < samples.length; i++) samples[i] = (line[2 * i] << 8) | line[2 * i + 1];
  else {
    const mask = 2 ** depth - 1;
    for (let i = 0, bit = 0; i < samples.length; i++, bit += depth) {
      samples[i] = (line[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
    }
  }
}
