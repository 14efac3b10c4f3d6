import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../errors';
import { Rng } from '../rng';
import { optional } from './kind';
import * as kind from './kinds';
import { type Description, either, nested, readOptions, variants } from './read-options';

interface TrainingOptions {
  readonly rate: number;
  readonly momentum?: number;
  readonly loss?: 'mse' | 'bce';
  readonly stopping?: { readonly patience: number; readonly mode?: 'min' | 'max' };
}

const TRAINING = {
  rate: kind.number({ above: 0 }),
  momentum: optional(kind.number({ from: 0, below: 1 }), 0.9),
  loss: optional(kind.choice(['mse', 'bce'])),
  stopping: optional(
    nested({ patience: kind.integer({ from: 1 }), mode: optional(kind.choice(['min', 'max']), 'min') }),
  ),
} satisfies Description<TrainingOptions>;

describe('readOptions', () => {
  it('fills in defaults, also of nested options, and leaves the given object as it is', () => {
    const given = Object.freeze({ rate: 1, momentum: undefined, stopping: { patience: 2 } });
    expect(readOptions('options', given, TRAINING)).toEqual({
      rate: 1,
      momentum: 0.9,
      loss: undefined,
      stopping: { patience: 2, mode: 'min' },
    });
  });

  it.each([
    [3, 'options: expected an object with options among rate, momentum, loss, stopping, got 3.'],
    [null, 'options: expected an object with options among rate, momentum, loss, stopping, got null.'],
    [[{ rate: 1 }], 'options: expected an object with options among'],
    [
      { rate: 1, momentun: 0 },
      'options: expected no other options than rate, momentum, loss, stopping, got "momentun".',
    ],
    [{}, 'rate: expected a finite number above 0, got undefined.'],
    [{ rate: 0 }, 'rate: expected a finite number above 0, got 0.'],
    [{ rate: 1, momentum: 1 }, 'momentum: expected a finite number of at least 0 and below 1, got 1.'],
    [{ rate: 1, loss: 'mae' }, 'loss: expected one of mse, bce, got "mae".'],
    [{ rate: 1, stopping: { patience: 0 } }, 'stopping.patience: expected a whole number of at least 1, got 0.'],
    [{ rate: 1, stopping: { patient: 1 } }, 'stopping: expected no other options than patience, mode, got "patient".'],
    [{ rate: 1, stopping: true }, 'stopping: expected an object with options among patience, mode, got true.'],
  ])('refuses %j', (options, message) => {
    expect(() => readOptions('options', options, TRAINING)).toThrow(ArgumentError);
    expect(() => readOptions('options', options, TRAINING)).toThrow(message);
  });
});

describe('either', () => {
  const NETWORK = either('network', { network: kind.callback() }, { widths: kind.list(kind.integer()) });

  it('takes one shape or the other', () => {
    const network = () => 0;
    expect(readOptions('options', { network }, NETWORK)).toEqual({ network });
    expect(readOptions('options', { widths: [1] }, NETWORK)).toEqual({ widths: [1] });
  });

  it.each([
    [
      { network: () => 0, widths: [1] },
      'options: expected no other options than network beside network, got "widths".',
    ],
    [{ network: undefined, widths: [1] }, 'network: expected a function, got undefined.'],
    [{}, 'widths: expected an array (each a whole number), got undefined.'],
  ])('refuses %o', (options, message) => {
    expect(() => readOptions('options', options, NETWORK)).toThrow(message);
  });
});

describe('variants', () => {
  const PENALTY = variants('kind', {
    l1: { weight: kind.number({ from: 0 }) },
    kl: { weight: kind.number({ from: 0 }), target: optional(kind.number({ above: 0, below: 1 }), 0.05) },
  });

  it('reads the options of the variant that the tag names', () => {
    expect(PENALTY.read('penalty', { kind: 'kl', weight: 1 })).toEqual({ kind: 'kl', weight: 1, target: 0.05 });
  });

  it.each([
    [{ kind: 'l2' }, 'penalty.kind: expected one of l1, kl, got "l2".'],
    [
      { kind: 'l1', weight: 1, target: 0.2 },
      `penalty: expected no other options than kind, weight for the kind 'l1', got "target".`,
    ],
    [{ kind: 'kl', weight: 1, target: 1 }, 'penalty.target: expected a finite number above 0 and below 1, got 1.'],
    ['l1', 'penalty: expected an object with kind one of l1, kl, got "l1".'],
  ])('refuses %j', (penalty, message) => {
    expect(() => PENALTY.read('penalty', penalty)).toThrow(message);
  });
});

describe('kinds', () => {
  it.each([
    [kind.number(), Number.NaN, 'a finite number'],
    [kind.number(), '1', 'a finite number'],
    [kind.number({ to: 3 }), 4, 'a finite number of at most 3'],
    [kind.number({ below: 3 }), 3, 'a finite number below 3'],
    [kind.number({ above: 0, to: 1 }), 0, 'a finite number above 0 and at most 1'],
    [kind.number({ from: 0, to: 1 }), -1, 'a finite number from 0 to 1'],
    [kind.integer({ from: 1 }), 1.5, 'a whole number of at least 1'],
    [kind.integer(), 2 ** 53, 'a whole number'],
    [kind.seed, -1, 'a whole number of at least 0'],
    [kind.flag, 1, 'true or false'],
    [kind.text, 1, 'text'],
    [kind.signal, new AbortController(), 'an AbortSignal, such as controller.signal'],
    [kind.rng, 1, 'an Rng, such as new Rng(1)'],
    [kind.imageShape, [28, 28], '[height, width, channels] of positive whole numbers'],
    [kind.imageShape, [28, 28, 0], '[height, width, channels] of positive whole numbers'],
    [kind.list(kind.text, { length: 2 }), ['a'], 'an array of 2 entries (each text)'],
    [kind.pair(kind.number()), [1, 2, 3], 'an array of 2 entries (each a finite number)'],
    [kind.record(kind.text), ['a'], 'an object (each value text)'],
    [kind.anyOf(kind.text, kind.integer()), 1.5, 'text, or a whole number'],
    [kind.withMethods<Map<string, number>>('a map', 'get', 'set'), {}, 'a map'],
  ])('%#: %o is refused', (expected, value, words) => {
    expect(() => expected.read('argument', value)).toThrow(`argument: expected ${words}, got `);
  });

  it.each([
    [kind.number({ from: 0, below: 1 }), 0],
    [kind.number({ above: 0, to: 1 }), 1],
    [kind.integer({ from: -1, to: 1 }), -1],
    [kind.flag, false],
    [kind.text, ''],
    [kind.signal, new AbortController().signal],
    [kind.rng, new Rng(1)],
    [kind.imageShape, [1, 2, 3]],
    [kind.list(kind.text, { atLeast: 1 }), ['a']],
    [kind.record(kind.number()), { a: 1 }],
    [kind.anyOf(kind.text, kind.integer()), 3],
  ])('%#: %o passes', (expected, value) => {
    expect(expected.read('argument', value)).toEqual(value);
  });

  it('names the entry of a list or record that is wrong', () => {
    expect(() => kind.list(kind.integer()).read('widths', [1, 2.5])).toThrow(
      'widths[1]: expected a whole number, got 2.5.',
    );
    expect(() => kind.record(kind.text).read('names', { a: 1 })).toThrow('names.a: expected text, got 1.');
  });
});
