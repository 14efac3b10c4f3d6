import { expect, it } from 'vitest';
import { alignedTable, figure } from './table';

it('aligns names to the left and figures to the right', () => {
  const rows = [
    ['ours', '12,345'],
    ['another', '9'],
  ];
  expect(alignedTable(['', 'images/s'], rows).split('\n')).toEqual([
    '         images/s',
    'ours       12,345',
    'another         9',
  ]);
});

it.each([
  [12345.6, '12,346'],
  [37, '37.0'],
  [0.66234, '0.662'],
  [undefined, '-'],
  [null, '-'],
])('writes %s as %s', (value, text) => {
  expect(figure(value)).toBe(text);
});
