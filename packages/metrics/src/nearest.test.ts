import { expect, it } from 'vitest';
import { nearest } from './nearest';

it('nearest orders the smallest distances, equal ones by index, without the excluded one', () => {
  expect([...nearest([5, 1, 3, 1, 4, 0], 4)]).toEqual([5, 1, 3, 2]);
  expect([...nearest([5, 1, 3, 1, 4, 0], 3, 1)]).toEqual([5, 3, 2]);
  expect([...nearest([2, 2, 2, 2], 2)]).toEqual([0, 1]);
});
