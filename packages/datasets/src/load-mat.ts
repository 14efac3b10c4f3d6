import * as core from '@ae-lab/core';
import { readIfPresent } from '#platform';
import { absenceOf } from './absence';
import { ArrayDataset } from './array-dataset';
import { BUDGET, type Budget } from './budget';
import { BYTES, CLASS_NAMES } from './kinds';
import { type MatVariable, readMat } from './mat';
import type { NumericArray } from './numbers';
import { ORIENTATION, type Orientation, oriented } from './orientation';

/** Options of {@link loadMat}: the variables with images and labels, and the layout of the images. */
export interface LoadMatOptions extends Orientation, Budget {
  /**
   * The name of the variable with the images: [size, height * width * channels], of class uint8 (0 to 255), logical, or
   * numbers in [0, 1].
   */
  readonly images: string;
  /** The name of the variable with one label per image, [size, 1] or [1, size]. Default: no labels. */
  readonly labels?: string;
  /** [height, width, channels]; their product is the length of a row of `images`. */
  readonly imageShape: core.ImageShape;
  /** The name of each class, in the order of the labels. Default: no names. */
  readonly classNames?: readonly string[];
}

const LOAD_MAT_OPTIONS = {
  images: core.kind.text,
  labels: core.optional(core.kind.text),
  imageShape: core.kind.imageShape,
  classNames: core.optional(CLASS_NAMES),
  ...ORIENTATION,
  ...BUDGET,
} satisfies core.Description<LoadMatOptions>;

const FILE = core.kind.anyOf(
  core.kind.of<string>('the path of a MAT file', (value) => typeof value === 'string'),
  BYTES,
);

/**
 * Loads images from a MAT file of level 5 (see {@link readMat}).
 *
 * ```ts no-run
 * const digits = await loadMat('digits.mat', {
 *   images: 'pixels',
 *   labels: 'classes',
 *   imageShape: [28, 28, 1],
 *   transpose: true,
 * });
 * ```
 *
 * MATLAB stores images column by column, so most files need `transpose`. The file does not say so: look at a few images.
 *
 * @param file the path of the file (in a browser its address), or its content.
 * @throws NotFoundError if there is no such file or variable.
 * @throws FormatError if the file is a folder or not a MAT file of level 5, or a variable has another shape or class or values that are no pixels.
 * @throws ArgumentError for an option that is unknown or out of range, and for labels that do not match the images.
 */
export async function loadMat(file: string | Uint8Array, options: LoadMatOptions): Promise<ArrayDataset> {
  const { images, labels, imageShape, classNames, maxBytes, ...orientation } = core.readOptions(
    'options',
    options,
    LOAD_MAT_OPTIONS,
  );
  FILE.read('file', file);
  const source = typeof file === 'string' ? file : 'MAT data';
  const bytes = typeof file === 'string' ? await readIfPresent(file) : file;
  if (bytes === undefined) throw await absenceOf(source, 'file', 'a MAT file');
  const variables = await readMat(bytes, { source, maxBytes });
  const { data, shape, type } = numericVariable(variables, images, source);
  const length = imageShape.reduce((a, b) => a * b);
  if (shape.length !== 2 || shape[1] !== length) {
    throw new core.FormatError(source, `variable '${images}': expected [size, ${length}], got [${shape.join(', ')}].`);
  }
  const rows = rowMajor(data, shape[0], length, type);
  const classes = labels === undefined ? undefined : numericVariable(variables, labels, source).data;
  if (classes && classes.length !== shape[0]) {
    throw new core.ArgumentError(`labels '${labels}'`, `${shape[0]}, one per image`, classes.length);
  }
  try {
    return ArrayDataset.fromArrays({
      images: oriented(rows, imageShape, orientation),
      imageShape,
      labels: classes,
      classNames,
    });
  } catch (error) {
    const isOfFile = error instanceof core.ArgumentError && /^(images|labels)\b/.test(error.argument);
    throw isOfFile ? new core.FormatError(source, error.message) : error;
  }
}

function numericVariable(variables: readonly MatVariable[], name: string, source: string): Required<MatVariable> {
  const variable = variables.find((candidate) => candidate.name === name);
  if (variable === undefined) {
    const names = variables.map((candidate) => candidate.name.slice(0, 60)).join(', ') || 'none';
    throw new core.NotFoundError(`${source}: there is no variable '${name}'. Variables of the file: ${names}.`);
  }
  const { data } = variable;
  if (data === undefined) {
    throw new core.FormatError(source, `variable '${name}': expected a numeric array, got the class ${variable.type}.`);
  }
  return { ...variable, data };
}

/**
 * Returns the elements row by row of a matrix that is stored column by column: bytes for those classes in which white is 255 or
 * 1, float32 for all others.
 */
function rowMajor(data: NumericArray, rows: number, columns: number, type: string): Uint8Array | Float32Array {
  const matrix = type === 'uint8' || type === 'logical' ? new Uint8Array(data.length) : new Float32Array(data.length);
  const scale = type === 'logical' ? 255 : 1;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) matrix[row * columns + column] = scale * data[row + rows * column];
  }
  return matrix;
}
