import { describe, expect, it } from 'vitest';
import { contentBox, draw, pointsOf, textsOf } from '../test/picture';
import { lineChart } from './line-chart';
import { categoricalColors } from './palette';
import { theme } from './theme';

const dotted = (color: string) => `stroke="${color}" stroke-linecap="round" stroke-linejoin="round" stroke-width="6"`;
const lined = (color: string) => `stroke="${color}" stroke-linecap="round" stroke-linejoin="round" stroke-width="2"`;

/** Returns the position of a tick with this label. On the y axis it is 0.28 of the text's size above the baseline. */
function tick(svg: string, label: string, axis: 'x' | 'y'): number {
  const texts = textsOf(svg).filter((text) => text.text === label);
  const found = axis === 'x' ? texts.at(-1) : texts[0];
  if (found === undefined) throw new Error(`no tick ${label}`);
  return axis === 'x' ? found.x : found.y - 0.28 * 13;
}

describe('lineChart', () => {
  it('puts points where the tick labels say', () => {
    const svg = lineChart({ series: [{ name: 'a', x: [0, 5, 10], y: [1, 1.5, 4] }] });
    const [x0, x10] = [tick(svg, '0', 'x'), tick(svg, '10', 'x')];
    const [y1, y4] = [tick(svg, '1.0', 'y'), tick(svg, '4.0', 'y')];
    const points = pointsOf(svg, dotted(categoricalColors[0]));
    const expected = [
      [x0, y1],
      [(x0 + x10) / 2, y1 + (y4 - y1) / 6],
      [x10, y4],
    ];
    for (const [i, [x, y]] of points.entries()) {
      expect(Math.abs(x - expected[i][0])).toBeLessThan(0.2);
      expect(Math.abs(y - expected[i][1])).toBeLessThan(0.5);
    }
    expect(points).toHaveLength(3);
    const baseline = Number(svg.match(new RegExp(`d="M[\\d.]+ ([\\d.]+)H[\\d.]+" stroke="${theme.axis}"`))?.[1]);
    expect(Math.abs(baseline - y1)).toBeLessThan(1);
    expect(pointsOf(svg, lined(categoricalColors[0]))).toEqual(points);
  });

  it('puts points where the labels of logarithmic axes say', () => {
    const svg = lineChart({
      series: [{ name: 'a', x: [1e-4, 1e-2], y: [0.001, 0.05] }],
      xScale: 'log',
      yScale: 'log',
    });
    const [x0, x1] = [tick(svg, '0.0001', 'x'), tick(svg, '0.01', 'x')];
    const [y0, y1] = [tick(svg, '0.001', 'y'), tick(svg, '0.01', 'y')];
    const [first, second] = pointsOf(svg, dotted(categoricalColors[0]));
    expect(Math.abs(first[0] - x0)).toBeLessThan(0.2);
    expect(Math.abs(second[0] - x1)).toBeLessThan(0.2);
    expect(Math.abs(first[1] - y0)).toBeLessThan(0.5);
    expect(Math.abs(second[1] - (y0 + (y1 - y0) * (Math.log10(0.05) + 3)))).toBeLessThan(0.5);
  });

  it('draws in the colour of the legend', async () => {
    const svg = lineChart({
      series: [
        { name: 'a', y: [0, 0] },
        { name: 'b', y: [1, 1] },
      ],
    });
    const picture = await draw(svg);
    const [x, y] = pointsOf(svg, lined(categoricalColors[1]))[0];
    expect(picture.at(Math.round(x + 40), Math.round(y))).toEqual([0xff, 0xa9, 0x0e]);
    expect(textsOf(svg).map((text) => text.text)).toContain('b');
  });

  it('counts x from 1 and labels it with whole numbers', () => {
    const svg = lineChart({ series: [{ name: 'a', y: [3, 2, 1] }] });
    expect(
      textsOf(svg)
        .slice(-3)
        .map((text) => text.text),
    ).toEqual(['1', '2', '3']);
  });

  it('leaves gaps for values that cannot be drawn, and marks an isolated point', () => {
    const y = Array.from({ length: 40 }, (_, i) => (i === 10 || i === 12 || i === 30 ? Number.NaN : i + 1));
    const line = lineChart({ series: [{ name: 'a', y }] });
    const path = line.match(new RegExp(`<path d="([^"]*)" fill="none" ${lined(categoricalColors[0])}`))?.[1] ?? '';
    expect(path.match(/M/g)).toHaveLength(4);
    expect(pointsOf(line, dotted(categoricalColors[0]))).toHaveLength(1);
    const log = lineChart({ series: [{ name: 'a', y: [0, 1, 10, -1, 100] }], yScale: 'log' });
    expect(pointsOf(log, dotted(categoricalColors[0]))).toHaveLength(3);
  });

  it('draws a band between its ends, with a gap where one is not finite', () => {
    const y = [1, 2, 3, 4];
    const errorBand = { lower: [0, 1, Number.NaN, 3], upper: [2, 4, 5, 8] };
    const svg = lineChart({ series: [{ name: 'a', y, errorBand }] });
    const band = svg.match(/<path d="([^"]*)" fill="#3f90da" fill-opacity/)?.[1] ?? '';
    expect(band.match(/M/g)).toHaveLength(2);
    const points = [...band.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map((match) => Number(match[2]));
    const unit = (tick(svg, '0', 'y') - tick(svg, '8', 'y')) / 8;
    const value = (position: number) => (tick(svg, '0', 'y') - position) / unit;
    for (const [i, expected] of [2, 4, 1, 0, 8, 3].entries())
      expect(Math.abs(value(points[i]) - expected)).toBeLessThan(0.02);
  });

  it('lets a band that reaches 0 end with a logarithmic axis', () => {
    const errorBand = { lower: [-1, 0.1], upper: [10, 10] };
    const svg = lineChart({ series: [{ name: 'a', y: [1, 1], errorBand }], yScale: 'log' });
    const band = svg.match(/<path d="([^"]*)" fill="#3f90da" fill-opacity/)?.[1] ?? '';
    const bottom = svg.match(new RegExp(`d="M[\\d.]+ ([\\d.]+)H[\\d.]+" stroke="${theme.axis}"`))?.[1];
    const ends = [...band.matchAll(/,([\d.]+)/g)].map((match) => Number(match[1]));
    expect(Math.abs(Math.max(...ends) - Number(bottom))).toBeLessThan(1);
  });

  it('tells more than ten series apart by dashes', () => {
    const series = Array.from({ length: 12 }, (_, i) => ({ name: `series ${i}`, y: [i, i + 1] }));
    const svg = lineChart({ series });
    expect(svg.match(/stroke-dasharray="7 4"/g)).toHaveLength(4);
  });

  it('keeps long texts inside the picture and apart from the plot', async () => {
    const long = 'a text that is far too long to stand in a single line of a small picture & has <marks> in it';
    const series = Array.from({ length: 7 }, (_, i) => ({
      name: i === 3 ? long : `dimension ${i}`,
      y: [1e5 * i, 2e5],
    }));
    const svg = lineChart({ series, title: long, xLabel: long, yLabel: long, width: 420, height: 200 });
    const { width, height } = await draw(svg);
    const box = contentBox(svg);
    expect(width).toBe(420);
    expect(box.left).toBeGreaterThanOrEqual(0);
    expect(box.top).toBeGreaterThanOrEqual(0);
    expect(box.right).toBeLessThanOrEqual(width);
    expect(box.bottom).toBeLessThanOrEqual(height);
    expect(svg).toContain('&lt;marks&gt;');
  });

  it('draws its title', async () => {
    const series = [{ name: 'a', y: [1, 2] }];
    const [titled, plain] = [await draw(lineChart({ series, title: 'Loss' })), await draw(lineChart({ series }))];
    expect(titled.darkPixels(16, 16, 60, 38)).toBeGreaterThan(100);
    expect(titled.height).toBeGreaterThan(plain.height + 20);
  });

  it('names the argument that is wrong', () => {
    expect(() => lineChart({ series: [] })).toThrow(/^series: expected a finite point/);
    expect(() => lineChart({ series: [{ name: 'a', y: [Number.NaN] }] })).toThrow(/^series: expected a finite point/);
    expect(() => lineChart({ series: [{ name: 'a', y: [0] }], yScale: 'log' })).toThrow(/above 0/);
    expect(() => lineChart({ series: [{ name: 'a', x: [1], y: [1, 2] }] })).toThrow(
      'series[0].x: expected 2 entries, got 1.',
    );
    expect(() => lineChart({ series: [{ name: 'a', values: [1] }] } as never)).toThrow(
      'series[0]: expected no other options than name, x, y, errorBand, got "values".',
    );
    expect(() => lineChart({ series: [{ name: 'a' }] } as never)).toThrow(
      'series[0].y: expected an array, such as `await tensor.data()`, got undefined.',
    );
    expect(() => lineChart({ lines: [] } as never)).toThrow(/^options: .*, got "lines"/);
    expect(() => lineChart({} as never)).toThrow(/^series: expected an array .*, got undefined/);
    expect(() => lineChart({ series: [{ name: 'a', y: [1] }], title: 1 as never })).toThrow(
      'title: expected text, got 1.',
    );
    expect(() => lineChart({ series: [{ name: 'a', y: [1] }], xLabel: 1 as never })).toThrow(/^xLabel: expected text/);
    const errorBand = { low: [0], upper: [2] } as never;
    expect(() => lineChart({ series: [{ name: 'a', y: [1], errorBand }] })).toThrow(
      /^series\[0\].errorBand: .*, got "low"/,
    );
    expect(() => lineChart({ series: [{ name: 'a', y: [1] }], width: 0 })).toThrow(
      /^width: expected a finite number above 200/,
    );
    const banded = (lower: number[], upper: number[]) => () =>
      lineChart({ series: [{ name: 'a', y: [1], errorBand: { lower, upper } }] });
    expect(banded([], [2])).toThrow('series[0].errorBand.lower: expected 1 entries, got 0.');
    expect(banded([0], [])).toThrow(/^series\[0\].errorBand.upper:/);
    expect(banded([3], [2])).toThrow('series[0].errorBand.lower[0]: expected at most its upper end, 2, got 3.');
    const yScale = 'logarithmic' as 'log';
    expect(() => lineChart({ series: [{ name: 'a', y: [1] }], yScale })).toThrow(
      'yScale: expected one of linear, log, got',
    );
  });
});
