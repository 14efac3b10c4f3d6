import { AeLabError } from '@ae-lab/base';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { gallery } from '../test/gallery';
import { toPng } from './to-png';

const pictures = Object.entries(gallery());

/** Returns the boxes of all texts as the browser lays them out, in its own fonts. */
function textBoxes(svg: string) {
  document.body.innerHTML = svg;
  const frame = document.querySelector('svg')!.getBoundingClientRect();
  const boxes = [...document.querySelectorAll('text')].map((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    // Letters leave the outer fifths of their line free.
    const [dx, dy] = element.closest('[transform]') ? [(right - left) / 5, 0] : [0, (bottom - top) / 5];
    return { text: element.textContent, left: left + dx, right: right - dx, top: top + dy, bottom: bottom - dy };
  });
  return { frame, boxes };
}

describe('every picture, in a page', () => {
  it.each(pictures)('%s has no text that overlaps another or leaves the picture', (_, svg) => {
    const { frame, boxes } = textBoxes(svg);
    expect(boxes.length).toBeGreaterThan(0);
    const overlaps = boxes.flatMap((a, i) =>
      boxes
        .slice(0, i)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map((b) => `${a.text} | ${b.text}`),
    );
    expect(overlaps).toEqual([]);
    const outside = boxes.filter(
      ({ left, right, top, bottom }) =>
        left < frame.left || right > frame.right || top < frame.top || bottom > frame.bottom,
    );
    expect(outside.map(({ text }) => text)).toEqual([]);
  });

  it('cannot become a PNG in a worker, which has no page', async () => {
    vi.stubGlobal('Image', undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    await expect(toPng(pictures[0][1])).rejects.toThrow('toPng: expected a page');
    await expect(toPng(pictures[0][1])).rejects.toThrow(AeLabError);
  });

  it('names the argument that is wrong', async () => {
    await expect(toPng('<svg')).rejects.toThrow('svg: expected an SVG picture, got "<svg".');
    await expect(toPng(pictures[0][1], { scale: 1e6 })).rejects.toThrow(/^scale: expected a scale that gives 1 to/);
  });

  it('becomes a PNG of twice its size', async () => {
    const svg = Object.fromEntries(pictures)['confusion-chart'];
    const bytes = await toPng(svg);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const [width, height] = svg
      .match(/width="(\d+)" height="(\d+)"/)!
      .slice(1)
      .map(Number);
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([2 * width, 2 * height]);
  });
});
