import { type Description, FormatError, kind, optional, readOptions } from '@ae-lab/core';
import { BUDGET, type Budget, budgetOf, checkBudget } from './budget';
import { inflate } from './inflate';
import { BYTES } from './kinds';
import { valueOutside } from './mat-class';
import { type NumericArray, type NumericConstructor, toNumbers } from './numbers';

/** A variable of a MAT file. */
export interface MatVariable {
  /** The variable's name in MATLAB. */
  readonly name: string;
  /** MATLAB's class: `double`, `uint8`, `logical` and so on, or a class whose content is not read, such as `cell`, `struct` or `char`. */
  readonly type: string;
  /** The size of each dimension. The first varies fastest in `data`. */
  readonly shape: readonly number[];
  /** The elements as the file stores them, possibly as smaller numbers than `type`; absent unless numeric and real. */
  readonly data?: NumericArray;
}

/** Array classes by number (table 1-3 of "MAT-File Format", The MathWorks). Those from 6 to 15 are numeric. */
const CLASSES = [
  ...['unknown', 'cell', 'struct', 'object', 'char', 'sparse', 'double', 'single', 'int8', 'uint8', 'int16', 'uint16'],
  ...['int32', 'uint32', 'int64', 'uint64', 'function', 'opaque'],
];

/** Storage types by number (table 1-1). 64-bit integers (12 and 13) are read separately. */
const STORAGE: Readonly<Record<number, NumericConstructor>> = {
  1: Int8Array,
  2: Uint8Array,
  3: Int16Array,
  4: Uint16Array,
  5: Int32Array,
  6: Uint32Array,
  7: Float32Array,
  9: Float64Array,
};
const INT64 = 12;
const UINT64 = 13;
const MATRIX = 14;
const COMPRESSED = 15;
const COMPLEX_FLAG = 0x0800;
const LOGICAL_FLAG = 0x0200;
const HEADER = 128;

interface Element {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** Options of {@link readMat}. */
export interface ReadMatOptions extends Budget {
  /** The name of the file in errors. Default `MAT data`. */
  readonly source?: string;
}

const READ_MAT_OPTIONS = {
  source: optional(kind.text, 'MAT data'),
  ...BUDGET,
} satisfies Description<ReadMatOptions>;

/**
 * Reads the variables of a MAT file of level 5 (MATLAB's -v6 and -v7), compressed or not, in either byte order. Numeric real
 * arrays come with their elements, all others without. The elements of logical arrays are 0 and 1.
 *
 * @throws FormatError for any other file, including those of -v7.3, which are HDF5; for one that is damaged, contradicts itself, or
 *   unpacks to more than `maxBytes`.
 * @throws ArgumentError for an option that is unknown or out of range.
 */
export async function readMat(bytes: Uint8Array, options: ReadMatOptions = {}): Promise<MatVariable[]> {
  BYTES.read('bytes', bytes);
  const { source, maxBytes } = readOptions('options', options, READ_MAT_OPTIONS);
  const budget = budgetOf(bytes.length, maxBytes);
  const littleEndian = readHeader(bytes, source);
  const variables: MatVariable[] = [];
  let used = 0;
  const add = ({ type, bytes: content }: Element) => {
    if (type !== MATRIX) throw new FormatError(source, `expected arrays, got a data element of type ${type}.`);
    variables.push(readMatrix(content, littleEndian, source));
  };
  for (const { type, bytes: content } of elements(bytes.subarray(HEADER), littleEndian, source)) {
    if (type === COMPRESSED) {
      const claims = (head: Uint8Array) => {
        const size = matrixSize(head, littleEndian, source);
        used += size;
        checkBudget(source, used, budget);
        return [size];
      };
      const unpacked = await inflate(content, { format: 'deflate', source, maxBytes: budget, claims });
      for (const element of elements(unpacked, littleEndian, source)) add(element);
    } else add({ type, bytes: content });
  }
  return variables;
}

/** Whether the file is little-endian. */
function readHeader(bytes: Uint8Array, source: string): boolean {
  const text = String.fromCharCode(...bytes.subarray(0, HEADER));
  if (text.startsWith('MATLAB 7.3') || text.startsWith('\x89HDF')) {
    throw new FormatError(source, "a MAT file of version 7.3 (HDF5) is not supported; save it in MATLAB with '-v7'.");
  }
  const order = text.slice(126, 128);
  const littleEndian = order === 'IM';
  const version = text.slice(124, 126);
  if ((order !== 'IM' && order !== 'MI') || version !== (littleEndian ? '\x00\x01' : '\x01\x00')) {
    throw new FormatError(source, `expected a MAT file of level 5, got ${bytes.length} bytes of something else.`);
  }
  return littleEndian;
}

/** Yields the data elements in `bytes`: each is a tag with type and size, the content, and padding to 8 bytes. */
function* elements(bytes: Uint8Array, littleEndian: boolean, source: string): Generator<Element> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < 8)
      throw new FormatError(source, `truncated: ${bytes.length - at} bytes where a tag should be.`);
    const word = view.getUint32(at, littleEndian);
    const isSmall = word >>> 16 !== 0;
    const type = word & 0xffff;
    const size = isSmall ? word >>> 16 : view.getUint32(at + 4, littleEndian);
    const start = at + (isSmall ? 4 : 8);
    const available = isSmall ? 4 : bytes.length - start;
    if (size > available) {
      throw new FormatError(source, `truncated: expected ${size} bytes of content, got ${available}.`);
    }
    yield { type, bytes: bytes.subarray(start, start + size) };
    at = isSmall ? at + 8 : start + (type === COMPRESSED ? size : 8 * Math.ceil(size / 8));
  }
}

