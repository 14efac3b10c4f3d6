import { describe, expect, it } from 'vitest';
import { textsOf } from '../test/picture';
import { barChart } from './bar-chart';
import { categoricalColors } from './palette';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function barsOf(svg: string, color: string): Box[] {
  const pattern = new RegExp(
    `<rect x="([\\d.]+)" y="([\\d.]+)" width="([\\d.]+)" height="([\\d.]+)" fill="${color}"`,
    'g',
  );
  return [...svg.matchAll(pattern)].map((match) => {
    const [x, y, width, height] = match.slice(1).map(Number);
    return { x, y, width, height };
  });
}

/** Returns the position of the tick with this label. */
const tick = (svg: string, label: string) => textsOf(svg).find(({ text }) => text === label)!.y - 0.28 * 13;

describe('barChart', () => {
  const svg = barChart({
    categories: ['first', 'second'],
    series: [
      { name: 'a', values: [4, -2] },
      { name: 'b', values: [2, Number.NaN] },
    ],
  });
  const [a, b] = categoricalColors.map((color) => barsOf(svg, color));

  it('draws bars from 0 to their values', () => {
    const [zero, two, four] = [tick(svg, '0'), tick(svg, '2'), tick(svg, '4')];
    expect(Math.abs(a[0].y - four)).toBeLessThan(0.5);
    expect(Math.abs(a[0].y + a[0].height - zero)).toBeLessThan(0.5);
    expect(Math.abs(a[1].y - zero)).toBeLessThan(0.5);
    expect(Math.abs(a[1].height - (zero - two))).toBeLessThan(0.1);
    expect(Math.abs(b[0].height - (zero - two))).toBeLessThan(0.1);
  });

  it('groups the bars of a category around its name, and leaves out values that are not finite', () => {
    expect(b).toHaveLength(1);
    const name = textsOf(svg).find(({ text }) => text === 'first')!;
    expect(Math.abs((a[0].x + b[0].x + b[0].width) / 2 - name.x)).toBeLessThan(0.1);
    expect(b[0].x).toBeGreaterThanOrEqual(a[0].x + a[0].width);
  });

  it('draws errors to either side of the value, inside the axis', () => {
    const withErrors = barChart({ categories: ['x'], series: [{ name: 'a', values: [10], errors: [2.5] }] });
    const [, high, low] = withErrors.match(/d="M[\d.]+ ([\d.]+)V([\d.]+)M/)!.map(Number);
    const unit = (tick(withErrors, '0') - tick(withErrors, '10')) / 10;
    const [bar] = barsOf(withErrors, categoricalColors[0]);
    expect(Math.abs(bar.y - high - 2.5 * unit)).toBeLessThan(0.1);
    expect(Math.abs(low - bar.y - 2.5 * unit)).toBeLessThan(0.1);
    expect(textsOf(withErrors).map(({ text }) => text)).toContain('12');
  });

  it('has a legend only where there are several series', () => {
    expect(textsOf(svg).map(({ text }) => text)).toEqual(expect.arrayContaining(['a', 'b']));
    const one = barChart({ categories: ['x'], series: [{ name: 'only', values: [1] }] });
    expect(textsOf(one).map(({ text }) => text)).not.toContain('only');
  });

  it('names the argument that is wrong', () => {
    const bars = (values: number[], errors?: number[]) => () =>
      barChart({ categories: ['x', 'y'], series: [{ name: 'a', values, errors }] });
    expect(() => barChart({ categories: [], series: [] })).toThrow(
      'categories: expected an array of at least 1 entry (each text), got [].',
    );
    const eleven = Array.from({ length: 11 }, () => ({ name: 'a', values: [1] }));
    expect(() => barChart({ categories: ['x'], series: [] })).toThrow('series: expected 1 to 10 series, got 0.');
    expect(() => barChart({ categories: ['x'], series: eleven })).toThrow('series: expected 1 to 10 series, got 11.');
    expect(() => barChart({ categories: ['x'], bars: [] } as never)).toThrow(/^options: .*, got "bars"/);
    expect(() => barChart({ categories: ['x'], series: [{ name: 'a', y: [1] }] } as never)).toThrow(
      'series[0]: expected no other options than name, values, errors, got "y".',
    );
    expect(() => barChart({ categories: ['x'] } as never)).toThrow(/^series: expected an array .*, got undefined/);
    expect(() => barChart({ categories: [2026], series: [] } as never)).toThrow(/^categories\[0\]: expected text/);
    expect(bars(undefined as never)).toThrow(
      'series[0].values: expected an array, such as `await tensor.data()`, got undefined.',
    );
    expect(bars([1])).toThrow('series[0].values: expected 2 entries, got 1.');
    expect(bars([1, 2], [1])).toThrow('series[0].errors: expected 2 entries, got 1.');
    expect(bars([1, 2], [1, -1])).toThrow(/^series\[0\].errors\[1\]: expected a number of at least 0/);
    expect(bars([Number.NaN, Infinity])).toThrow(/^series: expected a finite value/);
  });
});
