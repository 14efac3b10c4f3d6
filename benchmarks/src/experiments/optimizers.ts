// Five optimizers on the reference autoencoder, two learning rates each: validation error against epochs and against seconds.
// Each of the two workers has its own core.
import { gridSearch, type ResultRow } from '@ae-lab/experiments';
import { saveResult } from '../results';
import { trialPool } from '../trials/trial-pool';

const RATES = {
  sgd: [0.3, 1],
  momentum: [0.03, 0.1],
  rmsprop: [1e-3, 3e-3],
  adam: [1e-3, 3e-3],
  adamw: [1e-3, 3e-3],
} as const;

const run = trialPool('reference-autoencoder');
const rows: ResultRow<object>[] = [];
for (const [optimizer, learningRate] of Object.entries(RATES)) {
  const table = await gridSearch({
    space: { optimizer: [optimizer], learningRate, warmup: [200], epochs: [5] },
    seeds: [1],
    objective: 'validationMse',
    run,
  });
  rows.push(...table.rows);
  console.log(String(table));
}
await run.close();
await saveResult('optimizers', { rows });
