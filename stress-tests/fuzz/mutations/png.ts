import { constants, crc32, deflateRawSync, deflateSync, inflateSync } from 'node:zlib';
import type { Rng } from '@ae-lab/base';
import { join, mutateBytes, NUMBERS, pick } from './bytes';

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** Returns a PNG file of these chunks, with their checksums. */
export function pngOf(chunks: readonly Chunk[]): Uint8Array {
  const parts = chunks.map(({ type, data }) => {
    const chunk = Buffer.alloc(12 + data.length);
    chunk.writeUInt32BE(data.length, 0);
    chunk.write(type, 4, 'latin1');
    chunk.set(data, 8);
    chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
    return chunk;
  });
  return join(SIGNATURE, ...parts);
}

function chunksOf(png: Uint8Array): Chunk[] {
  const chunks: Chunk[] = [];
  const bytes = Buffer.from(png);
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    chunks.push({ type: bytes.toString('latin1', at + 4, at + 8), data: png.slice(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

/** Changes a chunk of a PNG file, or their order; the checksums are right. */
export function mutatePng(png: Uint8Array, rng: Rng): { bytes: Uint8Array; what: string } {
  const chunks = chunksOf(png);
  const at = rng.integer(chunks.length);
  const { type, data } = chunks[at];
  const name = pick(rng, Object.keys(CHANGES));
  return { bytes: pngOf(CHANGES[name](chunks, at, rng)), what: `${type} ${name}, ${data.length} bytes` };
}

const CHANGES: Readonly<Record<string, (chunks: Chunk[], at: number, rng: Rng) => Chunk[]>> = {
  removed: (chunks, at) => chunks.toSpliced(at, 1),
  doubled: (chunks, at) => chunks.toSpliced(at, 0, chunks[at]),
  moved: (chunks, at, rng) => chunks.toSpliced(at, 1).toSpliced(rng.integer(chunks.length), 0, chunks[at]),
  'of another type': (chunks, at, rng) =>
    chunks.with(at, {
      ...chunks[at],
      type: pick(rng, ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'tEXt', 'QQQQ', 'acTL']),
    }),
  changed: (chunks, at, rng) => chunks.with(at, { ...chunks[at], data: mutateBytes(chunks[at].data, rng).bytes }),
  'or the header: a field': (chunks, _, rng) => {
    const data = chunks[0].data.slice();
    const view = new DataView(data.buffer);
    const field = rng.integer(7);
    if (field < 2) view.setUint32(4 * field, pick(rng, NUMBERS));
    else data[Math.min(6 + field, 12)] = pick(rng, [0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 255]);
    return chunks.with(0, { ...chunks[0], data });
  },
  'or the pixels: unpacked, changed and packed': (chunks, _, rng) =>
    chunks.map((chunk) => (chunk.type === 'IDAT' ? { ...chunk, data: repack(chunk.data, rng) } : chunk)),
  'with another beside it': (chunks, at, rng) => {
    const data = Uint8Array.from({ length: rng.integer(20) }, () => rng.integer(256));
    return chunks.toSpliced(at, 0, { type: pick(rng, ['tRNS', 'PLTE', 'gAMA', 'bKGD', 'zTXt', 'iCCP']), data });
  },
};

function repack(packed: Uint8Array, rng: Rng): Uint8Array {
  // Sometimes much more than the header needs.
  if (rng.uniform() < 0.1) return zeros(pick(rng, [2, 600]));
  return deflateSync(mutateBytes(inflateSync(packed), rng).bytes);
}

/** Packs many megabytes of zeros without making them: one block again and again, and the checksum in closed form. */
function zeros(megabytes: number): Uint8Array {
  const block = deflateRawSync(new Uint8Array(1e6), { finishFlush: constants.Z_FULL_FLUSH });
  const adler = Buffer.alloc(4);
  adler.writeUInt16BE((megabytes * 1e6) % 65_521, 0);
  adler.writeUInt16BE(1, 2);
  return join(Uint8Array.of(0x78, 0x9c), ...Array<Uint8Array>(megabytes).fill(block), Uint8Array.of(3, 0), adler);
}
