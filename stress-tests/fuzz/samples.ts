import { deflateSync, gzipSync } from 'node:zlib';
import { Rng } from '@ae-lab/base';
import { join } from './mutations/bytes';
import { pngOf } from './mutations/png';

const text = (value: string) => new TextEncoder().encode(value);

/** Channels and bit depths by the colour type of a PNG. */
const COLOUR_TYPES = [
  [0, 1, [1, 2, 4, 8, 16]],
  [2, 3, [8, 16]],
  [3, 1, [1, 2, 4, 8]],
  [4, 2, [8, 16]],
  [6, 4, [8, 16]],
] as const;

/** Start and step of rows and columns in the passes of Adam7. */
const PASSES = [
  [0, 0, 8, 8],
  [0, 4, 8, 8],
  [4, 0, 8, 4],
  [0, 2, 4, 4],
  [2, 0, 4, 2],
  [0, 1, 2, 2],
  [1, 0, 2, 1],
] as const;

/** Returns PNG files of 7 x 5 pixels of every colour type and depth, with and without interlacing. */
export function pngSamples(): Uint8Array[] {
  const rng = new Rng(1);
  return COLOUR_TYPES.flatMap(([type, channels, depths]) =>
    depths.flatMap((depth) => [0, 1].map((interlaced) => png(type, channels * depth, depth, interlaced, rng))),
  );
}

function png(type: number, bitsPerPixel: number, depth: number, interlaced: number, rng: Rng): Uint8Array {
  const [width, height] = [7, 5];
  const passes = interlaced ? PASSES : ([[0, 0, 1, 1]] as const);
  const rows = passes.flatMap(([top, left, down, right]) => {
    const columns = Math.ceil((width - left) / right);
    const count = columns > 0 ? Math.max(0, Math.ceil((height - top) / down)) : 0;
    const row = () => [
      rng.integer(5),
      ...Array.from({ length: Math.ceil((columns * bitsPerPixel) / 8) }, () => rng.integer(256)),
    ];
    return Array.from({ length: count }, row);
  });
  const palette = Uint8Array.from({ length: 3 * Math.min(2 ** depth, 256) }, () => rng.integer(256));
  return pngOf([
    { type: 'IHDR', data: Uint8Array.of(0, 0, 0, width, 0, 0, 0, height, depth, type, 0, 0, interlaced) },
    ...(type === 3 ? [{ type: 'PLTE', data: palette }] : []),
    { type: 'IDAT', data: deflateSync(Uint8Array.from(rows.flat())) },
    { type: 'IEND', data: new Uint8Array() },
  ]);
}

/** Returns an IDX file of bytes. */
export function idx(shape: readonly number[], seed = 1, bound = 256): Uint8Array {
  const rng = new Rng(seed);
  const sizes = shape.flatMap((size) => [0, 0, size >> 8, size & 255]);
  const length = shape.reduce((a, b) => a * b, 1);
  return Uint8Array.from([0, 0, 8, shape.length, ...sizes, ...Array.from({ length }, () => rng.integer(bound))]);
}

/** Returns the four files of a small MNIST. */
export function mnistFiles(): Map<string, Uint8Array> {
  const part = (name: string, size: number, seed: number): [string, Uint8Array][] => [
    [`${name}-images-idx3-ubyte.gz`, gzipSync(idx([size, 28, 28], seed))],
    [`${name}-labels-idx1-ubyte.gz`, gzipSync(idx([size], seed, 10))],
  ];
  return new Map([...part('train', 12, 1), ...part('t10k', 6, 2)]);
}

/** Returns a MAT file of level 5 with six 4 x 4 images `X` and labels `y`, compressed or not. */
export function mat(compressed: boolean): Uint8Array {
  const rng = new Rng(3);
  const bytes = (length: number, bound: number) => Array.from({ length }, () => rng.integer(bound));
  const matrices = [matrix('X', 9, [6, 16], 2, bytes(96, 256)), matrix('y', 9, [6, 1], 2, bytes(6, 10))];
  const header = join(text('MATLAB 5.0 MAT-file'.padEnd(124)), Uint8Array.of(0, 1, 73, 77));
  const packed = (part: Uint8Array) => {
    const content = deflateSync(part);
    return join(words([15, content.length]), content);
  };
  return join(header, ...(compressed ? matrices.map(packed) : matrices));
}

function matrix(
  name: string,
  type: number,
  shape: readonly number[],
  storage: number,
  data: readonly number[],
): Uint8Array {
  const parts = [
    element(6, words([type, 0])),
    element(5, words(shape)),
    element(1, text(name)),
    element(storage, Uint8Array.from(data)),
  ];
  return element(14, join(...parts));
}

function element(type: number, content: Uint8Array): Uint8Array {
  return join(words([type, content.length]), content, new Uint8Array((8 - (content.length % 8)) % 8));
}

function words(values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}
