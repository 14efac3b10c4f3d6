import { AeLabError } from '@ae-lab/base';
import { expect, it } from 'vitest';
import { gridSearch, workerPool } from './index';

const options = {
  space: { x: [3, 1, 2] },
  objective: 'score',
  run: ({ settings }: { settings: { x: number } }) => ({ score: settings.x ** 2 }),
};

it('searches in a page, and refuses features that need Node', async () => {
  const table = await gridSearch(options);
  expect(table.best.settings).toEqual({ x: 1 });
  expect(table.toCsv()).toContain('\r\n2,4,,1,0,');
  expect(() => workerPool({ script: 'trial.js' })).toThrow(AeLabError);
  expect(() => workerPool({ script: 'trial.js' })).toThrow(/a browser has no worker threads/);
  await expect(gridSearch({ ...options, folder: 'runs' })).rejects.toThrow(
    /runs\/search.json: a browser cannot keep files/,
  );
  await expect(table.save('table.csv')).rejects.toThrow(/table.csv: a browser cannot keep files/);
});
