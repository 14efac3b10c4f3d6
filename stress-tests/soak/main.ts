// npm run test:soak [-- --steps 20000] [--only CLASS]
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { MODELS } from '../../backend-tests/models';
import { readArguments } from '../arguments';
import { bundle } from '../bundle';
import { ReportingChild } from '../reporting-child';
import type { Reading } from './child';
import { growthOf } from './growth';

const { steps, only } = readArguments({ steps: 20_000, only: undefined as string | undefined });
const script = await bundle('soak/child.ts');
// The first model of each class. PrincipalComponents takes no steps, and the example's signals are no images.
const models = MODELS.filter(
  ({ modelClass }, i, all) => all.findIndex((other) => other.modelClass === modelClass) === i,
)
  .filter(({ data, modelClass }) => data === undefined && modelClass.className !== 'PrincipalComponents')
  .filter(({ modelClass }) => only === undefined || modelClass.className === only);
const results: Record<string, { growth: ReturnType<typeof growthOf>; readings: readonly Reading[] }> = {};

for (const { name, modelClass } of models) {
  const readings: Reading[] = [];
  const start = performance.now();
  const child = new ReportingChild<Reading>(script, { model: name, steps }, (reading) => readings.push(reading), [
    ...['env', 'NODE_OPTIONS=--expose-gc'],
  ]);
  const { code, errors } = await child.ended;
  if (code !== 0) throw new Error(`${name} ended with exit code ${code}: ${errors}`);
  results[modelClass.className] = { growth: growthOf(readings), readings };
  console.log(`${name}: ${steps} steps in ${Math.round((performance.now() - start) / 1000)} s`);
}

console.table(Object.fromEntries(Object.entries(results).map(([name, { growth }]) => [name, growth])));
const names = Object.keys(results);
const growing = names.filter((name) => !results[name].growth.isFlat);
if (only === undefined) {
  const folder = join(import.meta.dirname, '../results');
  const machine = {
    processor: cpus()[0]?.model,
    cores: cpus().length,
    node: process.version,
    platform: process.platform,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'soak.json'), `${JSON.stringify({ machine, steps, results }, null, 2)}\n`);
  console.log('Written: stress-tests/results/soak.json');
}
console.log(
  `${names.length} models, ${growing.length} that grow${growing.length > 0 ? `: ${growing.join(', ')}` : ''}.`,
);
process.exitCode = names.length > 0 && growing.length === 0 ? 0 : 1;
