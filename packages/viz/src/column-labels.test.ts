import { describe, expect, it } from 'vitest';
import { textsOf } from '../test/picture';
import { columnLabels, fitLines, numberLabels } from './column-labels';
import { textWidth } from './text';

const style = { size: 10 };
const labels = (texts: string[], width: number) => texts.map((text, i) => ({ text, x: (i + 0.5) * width }));

describe('columnLabels', () => {
  it('breaks labels into lines where their words fit', () => {
    const { height, below } = columnLabels(labels(['one', 'two three'], 50), 50, style);
    expect(textsOf(below(0)).map(({ text, x }) => [text, x])).toEqual([
      ['one', 25],
      ['two', 75],
      ['three', 75],
    ]);
    expect(height).toBeCloseTo(26);
    expect(below(0)).not.toContain('rotate');
  });

  it('lets labels above images end at one height', () => {
    const { above } = columnLabels(labels(['one', 'two three'], 50), 50, style);
    const [one, two, three] = textsOf(above(100)).map(({ y }) => y);
    expect(one).toBe(three);
    expect(two).toBeLessThan(one);
  });

  it('sets them upright where a word is too wide', () => {
    const { height, below } = columnLabels(labels(['one', 'extraordinary'], 30), 30, style);
    expect(below(0).match(/rotate\(-90/g)).toHaveLength(2);
    expect(height).toBeCloseTo(textWidth('extraordinary', style));
  });

  it('leaves out some where not even upright ones fit', () => {
    const { below } = columnLabels(
      labels(
        Array.from({ length: 9 }, (_, i) => `name ${i}`),
        4,
      ),
      4,
      style,
    );
    expect(textsOf(below(0)).map(({ text }) => text)).toEqual(['name 0', 'name 3', 'name 6']);
  });
});

describe('numberLabels', () => {
  it('leaves numbers out rather than turning them', () => {
    const { below } = numberLabels(labels(['−2.0', '−1.0', '0.0', '1.0', '2.0'], 20), 20, style);
    expect(textsOf(below(0)).map(({ text }) => text)).toEqual(['−2.0', '0.0', '2.0']);
  });
});

describe('fitLines', () => {
  it('makes lines wider until they are few enough', () => {
    const text = 'one two three four five six';
    expect(fitLines(text, 40, 2, style).length).toBeLessThanOrEqual(2);
    expect(fitLines(text, 40, 2, style).join(' ')).toBe(text);
  });
});
