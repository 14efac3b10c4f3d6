import { readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ignoreErrors, syncFolder, writeWhole } from '@ae-lab/base/node';
import { checkReplacement } from './check-replacement';
import { type Checksum, checkFile, hashedPath, isHashed } from './checksums';
import { CONFIG_FILE, type Config, type Files, parseConfig } from './files';
import type { PlaceLease } from './place-lease';
import { removeOthers } from './remove-others';
import { sealFolder } from './seal-folder';

/**
 * Replaces the save in a folder by another. The caller holds the lease of the folder.
 *
 * The new `config.json`, renamed last, is the commit. Until then every file that the earlier one lists stays, and afterwards all that
 * the new one lists are there. Files have hashes in their names, apart from each network's `model.json`, which other programs read
 * by its name. It is replaced just before the commit. Meanwhile readers find its earlier content as `model-<hash>.json`.
 *
 * A process that is killed leaves files that no `config.json` lists; a later commit removes them.
 */
export async function commitSave(folder: string, files: Files, lease: PlaceLease): Promise<void> {
  const bytes = files.get(CONFIG_FILE) as Uint8Array;
  const config = parseConfig(bytes, join(folder, CONFIG_FILE));
  const earlier = await earlierConfig(folder, config);
  const kept = new Set(earlier?.files);
  const fixed = config.files.filter((path) => !isHashed(path));
  // Also under a name with its hash, by which a reader finds it if a process that lost its lease just now replaces it once more.
  const hashed = config.files.map(
    (path) => [path, isHashed(path) ? path : hashedPath(path, config.checksums.get(path) as Checksum)] as const,
  );
  try {
    for (const [path, name] of hashed) await writeWhole(join(folder, name), files.get(path) as Uint8Array);
    for (const path of fixed) {
      const checksum = earlier?.checksums.get(path);
      if (checksum) await keepCopy(folder, path, checksum);
    }
    await lease.check();
    for (const path of fixed) await writeWhole(join(folder, path), files.get(path) as Uint8Array);
    for (const path of new Set(config.files.map(dirname))) await syncFolder(join(folder, path));
    await lease.check();
    await writeWhole(join(folder, CONFIG_FILE), bytes);
  } catch (error) {
    const fresh = hashed.map(([, name]) => name).filter((name) => !kept.has(name));
    await undo(folder, fixed, fresh, earlier, lease).catch(() => {});
    throw error;
  }
  await syncFolder(folder);
  // The new save is complete. If this fails, the next save tries again.
  await removeOthers(folder, config, earlier).catch(() => {});
}

/**
 * Returns the `config.json` of the save so far, which the next one may replace. One of version 0.1 gets checksums first, by which
 * readers know its files.
 */
async function earlierConfig(folder: string, next: Config): Promise<Config | undefined> {
  const path = join(folder, CONFIG_FILE);
  const bytes = await readFile(path).catch(ignoreErrors('ENOENT'));
  const config = bytes && parseConfig(bytes, path);
  checkReplacement(folder, config, next);
  return config?.formatVersion === 1 ? sealFolder(folder).catch(() => config) : config;
}

/** Copies a file of the earlier save to the path with its hash, unless it is there or the file has another content by now. */
async function keepCopy(folder: string, path: string, checksum: Checksum): Promise<void> {
  const copy = join(folder, hashedPath(path, checksum));
  for (const source of [join(folder, path), copy]) {
    const bytes = await readFile(source).catch(ignoreErrors('ENOENT'));
    const isSame =
      bytes &&
      (await checkFile(bytes, checksum, source, '').then(
        () => true,
        () => false,
      ));
    if (!isSame) continue;
    if (source !== copy) await writeWhole(copy, bytes);
    return;
  }
}

/** Brings back the earlier save after a failure, if this process may still write. */
async function undo(
  folder: string,
  fixed: readonly string[],
  fresh: readonly string[],
  earlier: Config | undefined,
  lease: PlaceLease,
): Promise<void> {
  await lease.check();
  for (const path of fixed) {
    const checksum = earlier?.checksums.get(path);
    if (checksum)
      await rename(join(folder, hashedPath(path, checksum)), join(folder, path)).catch(ignoreErrors('ENOENT'));
    else if (!earlier?.files.includes(path)) await rm(join(folder, path), { force: true });
  }
  for (const path of fresh) await rm(join(folder, path), { force: true });
}
