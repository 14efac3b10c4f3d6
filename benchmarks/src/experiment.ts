// npm run experiment --workspace benchmarks -- NAME
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = join(import.meta.dirname, 'experiments');
const names = readdirSync(folder)
  .map((file) => basename(file, '.ts'))
  .filter((name) => name !== 'train-and-test');
const [name] = process.argv.slice(2);
if (names.includes(name)) await import(join(folder, `${name}.ts`));
else {
  console.error(`Name one of: ${names.join(', ')}`);
  process.exitCode = 1;
}
