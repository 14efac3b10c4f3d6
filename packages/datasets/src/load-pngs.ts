import { ArgumentError, FormatError, NotFoundError } from '@ae-lab/core';
import { checkOptions } from '@ae-lab/core/internal';
import { listFolder, pathBelow, readIfPresent } from '#platform';
import { ArrayDataset } from './array-dataset';
import { checkBytes, checkText } from './check';
import { decodePng, type Picture } from './decode-png';

/** Options of {@link loadPngs}. */
export interface LoadPngsOptions {
  /**
   * 1 for grey images (colours become their luma, ITU-R BT.601), 3 for red, green and blue. Default: 3 if any has
   * colour.
   */
  readonly channels?: 1 | 3;
}

/** A PNG file in memory. */
export interface PngFile {
  /** The whole file, signature first. */
  readonly bytes: Uint8Array;
  /** What to call it in errors. Default: `PNG file` and its index. */
  readonly source?: string;
  /** The index of its class; on all files or on none. */
  readonly label?: number;
}

/** Options of {@link fromPngs}. */
export interface FromPngsOptions extends LoadPngsOptions {
  /** What the classes are called, in the order of the labels. Default: they have no names. */
  readonly classNames?: readonly string[];
}

/**
 * Images from PNG files of any one size, of any colour type and depth. They are kept with 8 bits; what is transparent
 * is laid on black.
 *
 * @throws FormatError naming the file that is damaged or of another size than the first; ArgumentError for anything else than
 * files and options.
 */
export async function fromPngs(files: readonly PngFile[], options: FromPngsOptions = {}): Promise<ArrayDataset> {
  checkOptions('options', options, { channels: true, classNames: true });
  if (![1, 3, undefined].includes(options.channels)) throw new ArgumentError('channels', '1 or 3', options.channels);
  if (!Array.isArray(files) || files.length === 0) {
    throw new ArgumentError('files', 'an array of at least one PNG file', files);
  }
  files.forEach(checkFile);
  const sources = files.map(({ source }, i) => source ?? `PNG file ${i}`);
  const pictures: Picture[] = [];
  for (const [i, { bytes }] of files.entries()) {
    const picture = await decodePng(bytes, sources[i]);
    const { width, height } = pictures[0] ?? picture;
    if (picture.width !== width || picture.height !== height) {
      const expected = `expected ${width} x ${height} pixels like ${sources[0]}`;
      throw new FormatError(sources[i], `${expected}, got ${picture.width} x ${picture.height}.`);
    }
    pictures.push(picture);
  }
  const channels = options.channels ?? (pictures.some(hasColour) ? 3 : 1);
  const { width, height } = pictures[0];
  const length = width * height * channels;
  const images = new Uint8Array(files.length * length);
  pictures.forEach(({ rgb }, i) => {
    images.set(channels === 3 ? rgb : toGrey(rgb), i * length);
  });
  return ArrayDataset.fromArrays({
    images,
    imageShape: [height, width, channels],
    labels: commonLabels(files),
    classNames: options.classNames,
  });
}

/**
 * Images from the PNG files of a folder, in the order of their names. Where it has folders, each is a class of that
 * name; else there are no labels. Node only.
 *
 * @throws NotFoundError if there is no such folder or no PNG file; FormatError as {@link fromPngs}, and for PNG files beside
 * folders, of which one would be left out.
 */
export async function loadPngs(folder: string, options: LoadPngsOptions = {}): Promise<ArrayDataset> {
  checkText('folder', folder, 'the path of a folder');
  checkOptions('options', options, { channels: true });
  const { folders: classNames, pngs } = await listPngs(folder);
  if (classNames.length === 0) return fromPngs(await readPngs(folder, pngs), options);
  const classes = await Promise.all(
    classNames.map(async (name, label) => {
      const below = pathBelow(folder, name);
      const files = await readPngs(below, (await listPngs(below)).pngs);
      return files.map((file) => ({ ...file, label }));
    }),
  );
  return fromPngs(classes.flat(), { ...options, classNames });
}

/** The names of the PNG files or of the folders in a folder. */
async function listPngs(folder: string): Promise<{ folders: string[]; pngs: string[] }> {
  const content = await listFolder(folder);
  if (content === undefined) throw new NotFoundError(`${folder}: there is no such folder.`);
  const folders = content.folders.filter((name) => !name.startsWith('.')).sort();
  const pngs = content.files.filter((name) => /\.png$/i.test(name)).sort();
  if (folders.length > 0 && pngs.length > 0) {
    const expected = 'expected PNG files, or a folder of them for each class';
    throw new FormatError(folder, `${expected}, got ${pngs[0]} beside the folder ${folders[0]}.`);
  }
  return { folders, pngs };
}

async function readPngs(folder: string, names: readonly string[]): Promise<PngFile[]> {
  if (names.length === 0) throw new NotFoundError(`${folder}: there is no PNG file.`);
  const files: PngFile[] = [];
  for (const source of names.map((name) => pathBelow(folder, name))) {
    const bytes = await readIfPresent(source);
    if (bytes) files.push({ bytes, source });
  }
  return files;
}

function checkFile(file: PngFile, index: number): void {
  checkBytes(`files[${index}].bytes`, file?.bytes);
  checkOptions(`files[${index}]`, file, { bytes: true, source: true, label: true });
}

function commonLabels(files: readonly PngFile[]): number[] | undefined {
  const labels = files.flatMap(({ label }) => label ?? []);
  if (labels.length === 0) return undefined;
  if (labels.length < files.length) throw new ArgumentError('files', 'a label on all files or on none', labels.length);
  return labels;
}

function hasColour({ rgb }: Picture): boolean {
  return rgb.some((value, i) => value !== rgb[i - (i % 3)]);
}

function toGrey(rgb: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: rgb.length / 3 }, (_, i) =>
    Math.round(0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2]),
  );
}
