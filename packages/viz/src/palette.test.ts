import { describe, expect, it } from 'vitest';
import { categoricalColor, categoricalColors } from './palette';

type Triple = [number, number, number];

/** Machado, Oliveira and Fernandes 2009, "A physiologically-based model for simulation of color vision deficiency". */
const VISION: Record<string, Triple[]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const XYZ: Triple[] = [
  [0.4124, 0.3576, 0.1805],
  [0.2126, 0.7152, 0.0722],
  [0.0193, 0.1192, 0.9505],
];
const WHITE: Triple = [0.9505, 1, 1.089];

const product = (matrix: Triple[], v: Triple) =>
  matrix.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]) as Triple;

function linearRgb(color: string): Triple {
  return [1, 3, 5].map((i) => {
    const value = Number.parseInt(color.slice(i, i + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Triple;
}

/** Returns CIE L*a*b* of a colour as seen with this vision. */
function lab(color: string, vision: string): Triple {
  const seen = product(VISION[vision], linearRgb(color)).map((value) => Math.min(1, Math.max(0, value))) as Triple;
  const [x, y, z] = product(XYZ, seen).map((value, i) => {
    const ratio = value / WHITE[i];
    return ratio > 216 / 24389 ? Math.cbrt(ratio) : (24389 / 27 / 116) * ratio + 16 / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Returns the smallest distance between two of the colours, CIE 1976. */
function smallestDistance(colors: readonly string[], vision: string): number {
  const seen = colors.map((color) => lab(color, vision));
  const distances = seen.flatMap((a, i) =>
    seen.slice(0, i).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
  );
  return Math.min(...distances);
}

describe('categoricalColors', () => {
  it.each(Object.keys(VISION))('are ten that differ for %s vision', (vision) => {
    expect(categoricalColors).toHaveLength(10);
    expect(smallestDistance(categoricalColors, vision)).toBeGreaterThan(12);
  });

  it('are held to a measure that a palette of red and green fails', () => {
    expect(smallestDistance(['#d62728', '#2ca02c', '#8c564b', '#ff7f0e'], 'protanopia')).toBeLessThan(12);
  });

  it('are all darker than the white they are drawn on', () => {
    for (const color of categoricalColors) expect(lab(color, 'normal')[0]).toBeLessThan(85);
  });

  it('repeat', () => {
    expect(categoricalColor(13)).toBe(categoricalColors[3]);
  });
});
