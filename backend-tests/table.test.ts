import { expect, it } from 'vitest';
import { backendTable } from './table';

it('has a row per model and a column per backend, and says what does not run and why', () => {
  const models = (speed: number) => new Map([['A', { failed: [], imagesPerSecond: speed }]]);
  const table = backendTable(
    new Map<string, ReturnType<typeof models> | string>([
      ['backend-cpu', models(12.34)],
      ['backend-wasm', models(4567)],
      ['backend-tfjs-node', 'not installed'],
      ['backend-webgl', new Map([['A', { failed: ['learns'] }]]) as never],
      ['backend-webgpu', models(0.123)],
    ]),
  );
  expect(table.split('\n')).toEqual([
    '| model | `cpu`, Node | `wasm`, Node | `tensorflow`, Node | `webgl`, Chromium | `webgpu`, Chromium | `webgpu`, Node |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    '| A | 12 | 4,600 | not run | fails | 0.12 | not run |',
    '',
    '- `tensorflow`, Node: not installed.',
    '- A on `webgl`, Chromium fails: learns.',
    '- `webgpu`, Node: it was left out of the run.',
  ]);
});
