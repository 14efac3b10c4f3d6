import { describe, expect, it } from 'vitest';
import { textsOf } from '../test/picture';
import { levelStrip } from './level-strip';

const rows = [{ name: 'noisy', images: new Uint8Array(3 * 4) }];
const options = { rows, imageShape: [2, 2, 1] as const, levelLabel: 'noise (σ)' };

describe('levelStrip', () => {
  it('writes each level above its image, with the same number of digits, and what the levels are', () => {
    const svg = levelStrip({ ...options, levels: [0, 0.25, 0.1 + 0.2], scale: 20 });
    const texts = textsOf(svg);
    expect(texts.map(({ text }) => text)).toEqual(['noise (σ)', '0.00', '0.25', '0.30', 'noisy']);
    const lefts = [...svg.matchAll(/<image x="(\d+)"/g)].map((match) => Number(match[1]));
    for (const [i, left] of lefts.entries()) expect(texts[i + 1].x).toBe(left + 20);
    expect(texts[0].y).toBeLessThan(texts[1].y);
  });

  it('names the argument that is wrong', () => {
    expect(() => levelStrip({ ...options, levels: [0, 1] })).toThrow('levels: expected 3 entries, got 2.');
    expect(() => levelStrip({ ...options, level: [0] } as never)).toThrow(/^options: .*, got "level"/);
    expect(() => levelStrip({ ...options, levels: [0, 1, 2], levelLabel: 1 as never })).toThrow(
      /^levelLabel: expected text/,
    );
    expect(() => levelStrip(undefined as never)).toThrow(/^options: expected an object/);
    expect(() => levelStrip({ ...options, rows: [], levels: [] })).toThrow(
      /^rows: expected an array of at least 1 entry .*, got \[\]/,
    );
  });
});
