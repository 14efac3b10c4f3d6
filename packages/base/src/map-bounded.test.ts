import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { mapBounded } from './map-bounded';

it('keeps the order and runs at most as many calls at a time as allowed', async () => {
  let running = 0;
  let most = 0;
  const results = await mapBounded([...'abcdefghij'], 3, async (letter, index) => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < 10 - index; turn++) await setImmediate();
    running--;
    return letter + index;
  });
  expect(results).toEqual(['a0', 'b1', 'c2', 'd3', 'e4', 'f5', 'g6', 'h7', 'i8', 'j9']);
  expect(most).toBe(3);
  expect(await mapBounded([], 3, async () => 1)).toEqual([]);
});

it('stops at the first failure', async () => {
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    if (item === 2) throw new Error('no');
  };
  await expect(mapBounded([1, 2, 3], 1, work)).rejects.toThrow('no');
  expect(begun).toEqual([1, 2]);
});
