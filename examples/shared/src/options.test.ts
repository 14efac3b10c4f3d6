import { expect, it } from 'vitest';
import { helpOf, parseOptions } from './options';

it('reads every option and has defaults', () => {
  expect(parseOptions([])).toEqual({ fast: false, seed: 1 });
  const args = ['--fast', '--data', 'synthetic', '--seed', '7', '--out', 'elsewhere'];
  expect(parseOptions(args)).toEqual({ fast: true, data: 'synthetic', seed: 7, out: 'elsewhere' });
  expect(parseOptions(['--fast', '--help'])).toBeUndefined();
});

it.each([
  [['--data', 'cats'], '--data: expected mnist or synthetic, got "cats".'],
  [['--seed', '-1'], "Option '--seed'"],
  [['--seed', '1.5'], '--seed: expected a whole number, got "1.5".'],
  [['--quick'], "Unknown option '--quick'"],
])('%j is refused', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});

it('explains every option', () => {
  const help = helpOf('robustness', 'Shows something.');
  for (const option of ['--fast', '--data', '--seed', '--out', '--help']) expect(help).toContain(option);
});
