// A grid over the widths of three convolutions before 32 dense units. It runs twice: with batch normalisation, a schedule and two
// dropout rates; and as in a published report (dropout 0.2, L2 1e-5, Adam at 1e-3, early stopping; test MSE 0.021). All widths are
// screened for a few epochs at the first dropout rate. The best are trained for longer, and the validation error selects one.
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { gridSearch } from '@ae-lab/experiments';
import { mnistSplit } from '../mnist';
import { saveResult } from '../results';
import { placeOf } from '../trials/convolution-widths';
import { trialPool } from '../trials/trial-pool';
import { meanError } from './train-and-test';

const WIDTHS = [8, 16].flatMap((first) =>
  [16, 32].flatMap((second) => [16, 32].map((third) => [first, second, third])),
);
const SPACES = [
  { name: 'normalised', batchNormalization: true, screened: 1, dropouts: [0, 0.1], finalists: 1, epochs: 10 },
  { name: 'as reported', batchNormalization: false, screened: 3, dropouts: [0.2], finalists: 2, epochs: 50 },
];

await useWasmBackend();
const { test } = await mnistSplit();
const run = trialPool('convolution-widths');
const results: object[] = [];
for (const { name, batchNormalization, screened, dropouts, finalists, epochs } of SPACES) {
  const search = (widths: readonly number[][], dropout: readonly number[], upTo: number) =>
    gridSearch({
      space: { widths, dropout, batchNormalization: [batchNormalization], epochs: [upTo] },
      seeds: [1],
      objective: 'validationMse',
      run,
      onProgress: ({ done, total }) => console.log(`${name}, ${upTo} epochs: ${done} of ${total}`),
    });
  const screening = await search(WIDTHS, dropouts.slice(0, 1), screened);
  console.log(String(screening));
  const best = screening.top(finalists).map(({ widths }) => widths);
  const final = await search(best, dropouts, epochs);
  console.log(String(final));
  const chosen = final.best.settings;
  const model = await Autoencoder.load(placeOf(chosen));
  const testMse = await meanError(model, test);
  model.dispose();
  console.log(`${name}: ${chosen.widths.join('-')}, dropout ${chosen.dropout}, test MSE ${testMse.toFixed(4)}`);
  results.push({ name, screening, final, chosen, testMse });
  await saveResult('convolution-widths', { results });
}
await run.close();
