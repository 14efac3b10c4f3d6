import { FormatError } from '@ae-lab/core';
import { checkBudget } from './budget';
import { readIdx } from './idx';
import { gunzip, isGzip } from './inflate';
import type { MnistPart } from './mnist-variants';

/** The content of one of the four files of a data set in MNIST's format. */
export interface MnistFile {
  /** The name of the file in errors. */
  readonly source: string;
  /** [size, height, width] of images, [size] of labels. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** The four files of a data set. */
export type MnistFiles = Readonly<Record<MnistPart, MnistFile>>;

/** The properties that a file must have. */
export interface Expectation {
  readonly part: MnistPart;
  /** The smallest and the largest label. */
  readonly labels: readonly [number, number];
  /** The number of images or labels, where it is known. Images are then 28 x 28. */
  readonly size?: number;
  /** The largest size in bytes, as it comes and unpacked; undefined for the usual budget of unpacked files. */
  readonly maxBytes?: number;
  /** SHA-256 of the unpacked file in hexadecimal, where it is known. */
  readonly sha256?: string;
  /** SHA-256 of the file as it comes, in hexadecimal, where it is known. */
  readonly packedSha256?: string;
}

/** Reads a file, plain or packed. Throws a {@link FormatError} if it is not what it must be. */
export async function readMnistFile(bytes: Uint8Array, source: string, expected: Expectation): Promise<MnistFile> {
  const { maxBytes } = expected;
  if (maxBytes !== undefined) checkBudget(source, bytes.length, maxBytes);
  await checkHash(bytes, expected.packedSha256, source, '');
  const plain = isGzip(bytes) ? await gunzip(bytes, { source, maxBytes }) : bytes;
  await checkHash(plain, expected.sha256, source, ' when unpacked');
  const { data, shape } = readIdx(plain, { source });
  const isImages = expected.part.endsWith('images');
  if (!(data instanceof Uint8Array) || data.length === 0 || shape.length !== (isImages ? 3 : 1)) {
    const form = isImages ? 'bytes [size, height, width]' : 'bytes [size]';
    throw new FormatError(source, `expected ${form}, got the shape [${shape.join(', ')}].`);
  }
  if (expected.size !== undefined) {
    const wanted = isImages ? [expected.size, 28, 28] : [expected.size];
    if (wanted.join() !== shape.join()) {
      throw new FormatError(source, `expected the shape [${wanted.join(', ')}], got [${shape.join(', ')}].`);
    }
  }
  const [first, last] = expected.labels;
  const wrong = isImages ? undefined : data.find((label) => label < first || label > last);
  if (wrong !== undefined) throw new FormatError(source, `expected labels from ${first} to ${last}, got ${wrong}.`);
  return { source, shape, data };
}

/** Throws a {@link FormatError} if files do not belong together: images and labels, training and test set. */
export function checkTogether(files: MnistFiles): void {
  const { 'train-images': train, 'test-images': test } = files;
  checkLabels(train, files['train-labels']);
  checkLabels(test, files['test-labels']);
  const [, height, width] = train.shape;
  const [, testHeight, testWidth] = test.shape;
  if (height !== testHeight || width !== testWidth) {
    const expected = `expected images of ${height} x ${width} like ${train.source}`;
    throw new FormatError(test.source, `${expected}, got ${testHeight} x ${testWidth}.`);
  }
}

function checkLabels(images: MnistFile, labels: MnistFile): void {
  const [size] = images.shape;
  if (labels.data.length !== size) {
    const expected = `expected ${size} labels, one for each of ${images.source}`;
    throw new FormatError(labels.source, `${expected}, got ${labels.data.length}.`);
  }
}

async function checkHash(bytes: Uint8Array, expected: string | undefined, source: string, of: string): Promise<void> {
  if (expected === undefined) return;
  const digest = await sha256Of(bytes as Uint8Array<ArrayBuffer>);
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (found !== expected) throw new FormatError(source, `expected the SHA-256 ${expected}${of}, got ${found}.`);
}

/** Hashes with the web's functions, or in pages outside https and localhost, which lack them, with a library loaded on demand. */
async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (globalThis.crypto?.subtle !== undefined) return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const { sha256 } = await import('@noble/hashes/sha2');
  return sha256(bytes);
}
