import { describe, expect, it } from 'vitest';
import { draw, textsOf } from '../test/picture';
import { manifoldGrid } from './manifold-grid';

/** 2 x 3 images of 2 x 2 pixels. */
const images = Uint8Array.from({ length: 24 }, (_, i) => 10 * i);
const options = { images, imageShape: [2, 2, 1] as const, columns: [-1, 0, 1], rows: [1, -1] };

describe('manifoldGrid', () => {
  it('sets the images side by side without seams', async () => {
    const svg = manifoldGrid({ ...options, scale: 5 });
    const [, left, top, width, height] = svg
      .match(/<image x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/)!
      .map(Number);
    expect([width, height]).toEqual([30, 20]);
    const picture = await draw(svg);
    for (let y = 0; y < 20; y++) {
      for (let x = 0; x < 30; x++) {
        const image = Math.floor(y / 10) * 3 + Math.floor(x / 10);
        const pixel = (Math.floor(y / 5) % 2) * 2 + (Math.floor(x / 5) % 2);
        expect(picture.at(left + x, top + y)[0]).toBe(10 * (4 * image + pixel));
      }
    }
  });

  it('takes numbers from 0 to 1', () => {
    const numbers = Float32Array.from(images, (value) => value / 255);
    expect(manifoldGrid({ ...options, images: numbers })).toBe(manifoldGrid(options));
    expect(manifoldGrid({ ...options, images: new Uint8ClampedArray(images) })).toBe(manifoldGrid(options));
  });

  it('says which codes the images belong to', () => {
    const svg = manifoldGrid({ ...options, scale: 20, xLabel: 'first' });
    const [left] = svg
      .match(/<image x="(\d+)"/)!
      .slice(1)
      .map(Number);
    const texts = textsOf(svg);
    const minusOnes = texts.filter(({ text }) => text === '−1');
    expect(minusOnes[0].x).toBeLessThan(left);
    expect(minusOnes[1].x).toBe(left + 20);
    expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['first', 'latent variable 2', '0']));
  });

  it('names the argument that is wrong', () => {
    expect(() => manifoldGrid({ ...options, columns: [0, 1] })).toThrow('images: expected 2 x 2 images, got 6.');
    expect(() => manifoldGrid({ ...options, gap: 1 } as never)).toThrow(/^options: .*, got "gap"/);
    expect(() => manifoldGrid({ ...options, rows: 2 as never })).toThrow(
      'rows: expected an array, such as `await tensor.data()`, got 2.',
    );
    expect(() => manifoldGrid({ ...options, imageShape: undefined as never })).toThrow(
      /^imageShape: expected \[height, width, channels\]/,
    );
    expect(() => manifoldGrid({ ...options, scale: -1 })).toThrow(/^scale:/);
  });
});
