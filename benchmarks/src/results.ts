import { mkdir, rename, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** Writes a result and a description of the machine to `results/<name>.json`, and prints the path. */
export async function saveResult(name: string, result: object): Promise<void> {
  const folder = join(import.meta.dirname, '..', 'results');
  const machine = {
    processor: cpus()[0]?.model,
    cores: cpus().length,
    node: process.version,
    platform: process.platform,
  };
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  await writeFile(`${file}.partial`, `${JSON.stringify({ machine, ...result }, null, 2)}\n`);
  await rename(`${file}.partial`, file);
  console.log(`Written: benchmarks/results/${name}.json`);
}
