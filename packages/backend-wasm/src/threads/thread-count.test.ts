import { ArgumentError } from '@ae-lab/base';
import { expect, it } from 'vitest';
import { threading } from '#platform';
import { threadCount } from './thread-count';

const count = (cores: number, wanted?: string) =>
  threadCount({ ...threading, cores: () => cores, wanted: () => wanted });

it('is the number of cores, at most 8, or what the environment says', () => {
  expect(count(1)).toBe(1);
  expect(count(6)).toBe(6);
  expect(count(32)).toBe(8);
  expect(count(32, '1')).toBe(1);
  expect(count(2, '12')).toBe(12);
});

it.each(['0', '1.5', '65', 'all'])('refuses AE_LAB_THREADS=%s', (wanted) => {
  expect(() => count(2, wanted)).toThrow(ArgumentError);
  expect(() => count(2, wanted)).toThrow('AE_LAB_THREADS: expected a whole number from 1 to 64');
});
