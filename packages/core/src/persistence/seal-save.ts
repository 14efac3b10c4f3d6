import { FormatError } from '@ae-lab/base';
import { CONFIG_FILE, encodeConfig, type Files, isFilePath, parseConfig, parseJsonObject } from './files';

/**
 * Returns the files of a save with the checksums in `config.json` made anew.
 *
 * @param find returns a file by its path, or undefined if it is missing.
 * @param place the name of the place in errors.
 * @throws FormatError that names the file if one is missing or is not JSON.
 */
export async function sealSave(find: (path: string) => Promise<Uint8Array | undefined>, place: string): Promise<Files> {
  const read = async (path: string) => {
    const bytes = await find(path);
    if (!bytes) throw new FormatError(`${place}/${path}`, 'missing.');
    return bytes;
  };
  const config = parseConfig(await read(CONFIG_FILE), `${place}/${CONFIG_FILE}`);
  const files = new Map<string, Uint8Array>();
  for (const name of config.networks) {
    const topology = await read(`${name}/model.json`);
    files.set(`${name}/model.json`, topology);
    // Another program may have written the network anew, with weights under other names.
    for (const file of weightFiles(topology, `${place}/${name}/model.json`)) {
      files.set(`${name}/${file}`, await read(`${name}/${file}`));
    }
  }
  const others = config.files.filter((file) => !config.networks.some((name) => file.startsWith(`${name}/`)));
  for (const file of others) files.set(file, await read(file));
  return new Map([...files, [CONFIG_FILE, await encodeConfig(config, files)]]);
}

function weightFiles(topology: Uint8Array, source: string): string[] {
  const { weightsManifest } = parseJsonObject(topology, source);
  const groups = Array.isArray(weightsManifest) ? (weightsManifest as { paths?: unknown }[]) : [];
  return groups.flatMap((group) => group?.paths).filter((path): path is string => isFilePath(String(path)));
}
