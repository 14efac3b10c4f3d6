import { describe, expect, it } from 'vitest';
import { draw } from '../test/picture';
import { svgDocument } from './svg-document';
import { textLines } from './text';
import { toPng } from './to-png';

const svg = svgDocument(100, 40, 'test', '#ffffff', textLines(['Text'], 10, 10, { size: 16 }));

describe('toPng', () => {
  it('writes a PNG file of twice the size unless told otherwise', async () => {
    const bytes = await toPng(svg);
    expect(Array.from(bytes.subarray(0, 8))).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([200, 80]);
    const { width, height } = await draw(svg, 1.5);
    expect([width, height]).toEqual([150, 60]);
  });

  it('draws text, on machines without fonts too', async () => {
    expect((await draw(svg)).darkPixels(10, 10, 50, 31)).toBeGreaterThan(40);
  });

  it('names the argument that is wrong', async () => {
    await expect(toPng('<p>no picture</p>')).rejects.toThrow('svg: expected an SVG picture, got "<p>no picture</p>".');
    await expect(toPng(svg, { zoom: 2 } as object)).rejects.toThrow(
      'options: expected no other options than scale, got',
    );
    await expect(toPng(Promise.resolve(svg) as never)).rejects.toThrow('svg: expected an SVG picture, got Promise.');
    await expect(toPng(svg, { scale: 0 })).rejects.toThrow(/^scale: expected a finite number above 0/);
    await expect(toPng('<svg')).rejects.toThrow('svg: expected an SVG picture, got "<svg".');
  });

  it('refuses a scale that leaves no pixel, or more than memory holds', async () => {
    for (const scale of [0.01, 1000, 1e9]) {
      const refusal = expect(toPng(svg, { scale })).rejects;
      await refusal.toThrow(`scale: expected a scale that gives 1 to 268,435,456 pixels, got ${scale}.`);
    }
    expect(await draw(svg, 0.02)).toMatchObject({ width: 2, height: 1 });
  });
});
