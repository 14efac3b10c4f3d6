import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import { rows } from '../../test/rows';
import { codeAt } from './code';

it('returns one code, and refuses an index that does not exist', () => {
  const codes = rows([1, 2], [3, 4], [5, 6]);
  expect(codeAt(codes, 2).arraySync()).toEqual([[5, 6]]);
  expect(() => codeAt(codes, 3)).toThrow(/index: expected a whole number from 0 to 2, got 3/);
  expect(() => codeAt(codes, -1)).toThrow(/index: /);
  expect(() => codeAt({ values: [], dimension: 2 }, 0)).toThrow(/codes.values: expected .* at least 1 codes/);
});
