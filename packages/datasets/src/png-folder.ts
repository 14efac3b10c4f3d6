import { FormatError, NotFoundError } from '@ae-lab/core';
import { mapBounded } from '@ae-lab/core/internal';
import { listFolder, pathBelow, readIfPresent } from '#platform';
import { absenceOf } from './absence';
import { describeLeftOut, groupLeftOut, type LeftOut, type LeftOutReason, reasonToLeaveOut } from './left-out';

/** The content of a PNG file, its path and the index of its class. */
interface FoundPng {
  readonly bytes: Uint8Array;
  readonly source: string;
  readonly label?: number;
}

/** The PNG files of a folder. */
export interface PngFolder {
  readonly files: readonly FoundPng[];
  /** The names of the class folders; undefined for a folder of files. */
  readonly classNames?: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/** The names in one folder. */
interface Listing {
  readonly folders: readonly string[];
  readonly pngs: readonly string[];
  /** Pairs of a path, relative to the loaded folder, and the reason. */
  readonly leftOut: readonly (readonly [string, LeftOutReason])[];
}

/** The number of class folders that are read at the same time: each may have a file open. */
const FOLDERS_AT_ONCE = 16;

/** Reads the PNG files of a folder, or of the folders in it, one for each class, in the order of their names. */
export async function readPngFolder(folder: string): Promise<PngFolder> {
  const top = await list(folder);
  const classNames = top.folders.length > 0 ? top.folders : undefined;
  if (classNames === undefined) {
    return { files: await readFiles(folder, top), leftOut: groupLeftOut(top.leftOut) };
  }
  const classes = await mapBounded(classNames, FOLDERS_AT_ONCE, async (name, label) => {
    const below = pathBelow(folder, name);
    const listing = await list(below, `${name}/`);
    if (listing.folders.length > 0) {
      throw new FormatError(below, `expected the PNG files of a class, got the folder ${listing.folders[0]}.`);
    }
    return { files: await readFiles(below, listing, label), leftOut: listing.leftOut };
  });
  return {
    files: classes.flatMap(({ files }) => files),
    classNames,
    leftOut: groupLeftOut([...top.leftOut, ...classes.flatMap(({ leftOut }) => leftOut)]),
  };
}

async function list(folder: string, prefix = ''): Promise<Listing> {
  const content = await listFolder(folder);
  if (content === undefined) throw await absenceOf(folder, 'folder', 'a folder of PNG files');
  const folders: string[] = [];
  const pngs: string[] = [];
  const leftOut: [string, LeftOutReason][] = [];
  for (const name of [...content.keys()].sort()) {
    const kind = content.get(name)!;
    const reason = reasonToLeaveOut(name, kind);
    if (reason) leftOut.push([prefix + name, reason]);
    else (kind === 'folder' ? folders : pngs).push(name);
  }
  if (folders.length > 0 && pngs.length > 0) {
    const expected = 'expected PNG files, or a folder of them for each class';
    throw new FormatError(folder, `${expected}, got ${pngs[0]} beside the folder ${folders[0]}.`);
  }
  return { folders, pngs, leftOut };
}

async function readFiles(folder: string, { pngs, leftOut }: Listing, label?: number): Promise<FoundPng[]> {
  if (pngs.length === 0) {
    const others = leftOut.length > 0 ? `: ${describeLeftOut(groupLeftOut(leftOut))}` : '';
    throw new NotFoundError(`${folder}: there is no PNG file${others}.`);
  }
  const files: FoundPng[] = [];
  for (const name of pngs) {
    const source = pathBelow(folder, name);
    const bytes = await readIfPresent(source);
    if (bytes === undefined) throw new NotFoundError(`${source}: the file was removed while the folder was read.`);
    files.push({ bytes, source, ...(label !== undefined && { label }) });
  }
  return files;
}
