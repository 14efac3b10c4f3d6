import { expect, it } from 'vitest';
import { drawStrokes } from './draw-strokes';

it('covers pixels by their distance to the stroke', () => {
  // A horizontal line through the middle of row 2, 0.5 pixels to each side, from column 2.5 to 6.5.
  const line = { strokes: [[[-0.2, -0.2] as const, [0.2, -0.2] as const]], radii: [0.05, 0.05] as const, ink: 0.8 };
  const image = drawStrokes({ ...line, strokes: [line.strokes[0]] }, 10, 10);
  const row = (y: number) =>
    Array.from(image.subarray(10 * y, 10 * y + 10), (value) => Math.round(1000 * value) / 1000);
  // The line lies on the border of rows 2 and 3, whose middles are 0.5 away: half covered.
  expect(row(2)).toEqual(row(3));
  expect(row(2).slice(3, 7)).toEqual([0.4, 0.4, 0.4, 0.4]);
  expect(row(0)).toEqual(Array(10).fill(0));
});

it('draws a dot for a stroke of no length, and nothing outside the image', () => {
  const dot = { strokes: [[[0, 0] as const, [0, 0] as const]], radii: [0.2, 0.2] as const, ink: 1 };
  const image = drawStrokes(dot, 9, 11);
  expect(image.indexOf(Math.max(...image))).toBeGreaterThan(0);
  expect(image[4 * 11 + 5]).toBe(1);
  const far = { ...dot, strokes: [[[5, 5] as const, [6, 6] as const]] };
  expect(Math.max(...drawStrokes(far, 9, 11))).toBe(0);
});
