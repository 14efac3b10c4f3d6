import * as core from '@ae-lab/core';
import { ArrayDataset } from './array-dataset';
import { BUDGET, type Budget, budgetOf, checkBudget } from './budget';
import { decodePng, type Picture, pictureChannels } from './decode-png';
import { joinPictures } from './join-pictures';
import { BYTES, CLASS_NAMES, FOLDER } from './kinds';
import { describeLeftOut, type LeftOut } from './left-out';
import { readPngHeader } from './png-chunks';
import { readPngFolder } from './png-folder';

/** Options of both {@link fromPngs} and {@link loadPngs}. */
export interface PngOptions extends Budget {
  /**
   * Number of channels: 1 for grey images (colours become their luma, ITU-R BT.601), 3 for red, green and blue. Default: 3 if
   * any image has colour, else 1.
   */
  readonly channels?: 1 | 3;
}

/** Options of {@link loadPngs}. */
export interface LoadPngsOptions extends PngOptions {
  /**
   * Called once with everything in the folder that is not part of the data set, if there is anything. Default: a warning on
   * the console, in one line.
   */
  readonly onLeftOut?: (leftOut: readonly LeftOut[]) => void;
}

/** A PNG file in memory. */
export interface PngFile {
  /** The content of the file. */
  readonly bytes: Uint8Array;
  /** The name of the file in errors. Default: `PNG file` and its index. */
  readonly source?: string;
  /** The class index of the image. Either all files have one or none has. Default: no label. */
  readonly label?: number;
}

/** Options of {@link fromPngs}. */
export interface FromPngsOptions extends PngOptions {
  /** The name of each class, in the order of the labels. Default: no names. */
  readonly classNames?: readonly string[];
}

const PNG_OPTIONS = {
  channels: core.optional(core.kind.of<1 | 3>('1 or 3', (value) => value === 1 || value === 3)),
  ...BUDGET,
} satisfies core.Description<PngOptions>;

const LOAD_PNGS_OPTIONS = {
  ...PNG_OPTIONS,
  onLeftOut: core.optional(core.kind.callback<(leftOut: readonly LeftOut[]) => void>()),
} satisfies core.Description<LoadPngsOptions>;

const FROM_PNGS_OPTIONS = {
  ...PNG_OPTIONS,
  classNames: core.optional(CLASS_NAMES),
} satisfies core.Description<FromPngsOptions>;

const PNG_FILE = core.nested({
  bytes: BYTES,
  source: core.optional(core.kind.text),
  label: core.optional(core.kind.integer({ from: 0 })),
} satisfies core.Description<PngFile>);

/**
 * Decodes PNG files of one size and of any colour type and bit depth.
 *
 * ```ts no-run
 * const bytes = new Uint8Array(await (await fetch('/cat.png')).arrayBuffer());
 * const data = await fromPngs([{ bytes, source: 'cat.png', label: 0 }], { classNames: ['cat'] });
 * ```
 *
 * Pixels are kept as bytes, or as float32 numbers if a file has 16 bits per channel. Transparent pixels lie on black. `maxBytes`
 * limits the pixels of all files together.
 *
 * @throws FormatError naming the file that is damaged, has another size than the first, or claims more pixels than the budget
 *   allows.
 * @throws ArgumentError for anything but files and options of these forms.
 */
export async function fromPngs(files: readonly PngFile[], options: FromPngsOptions = {}): Promise<ArrayDataset> {
  const { classNames, ...settings } = core.readOptions('options', options, FROM_PNGS_OPTIONS);
  if (!Array.isArray(files) || files.length === 0) {
    throw new core.ArgumentError('files', 'an array of at least one PNG file', files);
  }
  files.forEach(checkFile);
  const sources = files.map(({ source }, i) => source ?? `PNG file ${i}`);
  const { maxBytes, channels: wanted } = settings;
  const budget = budgetOf(
    files.reduce((sum, { bytes }) => sum + bytes.length, 0),
    maxBytes,
  );
  checkHeaders(files, sources, wanted, budget);
  const pictures: Picture[] = [];
  for (const [i, { bytes }] of files.entries()) pictures.push(await decodePng(bytes, sources[i], budget));
  const { images, channels } = joinPictures(pictures, wanted);
  const { width, height } = pictures[0];
  return ArrayDataset.fromArrays({
    images,
    imageShape: [height, width, channels],
    labels: commonLabels(files),
    classNames,
  });
}

/** Checks that all files claim the same size, and that their pixels together stay within the budget. */
function checkHeaders(
  files: readonly PngFile[],
  sources: readonly string[],
  wanted: 1 | 3 | undefined,
  budget: number,
): void {
  const headers = files.map(({ bytes }, i) => readPngHeader(bytes, sources[i]));
  const [{ width, height }] = headers;
  const other = headers.findIndex((header) => header.width !== width || header.height !== height);
  if (other >= 0) {
    const expected = `expected ${width} x ${height} pixels like ${sources[0]}`;
    throw new core.FormatError(sources[other], `${expected}, got ${headers[other].width} x ${headers[other].height}.`);
  }
  const channels = wanted ?? (headers.some((header) => pictureChannels(header) === 3) ? 3 : 1);
  const bytesPerValue = headers.some(({ depth }) => depth === 16) ? 4 : 1;
  const source = files.length === 1 ? sources[0] : `${files.length} PNG files`;
  checkBudget(source, files.length * width * height * channels * bytesPerValue, budget);
}

/**
 * Loads the PNG files of a folder, in the order of their names. Node only; in a browser use {@link fromPngs}.
 *
 * ```ts no-run
 * const pets = await loadPngs('pets'); // the folders pets/cat and pets/dog
 * console.log(pets.size, pets.classNames); // ['cat', 'dog']
 * ```
 *
 * If the folder contains folders, or links to folders, each is a class of that name. Otherwise there are no labels. Hidden files,
 * images of other formats, other files and broken links are left out; `onLeftOut` or a warning names them.
 *
 * @throws NotFoundError if there is no such folder, or a folder without a PNG file.
 * @throws FormatError as {@link fromPngs} does, and for a file in place of the folder, a folder with both PNG files and folders, or with folders in folders.
 * @throws ArgumentError for an option that is unknown or out of range.
 */
export async function loadPngs(folder: string, options: LoadPngsOptions = {}): Promise<ArrayDataset> {
  FOLDER.read('folder', folder);
  const { onLeftOut, ...settings } = core.readOptions('options', options, LOAD_PNGS_OPTIONS);
  const { files, classNames, leftOut } = await readPngFolder(folder);
  const data = await fromPngs(files, { ...settings, ...(classNames && { classNames }) });
  if (leftOut.length > 0) {
    if (onLeftOut) onLeftOut(leftOut);
    else console.warn(`${folder}: ${describeLeftOut(leftOut)}.`);
  }
  return data;
}

function checkFile(file: PngFile, index: number): void {
  // First, so that the content of a file in place of such an object is refused in words that help.
  BYTES.read(`files[${index}].bytes`, file?.bytes);
  PNG_FILE.read(`files[${index}]`, file);
}

function commonLabels(files: readonly PngFile[]): number[] | undefined {
  const labels = files.flatMap(({ label }) => label ?? []);
  if (labels.length === 0) return undefined;
  if (labels.length < files.length)
    throw new core.ArgumentError('files', 'a label on all files or on none', labels.length);
  return labels;
}
