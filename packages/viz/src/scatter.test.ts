import { describe, expect, it } from 'vitest';
import { contentBox, draw, pointsOf, textsOf } from '../test/picture';
import { categoricalColors } from './palette';
import { scatter } from './scatter';

describe('scatter', () => {
  it('puts points where the tick labels say', () => {
    const svg = scatter({ x: [0, 10, 4], y: [0, 10, 6] });
    const points = pointsOf(svg, 'stroke-opacity');
    const texts = textsOf(svg);
    const [y0, y10] = [texts.find((text) => text.text === '0'), texts.find((text) => text.text === '10')];
    const [x0, x10] = [texts.findLast((text) => text.text === '0'), texts.findLast((text) => text.text === '10')];
    if (!x0 || !x10 || !y0 || !y10) throw new Error('a tick is missing');
    for (const [i, [x, y]] of [
      [0, 0],
      [1, 1],
      [0.4, 0.6],
    ].entries()) {
      expect(Math.abs(points[i][0] - (x0.x + x * (x10.x - x0.x)))).toBeLessThan(0.2);
      expect(Math.abs(points[i][1] - (y0.y - 0.28 * 13 + y * (y10.y - y0.y)))).toBeLessThan(0.5);
    }
  });

  it('draws each class in its colour and names it in the legend', async () => {
    const svg = scatter({
      x: [0, 1, 2],
      y: [0, 1, 0],
      classes: [2, 0, 2],
      classNames: ['zero', 'one', 'two'],
      pointSize: 12,
    });
    const picture = await draw(svg);
    const [[x, y]] = pointsOf(svg, `stroke="${categoricalColors[2]}" stroke-width="12"`);
    const blended = [0xbd, 0x1f, 0x01].map((value) => 0.8 * value + 0.2 * 255);
    const drawn = picture.at(Math.round(x), Math.round(y));
    for (const [i, value] of drawn.entries()) expect(Math.abs(value - blended[i])).toBeLessThan(8);
    expect(
      textsOf(svg)
        .slice(0, 2)
        .map((text) => text.text),
    ).toEqual(['zero', 'two']);
  });

  it('holds 10,000 points of ten classes in ten short paths', () => {
    const x = Float32Array.from({ length: 10_000 }, (_, i) => Math.sin(i));
    const y = Float32Array.from({ length: 10_000 }, (_, i) => Math.cos(i * i));
    const svg = scatter({ x, y, classes: x.map((_, i) => i % 10) });
    expect(svg.match(/<path [^>]*stroke-opacity/g)).toHaveLength(10);
    expect(pointsOf(svg, 'stroke-opacity')).toHaveLength(10_000);
    expect(svg.length).toBeLessThan(200_000);
  });

  it('draws classes beyond ten as squares', () => {
    const svg = scatter({ x: [0, 1], y: [0, 1], classes: [3, 13] });
    expect(svg.match(new RegExp(`stroke="${categoricalColors[3]}"[^>]*stroke-linecap="square"`, 'g'))).toHaveLength(2);
  });

  it('leaves out points that are not finite', () => {
    const svg = scatter({ x: [0, Number.NaN, 2, 3], y: [0, 1, Infinity, 3] });
    expect(pointsOf(svg, 'stroke-opacity')).toHaveLength(2);
  });

  it('keeps a long legend inside the picture', async () => {
    const classes = Array.from({ length: 30 }, (_, i) => i);
    const classNames = classes.map((i) => `class with a long name ${i}`);
    const svg = scatter({ x: classes, y: classes, classes, classNames, title: 'Many' });
    const { width } = await draw(svg);
    expect(contentBox(svg).right).toBeLessThanOrEqual(width);
  });

  it('names the argument that is wrong', () => {
    expect(() => scatter({ x: [1, 2], y: [1] })).toThrow('y: expected 2 entries, got 1.');
    expect(() => scatter({ x: [1, 2], y: [1, 2], classes: [0] })).toThrow(/^classes: expected 2 entries/);
    expect(() => scatter({ x: [1, 2], y: [1, 2], classes: [0, -1] })).toThrow(/^classes\[1\]: expected a whole number/);
    expect(() => scatter({ x: [1], y: [1], labels: [0] } as never)).toThrow(/^options: .*, got "labels"/);
    expect(() => scatter({ y: [1] } as never)).toThrow(
      'x: expected an array, such as `await tensor.data()`, got undefined.',
    );
    expect(() => scatter({ x: [1], y: [1], classNames: [0 as never] })).toThrow('classNames[0]: expected text, got 0.');
    expect(() => scatter({ x: [], y: [] })).toThrow(/^x and y: expected at least one finite point/);
    expect(() => scatter({ x: [1], y: [1], pointSize: 0 })).toThrow(/^pointSize:/);
  });
});
