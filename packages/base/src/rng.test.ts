import { describe, expect, it } from 'vitest';
import { ArgumentError } from './errors';
import { Rng, threefry } from './rng';

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe('threefry', () => {
  it('gives the known answers of the Random123 library for Threefry-2x32-20', () => {
    expect(threefry([0, 0], 0, 0)).toEqual([0x6b200159, 0x99ba4efe]);
    expect(threefry([0xffffffff, 0xffffffff], 0xffffffff, 0xffffffff)).toEqual([0x1cb996fc, 0xbb002be7]);
    expect(threefry([0x13198a2e, 0x03707344], 0x243f6a88, 0x85a308d3)).toEqual([0xc4923a9c, 0x483df7a0]);
  });
});

describe('Rng', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    expect(new Rng(7).uniforms(20)).toEqual(new Rng(7).uniforms(20));
    expect(new Rng(7).uniforms(20)).not.toEqual(new Rng(8).uniforms(20));
    expect(new Rng(7).uniforms(20)).not.toEqual(new Rng(7 + 2 ** 32).uniforms(20));
  });

  it('draws uniform numbers with the moments of the uniform distribution', () => {
    const values = new Rng(1).uniforms(100_000, 2, 5);
    expect(Math.min(...values.subarray(0, 10_000))).toBeGreaterThanOrEqual(2);
    expect(Math.max(...values.subarray(0, 10_000))).toBeLessThan(5);
    expect(mean(values)).toBeCloseTo(3.5, 1);
    expect(mean(values.map((value) => (value - 3.5) ** 2))).toBeCloseTo(9 / 12, 1);
  });

  it('draws normal numbers with the moments and tails of the normal distribution', () => {
    const values = new Rng(2).normals(100_001, 1, 2).map((value) => (value - 1) / 2);
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(mean(values.map((value) => value ** 4))).toBeCloseTo(3, 0);
    expect(mean(values.map((value) => Number(Math.abs(value) > 1.96)))).toBeCloseTo(0.05, 2);
    const single = new Rng(3);
    expect(mean(Array.from({ length: 20_000 }, () => single.normal(4, 0.5)))).toBeCloseTo(4, 1);
  });

  it('draws whole numbers evenly', () => {
    const rng = new Rng(3);
    const counts = new Array(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[rng.integer(7)]++;
    // Chi-squared with 6 degrees of freedom exceeds 22.5 once in a thousand times.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(22.5);
  });

  it('permutes evenly and chooses without repetition', () => {
    const rng = new Rng(4);
    expect(Array.from(rng.permutation(50)).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    const orders = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = rng.permutation(3).join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect(new Set(rng.choice(['a', 'b', 'c', 'd'], 4)).size).toBe(4);
  });

  it('splits off streams that depend on the label alone', () => {
    const rng = new Rng(5);
    const before = rng.split('noise').uniforms(5);
    rng.uniforms(3);
    expect(rng.split('noise').uniforms(5)).toEqual(before);
    expect(rng.split('noisf').uniforms(5)).not.toEqual(before);
    expect(rng.split(1).uniforms(5)).not.toEqual(rng.split(2).uniforms(5));
    expect(rng.split('a').split('b').uniforms(5)).not.toEqual(rng.split('ab').uniforms(5));
    expect(rng.uniforms(5)).not.toEqual(before);
  });

  it('gives two numbers a block, beginning with a fresh one', () => {
    const [whole, parts] = [new Rng(8), new Rng(8)];
    expect([...parts.normals(3), ...parts.normals(2)]).toEqual(
      [...whole.normals(6)].filter((_, i) => i !== 3).slice(0, 5),
    );
    whole.word();
    expect(whole.reserve(5)).toEqual({ key: [8, 0], position: 4 });
    expect(whole.reserve(0).position).toBe(7);
  });

  it.each([0, 1, 2, 7])('goes on from its JSON after %i draws', (draws) => {
    const rng = new Rng(6);
    for (let i = 0; i < draws; i++) rng.word();
    const copy = Rng.fromJSON(JSON.parse(JSON.stringify(rng)));
    expect(copy.uniforms(5)).toEqual(rng.uniforms(5));
  });

  it('refuses seeds and counts that are not whole numbers', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => new Rng(seed)).toThrow(ArgumentError);
    expect(() => new Rng(1).choice([1, 2], 3)).toThrow('count: expected at most the number of items, 2, got 3.');
    expect(() => new Rng(1).integer(0)).toThrow(ArgumentError);
  });
});
