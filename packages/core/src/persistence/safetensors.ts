import { FormatError } from '@ae-lab/base';
import { parseJsonObject } from './files';

/**
 * Reader and writer of safetensors files (huggingface.co/docs/safetensors): eight bytes with the length of the JSON header,
 * the header with the type, shape and offsets of each tensor, then the values, little-endian and without gaps.
 */
const TYPES = {
  F64: Float64Array,
  F32: Float32Array,
  I64: BigInt64Array,
  I32: Int32Array,
  U8: Uint8Array,
  /** One byte each, 0 or 1. */
  BOOL: Uint8Array,
} as const;

const MAX_HEADER_BYTES = 100_000_000;
/** TensorFlow.js has no tensors of a higher rank. */
const MAX_RANK = 6;
const METADATA = '__metadata__';

/** The types of tensors that are supported. */
export type SafetensorType = keyof typeof TYPES;

/** One tensor, with its values in row-major order. */
export interface Safetensor {
  readonly type: SafetensorType;
  readonly shape: readonly number[];
  readonly values: Float64Array | Float32Array | BigInt64Array | Int32Array | Uint8Array;
}

/** The content of a safetensors file. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, Safetensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Encodes a safetensors file. */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  // The widest types first and a padded header: all values are then aligned.
  const width = ({ type }: Safetensor) => TYPES[type].BYTES_PER_ELEMENT;
  const entries = Object.entries(tensors).sort(([, a], [, b]) => width(b) - width(a));
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { [METADATA]: metadata } : {};
  let end = 0;
  for (const [name, { type, shape, values }] of entries) {
    header[name] = { dtype: type, shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const unpadded = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(unpadded.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerBytes + end).fill(' '.charCodeAt(0), 8, 8 + headerBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(unpadded, 8);
  let offset = 8 + headerBytes;
  for (const [, { values }] of entries) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}

/** Decodes a safetensors file. Throws a {@link FormatError} that names `source` if anything in it breaks the format. */
export function decodeSafetensors(bytes: Uint8Array, source: string): Safetensors {
  if (bytes.length < 8) throw new FormatError(source, `expected at least 8 bytes, got ${bytes.length}.`);
  const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (headerBytes > Math.min(bytes.length - 8, MAX_HEADER_BYTES)) {
    throw new FormatError(
      source,
      `a header of ${headerBytes} bytes does not fit into a file of ${bytes.length} bytes.`,
    );
  }
  const { [METADATA]: metadata = {}, ...entries } = parseJsonObject(bytes.subarray(8, 8 + headerBytes), source);
  if (!isTextRecord(metadata)) throw new FormatError(source, `${METADATA} should hold only text.`);

  const data = bytes.subarray(8 + headerBytes);
  const tensors: [string, Safetensor][] = [];
  let end = 0;
  for (const [name, entry] of inOrder(entries, source)) {
    const { dtype, shape, data_offsets: offsets } = entry;
    const [from, to] = offsets;
    const size = shape.reduce((product, length) => product * length, TYPES[dtype].BYTES_PER_ELEMENT);
    const problem =
      (to - from !== size && `${to - from} bytes for ${dtype} [${shape.join(', ')}], which take ${size}`) ||
      (from !== end && `begins at byte ${from}, though the tensor before it ends at ${end}`) ||
      (to > data.length && `ends at byte ${to} of ${data.length}`);
    if (problem) throw new FormatError(source, `tensor '${name}': ${problem}.`);
    const notBool = dtype === 'BOOL' ? data.subarray(from, to).find((value) => value > 1) : undefined;
    if (notBool !== undefined) throw new FormatError(source, `tensor '${name}': ${notBool} is not a BOOL, 0 or 1.`);
    tensors.push([
      name,
      { type: dtype, shape, values: new TYPES[dtype](new Uint8Array(data.subarray(from, to)).buffer) },
    ]);
    end = to;
  }
  if (end !== data.length) throw new FormatError(source, `${data.length - end} bytes at the end belong to no tensor.`);
  return { tensors: Object.fromEntries(tensors), metadata };
}

interface Entry {
  readonly dtype: SafetensorType;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Checks the form of the header's entries and returns them in the order of their values. */
function inOrder(entries: Record<string, unknown>, source: string): [string, Entry][] {
  const checked = Object.entries(entries).map(([name, value]): [string, Entry] => {
    const entry = value as Partial<Record<keyof Entry, unknown>> | null;
    if (!Object.hasOwn(TYPES, String(entry?.dtype))) {
      const known = Object.keys(TYPES).join(', ');
      throw new FormatError(source, `tensor '${name}': expected one of the types ${known}, got ${entry?.dtype}.`);
    }
    if (!isSizes(entry?.shape)) throw new FormatError(source, `tensor '${name}': its shape is not a list of sizes.`);
    if (entry.shape.length > MAX_RANK) {
      throw new FormatError(source, `tensor '${name}': ${entry.shape.length} dimensions, more than ${MAX_RANK}.`);
    }
    if (!isSizes(entry?.data_offsets) || entry.data_offsets.length !== 2) {
      throw new FormatError(source, `tensor '${name}': data_offsets is not a pair of positions.`);
    }
    return [name, entry as Entry];
  });
  return checked.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');
}
