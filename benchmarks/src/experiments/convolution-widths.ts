// A grid over the widths of three convolutions before 32 dense units: as a published report trained them (dropout 0.2, L2 1e-5,
// Adam at 1e-3, at most 50 epochs with early stopping; it has a test MSE of 0.021), and with batch normalisation, a schedule
// and dropout as a further choice. All are screened for a few epochs; the best two train on, and the validation images choose.
import { gridSearch } from '@ae-lab/experiments';
import { saveResult } from '../results';
import { trainWidths } from '../trials/convolution-widths';
import { trialPool } from '../trials/trial-pool';

const WIDTHS = [8, 16].flatMap((first) =>
  [16, 32].flatMap((second) => [16, 32].map((third) => [first, second, third])),
);
const SPACES = [
  { name: 'as reported', dropout: [0.2], batchNormalization: false, screened: 4, epochs: 50 },
  { name: 'normalised', dropout: [0, 0.1], batchNormalization: true, screened: 2, epochs: 12 },
];

const run = trialPool('convolution-widths');
const results: object[] = [];
for (const { name, dropout, batchNormalization, screened, epochs } of SPACES) {
  const search = (widths: number[][], dropouts: number[], upTo: number) =>
    gridSearch({
      space: { widths, dropout: dropouts, batchNormalization: [batchNormalization], epochs: [upTo] },
      seeds: [1],
      objective: 'validationMse',
      run,
      onProgress: ({ done, total }) => console.log(`${name}, ${upTo} epochs: ${done} of ${total}`),
    });
  const screening = await search(WIDTHS, dropout, screened);
  console.log(String(screening));
  const [first, second] = screening.top(2);
  const final = await search([first.widths, second.widths], [first.dropout], epochs);
  console.log(String(final));
  const chosen = final.best.settings;
  const { testMse } = await trainWidths(chosen, 1, true);
  console.log(`${name}: ${chosen.widths.join('-')}, dropout ${chosen.dropout}, test MSE ${testMse?.toFixed(4)}`);
  results.push({ name, screening, final, chosen, testMse });
}
await run.close();
await saveResult('convolution-widths', { results });
