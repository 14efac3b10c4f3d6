import { describe, expect, it } from 'vitest';
import { draw, textsOf } from '../test/picture';
import { heatMap } from './heat-map';

const rects = (svg: string) =>
  [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="([^"]+)"/g)].map(
    ([, x, y, width, height, fill]) => ({ x: +x, y: +y, width: +width, height: +height, fill }),
  );
const texts = (svg: string) => textsOf(svg).map(({ text }) => text);
const options = {
  values: [
    [1, 2, 3],
    [4, 5, 6],
  ],
  rows: ['a', 'b'],
  columns: ['p', 'q', 'r'],
};

describe('heatMap', () => {
  it('draws each value in its row and column, in the colour that the bar shows beside it', async () => {
    const svg = heatMap(options);
    const cells = rects(svg).slice(0, 6);
    expect(cells.map(({ x }) => (x - cells[0].x) / cells[0].width)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(cells.map(({ y }) => (y - cells[0].y) / cells[0].height)).toEqual([0, 0, 0, 1, 1, 1]);
    const picture = await draw(svg);
    const bar = rects(svg)[6];
    for (const [i, { x, y }] of cells.entries()) {
      const share = 1 - i / 5;
      const beside = picture.at(bar.x + 8, Math.min(Math.round(bar.y + share * bar.height), bar.y + bar.height - 1));
      const drawn = picture.at(x + 2, y + 2);
      for (const [channel, value] of drawn.entries()) expect(Math.abs(value - beside[channel])).toBeLessThan(6);
    }
    for (const text of ['1', '6', 'a', 'b', 'p', 'q', 'r']) expect(texts(svg)).toContain(text);
  });

  it('spaces the colours of a logarithmic scale by ratios', () => {
    const fills = (valueScale: 'linear' | 'log') =>
      rects(
        heatMap({
          ...options,
          values: [
            [1, 10, 100],
            [1, 50.5, 100],
          ],
          valueScale,
        }),
      ).map(({ fill }) => fill);
    expect(fills('log')[1]).toBe(fills('linear')[4]);
    expect(fills('log')[1]).not.toBe(fills('linear')[1]);
  });

  it('gives a value and its negative colours at the same distance from white', () => {
    const fills = rects(
      heatMap({
        ...options,
        values: [
          [-2, 0, 1],
          [4, 2, -1],
        ],
        colors: 'diverging',
      }),
    ).map(({ fill }) => fill);
    const [minus, zero, , , plus] = fills.map((fill) => (fill.match(/\d+/g) ?? []).map(Number));
    expect(Math.min(...zero)).toBeGreaterThan(230);
    expect(minus[2]).toBeGreaterThan(minus[0]);
    expect(plus[0]).toBeGreaterThan(plus[2]);
  });

  it('leaves values that are not finite grey and says so', () => {
    const svg = heatMap({
      ...options,
      values: [
        [1, Number.NaN, 3],
        [4, 5, 6],
      ],
    });
    expect(rects(svg)[1].fill).toBe('#e4e7eb');
    expect(texts(svg)).toContain('n/a');
  });

  it('writes numbers into the cells only where they fit', () => {
    const names = Array.from({ length: 60 }, (_, i) => String(i));
    const svg = heatMap({
      values: names.map((_, i) => new Float32Array(60).map((_, j) => i / 7 + j)),
      rows: names,
      columns: names,
    });
    expect(svg.match(/fill="#(000000|ffffff)" text-anchor/g)).toBeNull();
    expect(svg.match(/<rect /g)).toHaveLength(1 + 3600 + 128);
  });

  it('names the argument that is wrong', () => {
    expect(() => heatMap({ ...options, xlabel: 'x' } as never)).toThrow(/^options: .*, got "xlabel"/);
    expect(() => heatMap({ rows: ['a'], columns: ['b'] } as never)).toThrow(
      /^values: expected an array .*, got undefined/,
    );
    expect(() => heatMap({ ...options, rows: 2 as never })).toThrow(
      'rows: expected an array of at least 1 entry (each text), got 2.',
    );
    expect(() => heatMap({ ...options, valueLabel: 1 as never })).toThrow(/^valueLabel: expected text/);
    expect(() => heatMap({ ...options, yLabel: 1 as never })).toThrow(/^yLabel: expected text/);
    expect(() => heatMap({ ...options, values: [[1]] })).toThrow('values: expected 2 entries, got 1.');
    expect(() => heatMap({ ...options, values: [[1, 2, 3], [4]] })).toThrow(/^values\[1\]: expected 3 entries/);
    expect(() => heatMap({ ...options, rows: [] })).toThrow(
      /^rows: expected an array of at least 1 entry .*, got \[\]/,
    );
    expect(() => heatMap({ ...options, columns: [] })).toThrow(
      /^columns: expected an array of at least 1 entry .*, got \[\]/,
    );
    expect(() =>
      heatMap({
        ...options,
        values: [
          [0, 0, 0],
          [0, 0, 0],
        ],
        valueScale: 'log',
      }),
    ).toThrow(/^values: expected a finite/);
    expect(() => heatMap({ ...options, valueScale: 'log', colors: 'diverging' })).toThrow(
      /^valueScale: expected linear/,
    );
    for (const digits of [-1, 21, 101]) {
      expect(() => heatMap({ ...options, digits })).toThrow(/^digits: expected a whole number from 0 to 20/);
    }
  });
});
