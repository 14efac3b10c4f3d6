import { describe, expect, it } from 'vitest';
import { colorScales, inkOn } from './color-scale';

describe('colorScales', () => {
  it('have the right colours at both ends', () => {
    expect([0, 1].map(colorScales.sequential)).toEqual(['#440154', '#fde725']);
    expect(colorScales.shares(0)).toBe('#ffffff');
    const [blue, white, red] = [0, 0.5, 1].map((share) => colorScales.diverging(share).match(/\d+/g)!.map(Number));
    expect(blue[2]).toBeGreaterThan(blue[0] + 50);
    expect(Math.min(...white)).toBeGreaterThan(230);
    expect(red[0]).toBeGreaterThan(red[2] + 50);
  });
});

describe('inkOn', () => {
  it('has a contrast of at least 4.5 on every colour', () => {
    const luminance = (hex: string) =>
      [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
        const share = Number.parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16) / 255;
        return sum + weight * (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4);
      }, 0);
    for (let i = 0; i <= 100; i++) {
      const color = colorScales.sequential(i / 100);
      const [low, high] = [luminance(color), luminance(inkOn(color))].sort((a, b) => a - b);
      expect((high + 0.05) / (low + 0.05)).toBeGreaterThan(4.5);
    }
    expect(inkOn('rgb(255, 255, 255)')).toBe('#000000');
    expect(inkOn('rgb(10, 20, 60)')).toBe('#ffffff');
  });
});
