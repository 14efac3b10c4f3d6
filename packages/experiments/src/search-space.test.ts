import { ArgumentError } from '@ae-lab/base';
import { describe, expect, it } from 'vitest';
import { choice, drawSettings, enumerateGrid, GRID, integer, logUniform, SEARCH_SPACE, uniform } from './search-space';

describe('enumerateGrid', () => {
  it('returns all combinations, the last setting varying fastest', () => {
    expect(enumerateGrid({ a: [1, 2], b: ['x'], c: [[8], [16, 32], null] })).toEqual([
      { a: 1, b: 'x', c: [8] },
      { a: 1, b: 'x', c: [16, 32] },
      { a: 1, b: 'x', c: null },
      { a: 2, b: 'x', c: [8] },
      { a: 2, b: 'x', c: [16, 32] },
      { a: 2, b: 'x', c: null },
    ]);
  });

  it('keeps the types of strings, numbers and arrays', () => {
    const [settings] = enumerateGrid({
      rate: [1e-2, 1e-3],
      units: [[8], [16]],
      act: ['relu', 'elu'],
      on: [true, false],
    });
    const typed: { rate: number; units: number[]; act: 'relu' | 'elu'; on: boolean } = settings;
    expect(typed).toEqual({ rate: 1e-2, units: [8], act: 'relu', on: true });
    // @ts-expect-error: there is no such setting.
    expect(settings.epochs).toBeUndefined();
  });

  it.each([
    ['space', {}],
    ['space', undefined],
    ['space.a', { a: [] }],
    ['space.a', { a: 3 }],
    ['space.a[1]', { a: [1, Number.NaN] }],
    ['space.a[0].b', { a: [{ b: () => 1 }] }],
    ['space.a[0]', { a: [new Map()] }],
  ])('names %s in an error', (argument, space) => {
    expect(() => GRID.read('space', space)).toThrow(ArgumentError);
    expect(() => GRID.read('space', space)).toThrow(`${argument}: expected`);
  });
});

/** The Kolmogorov-Smirnov distance of values in [0, 1] from the uniform distribution. */
function distanceFromUniform(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return Math.max(...sorted.map((value, i) => Math.max((i + 1) / sorted.length - value, value - i / sorted.length)));
}

describe('drawSettings', () => {
  const count = 4000;
  /** Larger with probability 1e-4 at most (Massart 1990: 2 exp(-2 n d²)). */
  const bound = Math.sqrt(Math.log(2 / 1e-4) / 2 / count);

  it('draws from the distributions', () => {
    const space = { a: logUniform(1e-5, 1e-2), b: uniform(-3, 5), c: integer(-2, 3), d: choice(['x', 'y', 'z']) };
    const settings = drawSettings(space, count, 7);
    expect(distanceFromUniform(settings.map(({ a }) => Math.log(a / 1e-5) / Math.log(1e3)))).toBeLessThan(bound);
    expect(distanceFromUniform(settings.map(({ b }) => (b + 3) / 8))).toBeLessThan(bound);
    for (const { a, b } of settings) {
      expect(a >= 1e-5 && a <= 1e-2 && b >= -3 && b < 5).toBe(true);
    }
    const expectEven = (values: unknown[], expected: unknown[]) => {
      expect(new Set(values)).toEqual(new Set(expected));
      // Chi-squared with at most 5 degrees of freedom is above 25.7 with probability 1e-4.
      const even = count / expected.length;
      const frequency = (value: unknown) => values.filter((other) => other === value).length;
      expect(expected.reduce<number>((sum, value) => sum + (frequency(value) - even) ** 2 / even, 0)).toBeLessThan(
        25.7,
      );
    };
    expectEven(
      settings.map(({ c }) => c),
      [-2, -1, 0, 1, 2, 3],
    );
    expectEven(
      settings.map(({ d }) => d),
      ['x', 'y', 'z'],
    );
  });

  it('draws independent settings', () => {
    const settings = drawSettings({ a: uniform(0, 1), b: uniform(0, 1) }, count, 7);
    const covariance = settings.reduce((sum, { a, b }) => sum + (a - 0.5) * (b - 0.5), 0) / count;
    // Its standard deviation is 1 / 12 / √count.
    expect(Math.abs(covariance * 12 * Math.sqrt(count))).toBeLessThan(4);
  });

  it('repeats itself for a seed, also with more draws and with another setting in the space', () => {
    const ten = drawSettings({ a: uniform(0, 1) }, 10, 1);
    expect(drawSettings({ a: uniform(0, 1) }, 10, 1)).toEqual(ten);
    expect(drawSettings({ a: uniform(0, 1) }, 10, 2)).not.toEqual(ten);
    expect(drawSettings({ a: uniform(0, 1) }, 20, 1).slice(0, 10)).toEqual(ten);
    expect(drawSettings({ b: choice([1, 2]), a: uniform(0, 1) }, 10, 1).map(({ a }) => ({ a }))).toEqual(ten);
  });

  it('draws from a space read from JSON', () => {
    const space = { a: logUniform(1, 2), b: choice([[1], [2]]), c: integer(1, 4) };
    expect(drawSettings(JSON.parse(JSON.stringify(space)), 5, 1)).toEqual(drawSettings(space, 5, 1));
  });

  it('keeps the types', () => {
    const [settings] = drawSettings({ a: integer(2, 2), b: choice(['relu', 'elu']), c: choice([[8, 16]]) }, 1, 0);
    const typed: { a: number; b: 'relu' | 'elu'; c: number[] } = settings;
    expect(typed).toMatchObject({ a: 2, c: [8, 16] });
  });
});

describe('a search space', () => {
  it.each([
    [{}, 'space: expected at least one setting, got Object.'],
    [[uniform(0, 1)], 'space: expected an object'],
    [{ a: [1, 2] }, 'space.a: expected an object with kind one of choice, uniform, logUniform, integer, got [1, 2].'],
    [{ a: { kind: 'normal' } }, 'space.a.kind: expected one of choice, uniform, logUniform, integer, got "normal".'],
    [{ a: { kind: 'choice', values: [] } }, 'space.a.values: expected an array of at least 1 entry'],
    [{ a: { kind: 'uniform', low: 2, high: 1 } }, 'space.a.high: expected a finite number of at least 2, got 1.'],
    [{ a: { kind: 'logUniform', low: 0, high: 1 } }, 'space.a.low: expected a finite number above 0, got 0.'],
    [{ a: { kind: 'integer', low: 0.5, high: 1 } }, 'space.a.low: expected a whole number, got 0.5.'],
    [{ a: { kind: 'integer', low: 1, high: 9, step: 2 } }, 'space.a: expected no other options than kind, low, high'],
  ])('%j is refused', (space, message) => {
    expect(() => SEARCH_SPACE.read('space', space)).toThrow(ArgumentError);
    expect(() => SEARCH_SPACE.read('space', space)).toThrow(message);
  });

  it('has distributions with checked bounds and values', () => {
    expect(() => uniform(0, Number.NaN)).toThrow('high: expected a finite number of at least 0, got NaN');
    expect(() => uniform(2, 1)).toThrow('high: expected a finite number of at least 2, got 1');
    expect(() => logUniform(0, 1)).toThrow('low: expected');
    expect(() => integer(1, 0.5)).toThrow('high: expected');
    expect(() => integer(0, 2 ** 32)).toThrow('high: expected a whole number from 0 to 4294967295, got 4294967296.');
    expect(() => choice([])).toThrow('values: expected an array of at least 1 entry');
    expect(() => choice([Number.NaN])).toThrow('values[0]: expected');
  });
});
