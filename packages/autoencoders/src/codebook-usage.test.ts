import { expect, it } from 'vitest';
import { usageOf } from './codebook-usage';

it.each([
  ['all entries as often', [3, 3, 3, 3], 1, 4],
  ['one of them', [0, 7, 0, 0, 0], 0.2, 1],
  // 0.5 ln 2 + 2 * 0.25 ln 4 = 1.5 ln 2.
  ['three unevenly', [2, 1, 1, 0], 0.75, 2 ** 1.5],
])('the usage of %s', (_, counts, codebookUsage, perplexity) => {
  expect(usageOf(counts)).toEqual({ codebookUsage, perplexity: expect.closeTo(perplexity, 10) });
});
