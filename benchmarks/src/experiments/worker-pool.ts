// The time that a second worker thread saves: the same 8 trainings on one worker and on two, with nothing else running.
import { gridSearch } from '@ae-lab/experiments';
import { saveResult } from '../results';
import { trialPool } from '../trials/trial-pool';

const seconds: number[] = [];
for (const workers of [1, 2]) {
  const run = trialPool('reference-autoencoder', workers);
  const search = async (seeds: number[]) => {
    const space = { optimizer: ['adam'], learningRate: [1e-3], warmup: [0], epochs: [1] };
    const table = await gridSearch({ space, seeds, objective: 'validationMse', run });
    if (!table.best.complete) throw new Error(String(table));
  };
  // Workers load the images in their first trial.
  await search(Array.from({ length: workers }, (_, i) => 100 + i));
  const start = performance.now();
  await search([1, 2, 3, 4, 5, 6, 7, 8]);
  seconds.push((performance.now() - start) / 1000);
  await run.close();
  console.log(`${workers} at once: ${seconds.at(-1)?.toFixed(1)} s`);
}
const ratio = seconds[1] / seconds[0];
console.log(`ratio ${ratio.toFixed(2)}`);
await saveResult('worker-pool', { seconds, ratio });
