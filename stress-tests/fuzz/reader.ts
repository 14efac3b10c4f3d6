import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Files } from './files';

/** A public function that reads files, with valid inputs for it. */
export interface Reader {
  readonly name: string;
  readonly samples: readonly Files[];
  /**
   * Reads an input, checks that the result makes sense, frees it, and returns a text that tells it from others. `folder` is the path of
   * a folder for readers of paths, which make and remove it.
   *
   * @throws what the reader throws, and a {@link Nonsense} for a result that cannot be right.
   */
  read(files: Files, folder: string): Promise<string>;
  /** Returns the words one of which a clear error has, so that the user knows which input is meant. */
  sources(files: Files, folder: string): readonly string[];
  /** Whether a change that leaves a checksum wrong must be refused, unless the result is the same. Default false. */
  readonly isChecked?: boolean;
}

/** A result that a reader should not have returned. */
export class Nonsense extends Error {
  override readonly name = 'Nonsense';
}

/** Returns the one file of an input. */
export function onlyFile(files: Files): { name: string; bytes: Uint8Array } {
  const [[name, bytes]] = files;
  return { name, bytes };
}

export async function writeAll(files: Files, folder: string): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

export async function readAll(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // Hidden files are leases of the process that saved.
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      paths.map(async (path) => [relative(folder, path), new Uint8Array(await readFile(path))] as const),
    ),
  );
}

/** Runs `use` with an empty folder, which is removed afterwards. */
export async function inFolder<T>(folder: string, use: () => Promise<T>): Promise<T> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    return await use();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
