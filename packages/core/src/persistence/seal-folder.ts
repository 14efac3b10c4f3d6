import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError } from '@ae-lab/base';
import { ignoreErrors, syncFolder, writeWhole } from '@ae-lab/base/node';
import { CONFIG_FILE, type Config, encodeConfig, isFilePath, parseConfig, parseJsonObject } from './files';

/**
 * Writes a `config.json` with the checksums of the files as they are, and returns it. The caller holds the lease of the folder.
 *
 * @throws FormatError that names the file if one is missing or is not JSON.
 */
export async function sealFolder(folder: string): Promise<Config> {
  const path = join(folder, CONFIG_FILE);
  const config = parseConfig(await read(folder, CONFIG_FILE), path);
  const files = new Map<string, Uint8Array>();
  for (const name of config.networks) {
    const topology = await read(folder, `${name}/model.json`);
    files.set(`${name}/model.json`, topology);
    // Another program may have written the network anew, with weights under other names.
    for (const file of weightFiles(topology, join(folder, name, 'model.json'))) {
      files.set(`${name}/${file}`, await read(folder, `${name}/${file}`));
    }
  }
  const others = config.files.filter((file) => !config.networks.some((name) => file.startsWith(`${name}/`)));
  for (const file of others) files.set(file, await read(folder, file));
  const bytes = await encodeConfig(config, files);
  await writeWhole(path, bytes);
  await syncFolder(folder);
  return parseConfig(bytes, path);
}

function weightFiles(topology: Uint8Array, source: string): string[] {
  const { weightsManifest } = parseJsonObject(topology, source);
  const groups = Array.isArray(weightsManifest) ? (weightsManifest as { paths?: unknown }[]) : [];
  return groups.flatMap((group) => group?.paths).filter((path): path is string => isFilePath(String(path)));
}

async function read(folder: string, path: string): Promise<Uint8Array> {
  const bytes = await readFile(join(folder, path)).catch(ignoreErrors('ENOENT', 'ENOTDIR'));
  if (!bytes) throw new FormatError(join(folder, path), 'missing.');
  return bytes;
}
