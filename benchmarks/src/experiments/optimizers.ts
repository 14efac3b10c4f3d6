// Five optimizers on the reference autoencoder: the learning rate of each is chosen in 3 epochs on the validation images, then
// each trains 10 epochs, one after the other with nothing else running: validation error against epochs and seconds.
import { gridSearch } from '@ae-lab/experiments';
import { saveResult } from '../results';
import { type OptimizerName, trainReference } from '../trials/reference-autoencoder';
import { trialPool } from '../trials/trial-pool';

const RATES: Readonly<Record<OptimizerName, readonly number[]>> = {
  sgd: [0.3, 1],
  momentum: [0.03, 0.1],
  rmsprop: [1e-3, 3e-3],
  adam: [1e-3, 3e-3],
  adamw: [1e-3, 3e-3],
};

const run = trialPool('reference-autoencoder');
const results: object[] = [];
for (const optimizer of Object.keys(RATES) as OptimizerName[]) {
  const shared = { optimizer: [optimizer], warmup: [200] };
  const space = { ...shared, learningRate: RATES[optimizer], epochs: [3] };
  const table = await gridSearch({ space, seeds: [1], objective: 'validationMse', run });
  console.log(String(table));
  const { learningRate } = table.best.settings;
  results.push({ optimizer, learningRate, table });
}
await run.close();

console.log('Validation MSE by epoch, with the chosen rate');
for (const [i, result] of results.entries()) {
  const { optimizer, learningRate } = result as { optimizer: OptimizerName; learningRate: number };
  const course = await trainReference({ optimizer, learningRate, warmup: 200, epochs: 10 }, 1, false);
  results[i] = { ...result, course };
  const errors = course.validation.map((error) => error.toFixed(4)).join(' ');
  console.log(`${optimizer} ${learningRate}: ${errors}, ${course.secondsPerEpoch.toFixed(1)} s an epoch`);
}
await saveResult('optimizers', { results });
