import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { isUnfinished } from '@ae-lab/base/node';
import { hashedPath, isHashed } from './checksums';
import { CONFIG_FILE, type Config } from './files';

/** Milliseconds after which the files of a save that was never completed are surely those of a killed process. */
const LEFTOVER_AGE = 3_600_000;

/** Names that systems put into folders by themselves; the second, at the root of a disk, is a folder that only root may read. */
export const OF_THE_SYSTEM: readonly string[] = ['.DS_Store', 'lost+found'];

/** Returns the paths of all files in a folder and below it, with `/` between folders, apart from those of the system. */
export async function filesBelow(folder: string): Promise<string[]> {
  const own = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !OF_THE_SYSTEM.includes(name));
  const folders = own.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const below = await Promise.all(folders.map((path) => readdir(path, { recursive: true, withFileTypes: true })));
  return [own, ...below]
    .flat()
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
}

/** Returns those of all paths in a folder that can only be files of saves, though no `config.json` lists them. */
export function ownFiles(paths: readonly string[]): ReadonlySet<string> {
  const hashed = /^([\w-]+\/(model|weights)|tensors)-[0-9a-f]{16}\.(json|bin|safetensors)$/;
  const own = new Set(paths.filter((path) => isUnfinished(path) || hashed.test(path)));
  // A process that was killed before its first commit leaves a `model.json` beside our weights.
  const folders = new Set([...own].map(dirname));
  return new Set([...own, ...paths.filter((path) => basename(path) === 'model.json' && folders.has(dirname(path)))]);
}

/** Removes the files of the earlier save that the current one does not list, and what killed processes left. */
export async function removeOthers(folder: string, config: Config, earlier: Config | undefined): Promise<void> {
  const copies = [config, earlier].flatMap((of) => [...(of?.checksums ?? [])]).filter(([path]) => !isHashed(path));
  const replaced = new Set([
    ...(earlier?.files ?? []),
    ...copies.map(([path, checksum]) => hashedPath(path, checksum)),
  ]);
  const current = new Set(config.files);
  // By the clock of the file system, which may be another than that of this host.
  const { mtimeMs: now } = await stat(join(folder, CONFIG_FILE));
  const folders = new Set<string>();
  const paths = await filesBelow(folder);
  const own = ownFiles(paths);
  // In this order a `model.json` goes before the weights by which it is known.
  for (const path of paths.sort()) {
    if (current.has(path) || !(replaced.has(path) || own.has(path))) continue;
    const isOld = async () => (await stat(join(folder, path))).mtimeMs < now - LEFTOVER_AGE;
    if (!replaced.has(path) && !(await isOld())) continue;
    await rm(join(folder, path), { force: true });
    folders.add(dirname(path));
  }
  folders.delete('.');
  // Those that still hold something stay.
  for (const path of folders) await rmdir(join(folder, path)).catch(() => {});
}
