import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { decode } from 'fast-png';
import { toPng } from '../src/to-png';

const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) =>
  createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${file}`),
);

/** Draws a picture by resvg, which refuses XML that is not well-formed. Returns its size and its pixels. */
export async function draw(svg: string, scale = 1) {
  const { width, height, channels, data } = decode(await toPng(svg, { scale }));
  const at = (x: number, y: number) => Array.from(data.subarray((y * width + x) * channels).subarray(0, 3));
  /** Returns the number of pixels of a rectangle that are darker than a mid grey. */
  const darkPixels = (left: number, top: number, right: number, bottom: number) => {
    let count = 0;
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) if (at(x, y)[0] < 128) count++;
    return count;
  };
  return { width, height, at, darkPixels };
}

/** Returns the box around everything but the background, in DejaVu Sans. */
export function contentBox(svg: string) {
  const picture = new Resvg(svg.replace(/<rect [^>]*\/>/, ''), { font: { loadSystemFonts: false, fontFiles } });
  const box = picture.getBBox();
  if (box === undefined) throw new Error('nothing is drawn');
  return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
}

/** Returns every text of a picture with its anchor point. */
export function textsOf(svg: string) {
  return [...svg.matchAll(/<text x="([^"]+)" y="([^"]+)"[^>]*>([^<]*)<\/text>/g)].map(([, x, y, text]) => ({
    x: Number(x),
    y: Number(y),
    text,
  }));
}

/** Returns the points [x, y] of all paths that match `attributes`. */
export function pointsOf(svg: string, attributes: string): [number, number][] {
  const paths = [...svg.matchAll(/<path d="([^"]*)"([^>]*)>/g)].filter((match) => match[2].includes(attributes));
  return paths.flatMap((match) =>
    [...match[1].matchAll(/(-?[\d.]+)[ ,](-?[\d.]+)/g)].map(([, x, y]): [number, number] => [Number(x), Number(y)]),
  );
}
