import { checksumOf, hashedPath } from '../src/persistence/checksums';
import { encodeConfig, type Files } from '../src/persistence/files';

/** A save with three files that all hold `content`. */
export async function saveFiles(content: string, folder = 'encoder'): Promise<Files> {
  const encode = (text: string) => new TextEncoder().encode(text);
  const bytes = encode(content);
  const hashed = async (path: string) => hashedPath(path, await checksumOf(bytes));
  const paths = [`${folder}/model.json`, await hashed(`${folder}/weights.bin`), await hashed('tensors.safetensors')];
  const files = new Map(paths.map((path) => [path, bytes]));
  const config = await encodeConfig({ class: content, options: {}, networks: [folder] }, files);
  return new Map([...files, ['config.json', config]]);
}
