import { deflateSync, inflateSync } from 'node:zlib';
import type { Rng } from '@ae-lab/base';
import { join, mutateBytes, NUMBERS, pick } from './bytes';
import { mutateJson } from './json';

type Change = (bytes: Uint8Array, rng: Rng) => { bytes: Uint8Array; what: string };

/** Changes the JSON header of a safetensors file; its length is right. */
export const mutateSafetensors: Change = (bytes, rng) => {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const { value, what } = mutateJson(header, rng);
  const text = new TextEncoder().encode(JSON.stringify(value));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(text.length), true);
  return { bytes: join(size, text, bytes.subarray(8 + length)), what };
};

/** Changes a word in the header of an IDX file. */
export const mutateIdx: Change = (bytes, rng) => {
  const at = rng.integer(1 + (bytes[3] ?? 0));
  return writeWord(bytes, 4 * at, false, rng);
};

const MAT_HEADER = 128;
const COMPRESSED = 15;

/** Changes a tag, a size, a flag or a dimension in a little-endian MAT file, also below its compression. */
export const mutateMat: Change = (bytes, rng) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const starts: number[] = [];
  for (let at = MAT_HEADER; at + 8 <= bytes.length; at += 8 + view.getUint32(at + 4, true)) starts.push(at);
  if (starts.length === 0) return mutateBytes(bytes, rng);
  const start = pick(rng, starts);
  const word = 4 * rng.integer(18);
  if (view.getUint32(start, true) !== COMPRESSED) return writeWord(bytes, start + word, true, rng);
  const end = start + 8 + view.getUint32(start + 4, true);
  const inner = new Uint8Array(inflateSync(bytes.subarray(start + 8, end)));
  const { bytes: changed, what } = rng.uniform() < 0.7 ? writeWord(inner, word, true, rng) : mutateBytes(inner, rng);
  const packed = deflateSync(changed);
  const tag = new Uint8Array(8);
  new DataView(tag.buffer).setUint32(0, COMPRESSED, true);
  new DataView(tag.buffer).setUint32(4, packed.length, true);
  return { bytes: join(bytes.subarray(0, start), tag, packed, bytes.subarray(end)), what: `unpacked, ${what}` };
};

/** Overwrites a 32-bit word at a place of the structure. */
function writeWord(bytes: Uint8Array, at: number, littleEndian: boolean, rng: Rng): ReturnType<Change> {
  if (at + 4 > bytes.length) return mutateBytes(bytes, rng);
  const changed = bytes.slice();
  const view = new DataView(changed.buffer);
  const old = view.getUint32(at, littleEndian);
  const value = pick(rng, [old + 1, old - 1, 2 * old, pick(rng, NUMBERS)]);
  view.setUint32(at, value, littleEndian);
  return { bytes: changed, what: `the word at ${at}, from ${old} to ${value}` };
}
