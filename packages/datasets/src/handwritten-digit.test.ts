import { Rng } from '@ae-lab/core';
import { expect, it } from 'vitest';
import { type Drawing, handwrittenDigit } from './handwritten-digit';

const drawings = (digit: number) => Array.from({ length: 200 }, (_, seed) => handwrittenDigit(digit, new Rng(seed)));

/** Width and height of the path of the pen's centre. */
function extent({ strokes }: Drawing): number[] {
  return [0, 1].map((axis) => {
    const values = strokes.flatMap((stroke) => stroke.map((point) => point[axis]));
    return Math.max(...values) - Math.min(...values);
  });
}

it('stays inside the image, at the height of MNIST digits', () => {
  for (let digit = 0; digit < 10; digit++) {
    const all = drawings(digit);
    const heights = all.map((drawing) => extent(drawing)[1]);
    const mean = heights.reduce((a, b) => a + b) / all.length;
    expect(mean).toBeGreaterThan(17 / 28);
    expect(mean).toBeLessThan(21 / 28);
    const reach = all.map(({ strokes, radii }) => Math.max(...strokes.flat(2).map(Math.abs)) + Math.max(...radii));
    expect(Math.max(...reach)).toBeLessThan(0.52);
  }
});
