import { expect, it } from 'vitest';
import { randomSearch } from './random-search';
import { choice, drawSettings, logUniform } from './search-space';

const space = { rate: logUniform(1e-4, 1), act: choice(['relu', 'elu']) };

it('tries the drawn settings and finds the best', async () => {
  const drawn = drawSettings(space, 12, 5);
  const table = await randomSearch({
    space,
    draws: 12,
    seed: 5,
    objective: 'accuracy',
    run: ({ settings: { rate, act } }) => ({ accuracy: -Math.abs(Math.log10(rate) + 2) - (act === 'elu' ? 0.01 : 0) }),
  });
  expect(new Set(table.rows.map(({ settings }) => settings))).toEqual(new Set(drawn));
  const distance = ({ rate, act }: (typeof drawn)[number]) =>
    Math.abs(Math.log10(rate) + 2) + (act === 'elu' ? 0.01 : 0);
  expect(table.direction).toBe('maximize');
  const best: { rate: number; act: 'relu' | 'elu' } = table.best.settings;
  expect(best).toEqual(drawn.toSorted((a, b) => distance(a) - distance(b))[0]);
});

it('tries equal draws once', async () => {
  let runs = 0;
  const run = () => ({ score: runs++ });
  const table = await randomSearch({ space: { act: choice(['relu', 'elu']) }, draws: 20, objective: 'score', run });
  expect([runs, table.rows.length]).toEqual([2, 2]);
});

it('refuses an empty space, no draws and unknown options', async () => {
  const rest = { objective: 'score', run: () => ({ score: 1 }) };
  await expect(randomSearch({ space: {}, draws: 3, ...rest })).rejects.toThrow('space: expected at least one setting');
  await expect(randomSearch({ space, draws: 0, ...rest })).rejects.toThrow(
    'draws: expected a whole number of at least 1, got 0',
  );
  await expect(randomSearch({ space, draws: 3, trials: 3, ...rest } as never)).rejects.toThrow('options: expected no');
});
