import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toPng } from '@ae-lab/viz';

/** Writes a picture to `runs/benchmarks/pictures/<name>.png` and prints the path. */
export async function savePicture(name: string, svg: string): Promise<void> {
  const folder = join(import.meta.dirname, '../../runs/benchmarks/pictures');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), await toPng(svg));
  console.log(`Picture: runs/benchmarks/pictures/${name}.png`);
}
