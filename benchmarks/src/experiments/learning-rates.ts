// The reference autoencoder at five learning rates, 20 epochs each, with and without a warm-up over 200 steps. The validation
// images select the rate; runs that end in black output are reported as collapsed.
import { gridSearch } from '@ae-lab/experiments';
import { saveResult } from '../results';
import { type ReferenceSettings, trainReference } from '../trials/reference-autoencoder';
import { trialPool } from '../trials/trial-pool';

const run = trialPool('reference-autoencoder');
const table = await gridSearch({
  space: {
    optimizer: ['adam'],
    learningRate: [1e-2, 5e-3, 1e-3, 5e-4, 1e-5],
    warmup: [0, 200],
    epochs: [20],
  },
  seeds: [1],
  objective: 'validationMse',
  run,
  onProgress: ({ done, total, secondsLeft }) => console.log(`${done} of ${total}, ${secondsLeft?.toFixed(0)} s left`),
});
await run.close();
console.log(String(table));

const settings = table.best.settings as ReferenceSettings;
const { test } = await trainReference(settings, 1, true);
console.log(`Chosen: rate ${settings.learningRate}, warm-up ${settings.warmup} steps; test MSE ${test?.toFixed(4)}`);
await saveResult('learning-rates', { table, chosen: settings, test });
