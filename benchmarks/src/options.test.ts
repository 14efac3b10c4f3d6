import { expect, it } from 'vitest';
import { parseOptions } from './options';

it('reads every option', () => {
  const defaults = { only: '', peers: undefined, rounds: 7, full: false, profile: false };
  expect(parseOptions([])).toEqual(defaults);
  const args = [
    '--only',
    'training dense',
    '--peers',
    'cpu,jax',
    '--rounds',
    '3',
    '--full',
    '--node',
    'bin/node',
    '--busy-core',
    '0',
    '--profile',
  ];
  expect(parseOptions(args)).toEqual({
    only: 'training dense',
    peers: ['cpu', 'jax'],
    rounds: 3,
    full: true,
    node: 'bin/node',
    busyCore: 0,
    profile: true,
  });
  expect(parseOptions(['--help'])).toBeUndefined();
});

it.each([
  [['--round', '3'], /Unknown option '--round'/],
  [['--rounds', '0'], '--rounds: expected a whole number of at least 1, got "0".'],
  [['--busy-core', 'all'], '--busy-core: expected a whole number of at least 0, got "all".'],
  [['--rounds', 'many'], '--rounds: expected a whole number of at least 1, got "many".'],
])('refuses %j', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});
