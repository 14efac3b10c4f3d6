import { describe, expect, it } from 'vitest';
import { draw } from '../test/picture';
import { svgDocument } from './svg-document';
import { textLines, textWidth, wrapText } from './text';

/** The last column in which DejaVu Sans, as resvg draws it, leaves ink; the text starts at 0. */
async function drawnWidth(text: string, bold: boolean): Promise<number> {
  const line = textLines([text], 0, 0, { size: 20, bold });
  const { width, darkPixels } = await draw(svgDocument(900, 40, '', '#ffffff', line));
  let last = width;
  while (last > 0 && darkPixels(last - 1, 0, last, 40) === 0) last--;
  return last;
}

describe('textWidth', () => {
  it.each(['Reconstruction loss', 'WWWWWWWW', 'illicit', '0.0123456789', '~{}[]@#%&', 'Größe, naïveté, α β γ'])(
    'is at least, and close to, what is drawn: %s',
    async (text) => {
      for (const bold of [false, true]) {
        const drawn = await drawnWidth(text, bold);
        const measured = textWidth(text, { size: 20, bold });
        expect(drawn).toBeGreaterThan(10);
        expect(measured).toBeGreaterThanOrEqual(drawn - 1);
        expect(measured).toBeLessThan(drawn * 1.2 + 5);
      }
    },
  );
});

describe('wrapText', () => {
  const style = { size: 10 };

  it('breaks at spaces and keeps every line within the width', () => {
    const lines = wrapText('the quick brown fox jumps over the lazy dog', 100, style);
    expect(lines.join(' ')).toBe('the quick brown fox jumps over the lazy dog');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(textWidth(line, style)).toBeLessThanOrEqual(100);
  });

  it('breaks a word that is longer than a line, between whole characters', () => {
    const lines = wrapText('a 😀😀😀😀😀😀😀😀', 35, style);
    expect(lines).toEqual(['a', '😀😀😀', '😀😀😀', '😀😀']);
  });

  it('gives no line for empty text', () => {
    expect(wrapText('  ', 100, style)).toEqual([]);
  });
});
