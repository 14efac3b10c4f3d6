import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

/** The picture as PNG bytes, by resvg. */
export async function rasterise(svg: string, scale: number): Promise<Uint8Array> {
  const nearestNeighbour = 1;
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    imageRendering: nearestNeighbour,
    font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: 'DejaVu Sans' },
  });
  return Uint8Array.from(picture.render().asPng());
}

/** resvg draws no text at all without a font, and a machine may have none. */
function fontFiles(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`));
}
