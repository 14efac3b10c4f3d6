import { ArgumentError, FormatError, type ImageShape, NotFoundError } from '@ae-lab/core';
import { checkImageShape, checkOptions } from '@ae-lab/core/internal';
import { readIfPresent } from '#platform';
import { ArrayDataset } from './array-dataset';
import { checkFlag } from './check';
import { type MatVariable, readMat } from './mat';
import type { NumericArray } from './numbers';
import { type Orientation, oriented } from './orientation';

/** Which variables of a MAT file are images and labels, and how the images lie in them. */
export interface LoadMatOptions extends Orientation {
  /**
   * The variable with the images: [size, height * width * channels], of class uint8 (0 to 255) or numbers in [0, 1].
   */
  readonly images: string;
  /** The variable with one label an image, [size, 1] or [1, size]. Default: no labels. */
  readonly labels?: string;
  /** [height, width, channels]; their product is the length of a row of `images`. */
  readonly imageShape: ImageShape;
  /** What the classes are called, in the order of the labels. Default: they have no names. */
  readonly classNames?: readonly string[];
}

const OPTIONS = {
  images: true,
  labels: true,
  imageShape: true,
  classNames: true,
  transpose: true,
  flipHorizontal: true,
  flipVertical: true,
} as const;

/**
 * Images from a MAT file of level 5 (see {@link readMat}). MATLAB stores images column by column, so that most of them
 * need `transpose`. Nothing in the file says so: draw a few.
 *
 * @param file its path (in a browser its address) or its content.
 * @throws NotFoundError without the file or the variable, FormatError or ArgumentError if they are not as expected.
 */
export async function loadMat(file: string | Uint8Array, options: LoadMatOptions): Promise<ArrayDataset> {
  checkOptions('options', options, OPTIONS);
  for (const flag of ['transpose', 'flipHorizontal', 'flipVertical'] as const) checkFlag(flag, options[flag]);
  if (typeof file !== 'string' && !(file instanceof Uint8Array)) {
    throw new ArgumentError('file', 'the path of a MAT file, or its content in a Uint8Array', file);
  }
  const [height, width, channels] = checkImageShape('imageShape', options.imageShape);
  const source = typeof file === 'string' ? file : 'MAT data';
  const bytes = typeof file === 'string' ? await readIfPresent(file) : file;
  if (bytes === undefined) throw new NotFoundError(`${source}: there is no such file.`);
  const variables = await readMat(bytes, { source });
  const { data, shape, type } = numericVariable(variables, options.images, source);
  const length = height * width * channels;
  if (shape.length !== 2 || shape[1] !== length) {
    throw new FormatError(
      source,
      `variable '${options.images}': expected [size, ${length}], got [${shape.join(', ')}].`,
    );
  }
  const rows = rowMajor(data, shape[0], length, type === 'uint8');
  const labels = options.labels === undefined ? undefined : numericVariable(variables, options.labels, source).data;
  if (labels && labels.length !== shape[0]) {
    throw new ArgumentError(`labels '${options.labels}'`, `${shape[0]}, one an image`, labels.length);
  }
  return ArrayDataset.fromArrays({
    images: oriented(rows, options.imageShape, options),
    imageShape: options.imageShape,
    labels,
    classNames: options.classNames,
  });
}

function numericVariable(variables: readonly MatVariable[], name: string, source: string): Required<MatVariable> {
  const variable = variables.find((candidate) => candidate.name === name);
  if (variable === undefined) {
    const names = variables.map((candidate) => candidate.name).join(', ') || 'none';
    throw new NotFoundError(`${source}: there is no variable '${name}'. Variables of the file: ${names}.`);
  }
  const { data } = variable;
  if (data === undefined) {
    throw new FormatError(source, `variable '${name}': expected a numeric array, got the class ${variable.type}.`);
  }
  return { ...variable, data };
}

/** The transposed of a matrix that is stored column by column. */
function rowMajor(data: NumericArray, rows: number, columns: number, asBytes: boolean): Uint8Array | Float32Array {
  const matrix = asBytes ? new Uint8Array(data.length) : new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) matrix[row * columns + column] = data[row + rows * column];
  }
  return matrix;
}
