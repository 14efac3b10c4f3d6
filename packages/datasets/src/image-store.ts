import { ArgumentError, type Description, type ImageShape, kind, optional, readOptions } from '@ae-lab/core';
import { CLASS_NAMES, NUMBERS, WHOLE_NUMBERS } from './kinds';
import { toPixels } from './to-pixels';

/** Images and labels in memory, for `ArrayDataset.fromArrays`. */
export interface ImageArrays {
  /**
   * The pixels [size, height, width, channels] in one flat array: bytes in [0, 255] (Uint8Array, Uint8ClampedArray), or any
   * other numbers in [0, 1]. Bytes and a Float32Array are not copied.
   */
  readonly images: ArrayLike<number>;
  /** [height, width, channels] of every image. */
  readonly imageShape: ImageShape;
  /** One class index per image. Default: no labels. */
  readonly labels?: ArrayLike<number>;
  /** The name of each class; there are as many classes as names. Default: no names, and one class more than the largest label. */
  readonly classNames?: readonly string[];
}

const IMAGE_ARRAYS = {
  images: NUMBERS,
  imageShape: kind.imageShape,
  labels: optional(WHOLE_NUMBERS),
  classNames: optional(CLASS_NAMES),
} satisfies Description<ImageArrays>;

/** Everything that a data set and its views share. */
export interface ImageStore {
  readonly size: number;
  readonly pixels: Uint8Array | Float32Array;
  readonly imageShape: ImageShape;
  readonly labels?: Int32Array;
  readonly classes: number;
  readonly classNames?: readonly string[];
}

/** Returns checked images and labels. Throws an {@link ArgumentError} for wrong counts and values out of range. */
export function imageStore(arrays: ImageArrays): ImageStore {
  const { images, imageShape, labels, classNames } = readOptions('arrays', arrays, IMAGE_ARRAYS);
  const length = imageShape.reduce((a, b) => a * b);
  const count = images.length;
  if (!(count > 0) || count % length !== 0) {
    throw new ArgumentError('images', `a positive multiple of ${length} values, [${imageShape}] each`, count);
  }
  const pixels = toPixels(images);
  const size = count / length;
  if (labels && labels.length !== size) throw new ArgumentError('labels', `${size}, one per image`, labels.length);
  const label = kind.integer({ from: 0, to: classNames ? classNames.length - 1 : 2 ** 31 - 2 });
  const indices = labels && Int32Array.from(labels, (value) => label.read('labels', value));
  const classes = indices ? (classNames?.length ?? indices.reduce((a, b) => Math.max(a, b), 0) + 1) : 0;
  return { size, pixels, imageShape, labels: indices, classes, classNames };
}
