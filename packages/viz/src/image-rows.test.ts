import { describe, expect, it } from 'vitest';
import { contentBox, draw, textsOf } from '../test/picture';
import { imageRows } from './image-rows';

const imageShape = [2, 2, 1] as const;
const dark = new Uint8Array(3 * 4).fill(10);
const light = new Uint8Array(3 * 4).fill(200);

describe('imageRows', () => {
  it('aligns the images of all rows and names each row beside it', async () => {
    const svg = imageRows({
      rows: [
        { name: 'original', images: dark },
        { name: 'PCA', images: light },
      ],
      imageShape,
      scale: 10,
      gap: 4,
    });
    const images = [...svg.matchAll(/<image x="(\d+)" y="(\d+)" width="(\d+)"/g)].map((match) =>
      match.slice(1).map(Number),
    );
    const [left, top] = images[0];
    const expected = [0, 1].flatMap((row) => [0, 1, 2].map((column) => [left + 24 * column, top + 24 * row, 20]));
    expect(images).toEqual(expected);
    const picture = await draw(svg);
    expect(picture.at(left + 47, top + 5)).toEqual([255, 255, 255]);
    expect(picture.at(left + 48, top + 5)).toEqual([10, 10, 10]);
    expect(picture.at(left + 48, top + 29)).toEqual([200, 200, 200]);
    for (const [i, name] of ['original', 'PCA'].entries()) {
      const text = textsOf(svg).find((one) => one.text === name);
      expect(text?.x).toBeLessThan(left);
      expect(text?.y).toBeGreaterThan(top + 24 * i);
      expect(text?.y).toBeLessThan(top + 24 * i + 20);
    }
  });

  it('centres captions above the columns', () => {
    const svg = imageRows({ rows: [{ name: '', images: dark }], imageShape, scale: 20, columnLabels: ['0', '½', '1'] });
    const left = Number(svg.match(/<image x="(\d+)"/)?.[1]);
    expect(textsOf(svg).map((text) => [text.text, text.x])).toEqual([
      ['0', left + 20],
      ['½', left + 64],
      ['1', left + 108],
    ]);
  });

  it('keeps long names and titles inside the picture', async () => {
    const name = 'a name so long that nobody would want to read it twice';
    const svg = imageRows({ rows: [{ name, images: dark }], imageShape, scale: 8, title: `${name}, or even once` });
    const { width, height } = await draw(svg);
    const box = contentBox(svg);
    expect(box.left).toBeGreaterThanOrEqual(0);
    expect(box.top).toBeGreaterThanOrEqual(0);
    expect(box.right).toBeLessThanOrEqual(width);
    expect(box.bottom).toBeLessThanOrEqual(height);
  });

  it('names the argument that is wrong', () => {
    expect(() => imageRows({ rows: [], imageShape })).toThrow(
      /^rows: expected an array of at least 1 entry .*, got \[\]/,
    );
    const rows = [
      { name: 'a', images: dark },
      { name: 'b', images: dark.subarray(4) },
    ];
    expect(() => imageRows({ imageShape, images: dark } as never)).toThrow(/^options: .*, got "images"/);
    expect(() => imageRows({ imageShape } as never)).toThrow(/^rows: expected an array .*, got undefined/);
    expect(() => imageRows({ imageShape, rows: [{ label: 'a', images: dark }] } as never)).toThrow(
      'rows[0]: expected no other options than name, images, got "label".',
    );
    expect(() => imageRows({ imageShape, rows: [{ images: dark }] } as never)).toThrow(
      /^rows\[0\].name: expected text/,
    );
    expect(() => imageRows({ rows, imageShape })).toThrow('rows[1].images: expected 12 entries, got 8.');
    expect(() => imageRows({ rows: rows.slice(0, 1), imageShape, columnLabels: ['a'] })).toThrow(/^columnLabels:/);
  });
});
