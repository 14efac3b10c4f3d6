import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoreErrors, syncFolder, writeWhole } from '@ae-lab/base/node';
import { CONFIG_FILE, type Config, parseConfig } from './files';
import { sealSave } from './seal-save';

/**
 * Writes a `config.json` with the checksums of the files as they are, and returns it. The caller holds the lease of the folder.
 *
 * @throws FormatError that names the file if one is missing or is not JSON.
 */
export async function sealFolder(folder: string): Promise<Config> {
  const find = (path: string) => readFile(join(folder, path)).catch(ignoreErrors('ENOENT', 'ENOTDIR'));
  const bytes = (await sealSave(find, folder)).get(CONFIG_FILE) as Uint8Array;
  const path = join(folder, CONFIG_FILE);
  await writeWhole(path, bytes);
  await syncFolder(folder);
  return parseConfig(bytes, path);
}
