import { createRequire } from 'node:module';
import { ArgumentError } from '@ae-lab/base';
import { Resvg } from '@resvg/resvg-js';
import { pngSize } from '../png-size';

/** Returns the picture as PNG bytes, drawn by resvg. */
export async function rasterise(svg: string, scale: number): Promise<Uint8Array> {
  const picture = parse(svg, scale);
  // resvg aborts the process if there is not enough memory.
  pngSize(picture.width, picture.height, scale);
  return Uint8Array.from(picture.render().asPng());
}

function parse(svg: string, scale: number): Resvg {
  const font = { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: 'DejaVu Sans' };
  const nearestNeighbour = 1;
  try {
    return new Resvg(svg, { fitTo: { mode: 'zoom', value: scale }, imageRendering: nearestNeighbour, font });
  } catch {
    throw new ArgumentError('svg', 'an SVG picture', svg);
  }
}

/** Returns the files of DejaVu Sans. resvg draws no text at all without a font, and a machine may have none. */
function fontFiles(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`));
}
