// A grid over the widths of three convolutions before 32 dense units, chosen on the validation images with early stopping: as a
// published report trained them (dropout 0.2, L2 1e-5, Adam at 1e-3, at most 50 epochs; it has a test MSE of 0.021), and
// with batch normalisation, a schedule and dropout as a further choice.
import { gridSearch } from '@ae-lab/experiments';
import { saveResult } from '../results';
import { trainWidths, type WidthSettings } from '../trials/convolution-widths';
import { trialPool } from '../trials/trial-pool';

const widths = { first: [8, 16], second: [16, 32], third: [16, 32] };
const SPACES = {
  reported: {
    ...widths,
    dropout: [0.2],
    batchNormalization: [false],
    l2: [1e-5],
    schedule: ['constant'],
    epochs: [50],
  },
  normalised: {
    ...widths,
    dropout: [0, 0.1],
    batchNormalization: [true],
    l2: [0],
    schedule: ['cosine'],
    epochs: [15],
  },
} as const;

const run = trialPool('convolution-widths');
const results: object[] = [];
for (const [name, space] of Object.entries(SPACES)) {
  const table = await gridSearch({
    space,
    seeds: [1],
    objective: 'validationMse',
    folder: `../runs/convolution-widths-${name}`,
    run,
    onProgress: ({ done, total, secondsLeft }) => console.log(`${done} of ${total}, ${secondsLeft?.toFixed(0)} s left`),
  });
  console.log(String(table));
  const chosen: WidthSettings = table.best.settings;
  const { testMse } = await trainWidths(chosen, 1, true);
  console.log(`${name}: ${chosen.first}-${chosen.second}-${chosen.third}, test MSE ${testMse?.toFixed(4)}`);
  results.push({ name, table, chosen, testMse });
}
await run.close();
await saveResult('convolution-widths', { results });
