import { describe, expect, it } from 'vitest';
import { normal, seededRandom } from './seeded-random';

const draw = (seed: number, count: number) => Array.from({ length: count }, seededRandom(seed));

describe('seededRandom', () => {
  it('repeats itself by seed', () => {
    expect(draw(7, 5)).toEqual(draw(7, 5));
    expect(draw(7, 5)).not.toEqual(draw(8, 5));
    expect(draw(2 ** 40, 5)).not.toEqual(draw(0, 5));
  });

  it('is uniform on [0, 1), and without correlation of neighbours', () => {
    const numbers = draw(1, 20_000);
    const bins = new Array<number>(10).fill(0);
    for (const number of numbers) bins[Math.floor(number * 10)]++;
    for (const bin of bins) expect(Math.abs(bin - 2000)).toBeLessThan(5 * Math.sqrt(2000));
    const products = numbers.slice(1).map((number, i) => (number - 0.5) * (numbers[i] - 0.5) * 12);
    expect(Math.abs(products.reduce((sum, product) => sum + product, 0)) / 20_000).toBeLessThan(5 / Math.sqrt(20_000));
  });

  it('gives normal numbers of mean 0 and variance 1', () => {
    const random = seededRandom(3);
    const numbers = Array.from({ length: 20_000 }, () => normal(random));
    const moment = (power: number) => numbers.reduce((sum, number) => sum + number ** power, 0) / numbers.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.03);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.05);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.3);
  });

  it('refuses a seed that is not a whole number of at least 0', () => {
    expect(() => seededRandom(-1)).toThrow(/^seed: expected a whole number of at least 0/);
  });
});