/** Returns the size of the array that begins with `head`, with its tag. */
function matrixSize(head: Uint8Array, littleEndian: boolean, source: string): number {
  if (head.length < 8) throw new FormatError(source, `truncated: ${head.length} bytes where an array should be.`);
  const view = new DataView(head.buffer, head.byteOffset, 8);
  const type = view.getUint32(0, littleEndian);
  if (type !== MATRIX) throw new FormatError(source, `expected arrays, got a data element of type ${type}.`);
  return 8 + 8 * Math.ceil(view.getUint32(4, littleEndian) / 8);
}

/** Reads an array: flags, dimensions, name, then its elements. */
function readMatrix(bytes: Uint8Array, littleEndian: boolean, source: string): MatVariable {
  const parts = elements(bytes, littleEndian, source);
  const next = (): Element => {
    const { value } = parts.next();
    if (!value) throw new FormatError(source, 'truncated: an array without its elements.');
    return value;
  };
  const flags = readNumbers(next(), littleEndian, source)[0] ?? 0;
  const type = CLASSES[flags & 0xff] ?? 'unknown';
  if (type === 'opaque') return { name: '', type, shape: [] };
  const shape = readShape(readNumbers(next(), littleEndian, source), source);
  const name = new TextDecoder().decode(next().bytes);
  const numeric = (flags & 0xff) >= 6 && (flags & 0xff) <= 15;
  if (!numeric || flags & COMPLEX_FLAG) return { name, type: numeric ? `complex ${type}` : type, shape };
  const variable = `variable '${name.length > 60 ? `${name.slice(0, 57)}...` : name}'`;
  const data = readNumbers(next(), littleEndian, source);
  if (data.length !== shape.reduce((a, b) => a * b, 1)) {
    throw new FormatError(source, `${variable}: expected [${shape.join(', ')}] elements, got ${data.length}.`);
  }
  const ownType = flags & LOGICAL_FLAG ? 'logical' : type;
  const wrong = valueOutside(ownType, data);
  if (wrong !== undefined) throw new FormatError(source, `${variable}: expected values of ${ownType}, got ${wrong}.`);
  return { name, type: ownType, shape, data };
}

/** Checks the dimensions of an array: SciPy, too, reads up to 32. */
function readShape(sizes: NumericArray, source: string): number[] {
  const shape = Array.from(sizes);
  if (shape.length <= 32 && shape.every((size) => Number.isInteger(size) && size >= 0)) return shape;
  const some = `${shape.slice(0, 8).join(', ')}${shape.length > 8 ? ', ...' : ''}`;
  throw new FormatError(source, `expected at most 32 dimensions, whole numbers from 0, got [${some}].`);
}

function readNumbers({ type, bytes }: Element, littleEndian: boolean, source: string): NumericArray {
  const width = type === INT64 || type === UINT64 ? 8 : STORAGE[type]?.BYTES_PER_ELEMENT;
  if (width === undefined || bytes.length % width !== 0) {
    throw new FormatError(source, `expected numbers, got ${bytes.length} bytes of the storage type ${type}.`);
  }
  if (width !== 8 || type in STORAGE) return toNumbers(bytes, STORAGE[type], littleEndian);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = type === INT64 ? view.getBigInt64 : view.getBigUint64;
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => Number(read.call(view, 8 * i, littleEndian)));
}
