import { FormatError } from '@ae-lab/core';
import { concatenate, crc32 } from '@ae-lab/core/internal';

/** The size of a PNG image and the form of its pixels. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Number of bits per sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  /** Number of samples per pixel: grey or a palette index (1), grey and alpha (2), RGB (3), RGB and alpha (4). */
  readonly samples: number;
  readonly indexed: boolean;
  readonly interlaced: boolean;
}

/** Everything in a PNG file that has an influence on its pixels. */
export interface PngParts {
  readonly header: PngHeader;
  /** [colours, 3]; of an indexed image only. */
  readonly palette?: Uint8Array;
  /** One opacity per colour of the palette, or the samples of the transparent colour with 16 bits each. */
  readonly transparency?: Uint8Array;
  /** The compressed scan lines. */
  readonly data: Uint8Array;
}

interface Chunk {
  readonly type: string;
  readonly content: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The samples and the possible depths of each colour type. */
const COLOUR_TYPES: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/** The error for a file that breaks the rules of PNG. */
export function pngError(source: string, problem: string): FormatError {
  return new FormatError(source, `not a valid PNG file: ${problem}.`);
}

/** Returns the header of a PNG file, without a look at the rest. */
export function readPngHeader(bytes: Uint8Array, source: string): PngHeader {
  const { value } = chunks(bytes, source).next();
  return parseHeader(value, source);
}

/** Returns the parts of a PNG file. Checks their checksums, sizes and order. */
export function readPngParts(bytes: Uint8Array, source: string): PngParts {
  const header = readPngHeader(bytes, source);
  const data: Uint8Array[] = [];
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  let previous = '';
  for (const { type, content } of chunks(bytes, source)) {
    if (type === 'PLTE') {
      if (palette || transparency || data.length > 0) throw pngError(source, 'the palette is not in its place');
      palette = checkPalette(content, header, source);
    } else if (type === 'tRNS') {
      if (transparency || data.length > 0) throw pngError(source, 'the transparency is not in its place');
      transparency = checkTransparency(content, header, palette, source);
    } else if (type === 'IDAT') {
      if (header.indexed && !palette) throw pngError(source, 'there is no palette before the pixels');
      if (data.length > 0 && previous !== 'IDAT') throw pngError(source, 'another chunk lies between the pixels');
      data.push(content);
    } else if (type === 'IHDR' ? previous !== '' : type !== 'IEND' && isCritical(type)) {
      throw pngError(source, `unexpected critical chunk ${type}`);
    }
    previous = type;
  }
  if (data.length === 0) throw pngError(source, 'there are no pixels');
  const packed = data.length === 1 ? data[0] : concatenate(data);
  return { header, palette: header.indexed ? palette : undefined, transparency, data: packed };
}

/** Yields all chunks up to the last, IEND. What follows is no part of the image. */
function* chunks(bytes: Uint8Array, source: string): Generator<Chunk, undefined> {
  if (bytes.length === 0) throw pngError(source, 'it is empty');
  if (SIGNATURE.some((byte, i) => byte !== bytes[i])) throw pngError(source, 'its first bytes are others');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = SIGNATURE.length, type = ''; type !== 'IEND'; ) {
    const size = bytes.length - at < 12 ? Number.POSITIVE_INFINITY : view.getUint32(at);
    if (size > bytes.length - at - 12) throw pngError(source, `truncated or damaged, of ${bytes.length} bytes`);
    const end = at + 8 + size;
    type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!/^[A-Za-z]{4}$/.test(type)) throw pngError(source, `there is no chunk at byte ${at}`);
    if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) {
      throw pngError(source, `the chunk ${type} at byte ${at} has another checksum`);
    }
    yield { type, content: bytes.subarray(at + 8, end) };
    at = end + 4;
  }
}

function parseHeader(chunk: Chunk | undefined, source: string): PngHeader {
  if (chunk?.type !== 'IHDR' || chunk.content.length !== 13) throw pngError(source, 'it begins without a header');
  const { content } = chunk;
  const view = new DataView(content.buffer, content.byteOffset);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, type, compression, filter, interlace] = content.subarray(8);
  if (width === 0 || height === 0 || width > 2 ** 31 - 1 || height > 2 ** 31 - 1) {
    throw pngError(source, `it claims ${width} x ${height} pixels`);
  }
  const form = COLOUR_TYPES[type];
  if (!form?.depths.includes(depth)) throw pngError(source, `there is no colour type ${type} of ${depth} bits`);
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    throw pngError(source, `unknown method ${compression}, ${filter} or ${interlace}`);
  }
  return { width, height, depth, samples: form.samples, indexed: type === 3, interlaced: interlace === 1 };
}

function checkPalette(content: Uint8Array, { indexed, depth, samples }: PngHeader, source: string): Uint8Array {
  const colours = content.length / 3;
  const most = indexed ? 2 ** depth : 256;
  // In RGB images it only suggests colours for old screens.
  if (samples < 3 && !indexed) throw pngError(source, 'a grey image has a palette');
  if (!Number.isInteger(colours) || colours === 0 || colours > most) {
    throw pngError(source, `expected a palette of 1 to ${most} colours, got ${content.length} bytes`);
  }
  return content;
}

function checkTransparency(
  content: Uint8Array,
  { indexed, samples }: PngHeader,
  palette: Uint8Array | undefined,
  source: string,
): Uint8Array {
  const colours = (palette?.length ?? 0) / 3;
  const isRight = indexed ? content.length <= colours : samples % 2 === 1 && content.length === 2 * samples;
  if (!isRight) throw pngError(source, `the transparency has ${content.length} bytes`);
  return content;
}

/** Whether an image cannot be understood without chunks of this type: it begins with a capital letter. */
function isCritical(type: string): boolean {
  return (type.charCodeAt(0) & 32) === 0;
}
