import { describe, expect, it } from 'vitest';
import { contentBox, draw, textsOf } from '../test/picture';
import { imageGrid } from './image-grid';
import { theme } from './theme';

const WHITE = [255, 255, 255];

/** Compares every pixel of the drawn grid with a loop over images, rows, columns and channels. */
async function expectExact(
  images: Uint8Array,
  shape: [number, number, number],
  columns: number,
  scale: number,
  gap: number,
) {
  const [height, width, channels] = shape;
  const count = images.length / (height * width * channels);
  const rows = Math.ceil(count / columns);
  const picture = await draw(imageGrid({ images, imageShape: shape, columns, scale, gap }));
  expect(picture.width).toBe(2 * theme.margin + columns * (width * scale + gap) - gap);
  expect(picture.height).toBe(2 * theme.margin + rows * (height * scale + gap) - gap);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const column = Math.floor((x - theme.margin) / (width * scale + gap));
      const row = Math.floor((y - theme.margin) / (height * scale + gap));
      const px = Math.floor((x - theme.margin - column * (width * scale + gap)) / scale);
      const py = Math.floor((y - theme.margin - row * (height * scale + gap)) / scale);
      const index = row * columns + column;
      const inside = column >= 0 && column < columns && row >= 0 && index < count && px < width && py < height;
      const start = ((index * height + py) * width + px) * channels;
      const value = channels === 1 ? Array<number>(3).fill(images[start]) : Array.from(images.slice(start, start + 3));
      expect(picture.at(x, y), `pixel ${x}, ${y}`).toEqual(inside ? value : WHITE);
    }
  }
}

describe('imageGrid', () => {
  it('draws every pixel of grey images as a sharp square', async () => {
    const images = Uint8Array.from({ length: 5 * 2 * 3 }, (_, i) => (i * 53) % 200);
    await expectExact(images, [2, 3, 1], 3, 4, 2);
  });

  it('draws every pixel of colour images as a sharp square', async () => {
    const images = Uint8Array.from({ length: 3 * 4 * 3 * 3 }, (_, i) => (i * 71) % 256);
    await expectExact(images, [4, 3, 3], 2, 3, 0);
  });

  it('takes numbers from 0 to 1 and clips others', () => {
    const bytes = imageGrid({ images: Uint8Array.of(0, 51, 255, 0), imageShape: [2, 2, 1] });
    expect(imageGrid({ images: [0, 0.2, 1, 0], imageShape: [2, 2, 1] })).toBe(bytes);
    expect(imageGrid({ images: Float32Array.of(-0.5, 0.2, 7, -Infinity), imageShape: [2, 2, 1] })).toBe(bytes);
  });

  it('writes a caption below each image, inside the picture', async () => {
    const options = {
      images: new Float32Array(4 * 100).fill(1),
      imageShape: [10, 10, 1] as const,
      columns: 2,
      scale: 4,
    };
    const svg = imageGrid({ ...options, labels: ['7', 'Ankle boot', 'a label of very many words indeed', ''] });
    const picture = await draw(svg);
    const [below, right] = [theme.margin + 40, theme.margin + 96];
    expect(picture.darkPixels(theme.margin, below, right, below + 17)).toBeGreaterThan(5);
    expect(picture.darkPixels(0, 0, picture.width, below)).toBe(0);
    const box = contentBox(svg);
    expect(box.left).toBeGreaterThanOrEqual(0);
    expect(box.right).toBeLessThanOrEqual(picture.width);
    expect(box.bottom).toBeLessThanOrEqual(picture.height);
  });

  it('writes captions beside rows and above columns', () => {
    const images = new Float32Array(4 * 100);
    const svg = imageGrid({
      images,
      imageShape: [10, 10, 1],
      columns: 2,
      scale: 4,
      rowLabels: ['top', 'bottom'],
      columnLabels: ['left', 'right'],
    });
    const places = [...svg.matchAll(/<image x="(\d+)" y="(\d+)"/g)].map((match) => match.slice(1).map(Number));
    const text = Object.fromEntries(textsOf(svg).map((one) => [one.text, one]));
    expect([text.left.x, text.right.x]).toEqual([places[0][0] + 20, places[1][0] + 20]);
    expect(text.left.y).toBeLessThan(places[0][1]);
    for (const [name, top] of [
      ['top', places[0][1]],
      ['bottom', places[2][1]],
    ] as const) {
      expect(text[name].x).toBeLessThan(places[0][0]);
      expect(Math.abs(text[name].y - (top + 20))).toBeLessThan(8);
    }
  });

  it('names the argument that is wrong', () => {
    const options = { images: new Float32Array(8), imageShape: [2, 2, 1] as const };
    expect(() => imageGrid({ ...options, images: new Float32Array(7) })).toThrow(
      'images: expected a multiple of 2 x 2 x 1 numbers, got 7.',
    );
    const tensor = { dataSync: () => [], toJSON: () => 'all its numbers' } as never;
    expect(() => imageGrid({ ...options, images: tensor })).toThrow(
      'images: expected an array, such as `await tensor.data()`, got Object.',
    );
    expect(() => imageGrid({ ...options, images: Promise.resolve() as never })).toThrow(
      /^images: expected an array, .*, got Promise/,
    );
    expect(() => imageGrid({ ...options, images: new Array(4).fill([0]) })).toThrow(
      /^images: expected numbers, got \[0\]/,
    );
    expect(() => imageGrid({ ...options, column: 2 } as never)).toThrow(/^options: .*, got "column"/);
    expect(() => imageGrid({ images: [0] } as never)).toThrow(
      'imageShape: expected [height, width, channels] of positive whole numbers, got undefined.',
    );
    expect(() => imageGrid({ ...options, labels: [0, 1] as never })).toThrow('labels[0]: expected text, got 0.');
    expect(() => imageGrid({ ...options, images: [] })).toThrow(/^images:/);
    expect(() => imageGrid({ ...options, images: [Number.NaN, 0, 0, 0] })).toThrow(
      /^images: expected numbers, got NaN/,
    );
    expect(() => imageGrid({ ...options, imageShape: [2, 2, 2] })).toThrow(
      'imageShape[2]: expected 1, 3 or 4 channels, got 2.',
    );
    expect(() => imageGrid({ ...options, imageShape: [0, 2, 1] })).toThrow(/^imageShape: .*, got \[0, 2, 1\]/);
    expect(() => imageGrid({ ...options, columns: 0 })).toThrow(/^columns:/);
    expect(() => imageGrid({ ...options, scale: 0 })).toThrow(/^scale:/);
    expect(() => imageGrid({ ...options, gap: -1 })).toThrow(/^gap:/);
    expect(() => imageGrid({ ...options, labels: ['one'] })).toThrow('labels: expected 2 entries, got 1.');
    expect(() => imageGrid({ ...options, rowLabels: [] })).toThrow(/^rowLabels: expected 1 entries/);
    expect(() => imageGrid({ ...options, columnLabels: ['one'] })).toThrow(/^columnLabels: expected 2 entries/);
  });
});
