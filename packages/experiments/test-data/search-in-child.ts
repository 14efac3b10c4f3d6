import { appendFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gridSearch } from '../src/grid-search';

/** A search to be killed: `node search-in-child.ts FOLDER TRIALS HANGING`. It prints every trial that ended. */
const [folder, trials, hanging] = process.argv.slice(2);
await gridSearch({
  space: { x: Array.from({ length: Number(trials) }, (_, i) => i) },
  objective: 'score',
  folder,
  run: async ({ settings: { x } }) => {
    appendFileSync(join(folder, 'runs.txt'), `${x}\n`);
    if (x === Number(hanging)) {
      writeSync(1, 'hangs\n');
      setInterval(() => {}, 1000);
      await new Promise(() => {});
    }
    return { score: x };
  },
  onProgress: ({ last }) => {
    writeSync(1, `${last.settings.x}\n`);
  },
});
