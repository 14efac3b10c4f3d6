import { describe, expect, it } from 'vitest';
import { textsOf } from '../test/picture';
import { confusionChart } from './confusion-chart';

const fills = (svg: string) =>
  [...svg.matchAll(/<rect x="[\d.]+" y="[\d.]+" width="[\d.]+" height="[\d.]+" fill="([^"]+)"/g)].map(
    (match) => match[1],
  );
const texts = (svg: string) => textsOf(svg).map(({ text }) => text);

describe('confusionChart', () => {
  it('writes counts, and the accuracy above', () => {
    const svg = confusionChart({
      counts: [
        [2000, 0],
        [5, 15],
      ],
      classNames: ['cat', 'dog'],
    });
    expect(texts(svg)).toContain('Accuracy 99.75 %: 2,015 of 2,020');
    for (const text of ['2,000', '0', '5', '15', 'cat', 'dog', 'predicted class', 'true class']) {
      expect(texts(svg)).toContain(text);
    }
  });

  it('shades by the share of the true class, whose images are the row', () => {
    const [a, b, c, d] = fills(
      confusionChart({
        counts: [
          [50, 50],
          [3, 1],
        ],
      }),
    );
    expect(a).toBe(b);
    const [quarter, half, threeQuarters] = [d, a, c].map((fill) => Number(fill.match(/\d+/)?.[0]));
    expect(quarter).toBeGreaterThan(half);
    expect(half).toBeGreaterThan(threeQuarters);
  });

  it('leaves cells without images white, also those of a class that has none', () => {
    expect(
      fills(
        confusionChart({
          counts: [
            [1, 0],
            [0, 0],
          ],
        }),
      ).slice(1, 4),
    ).toEqual(['#ffffff', '#ffffff', '#ffffff']);
  });

  it('names the argument that is wrong', () => {
    expect(() => confusionChart({ confusion: [[1]] } as never)).toThrow(/^options: .*, got "confusion"/);
    expect(() => confusionChart([[1]] as never)).toThrow(/^options: expected an object with options among counts/);
    expect(() => confusionChart({} as never)).toThrow(/^counts: expected an array .*, got undefined/);
    expect(() => confusionChart({ counts: [[1]], classNames: [0 as never] })).toThrow(
      /^classNames\[0\]: expected text/,
    );
    expect(() => confusionChart({ counts: [[1, 2], [3]] })).toThrow('counts[1]: expected 2 entries, got 1.');
    expect(() => confusionChart({ counts: [] })).toThrow(/^counts: expected a count above 0/);
    expect(() =>
      confusionChart({
        counts: [
          [0, 0],
          [0, 0],
        ],
      }),
    ).toThrow(/^counts: expected a count above 0/);
    expect(() =>
      confusionChart({
        counts: [
          [1, 2],
          [-3, 0],
        ],
      }),
    ).toThrow(/^counts\[1\]\[0\]: expected a whole number of at least 0/);
    expect(() =>
      confusionChart({
        counts: [
          [1, 2],
          [3, 4],
        ],
        classNames: ['a'],
      }),
    ).toThrow(/^classNames: expected 2 entries/);
  });
});
