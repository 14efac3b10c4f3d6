import { rasterise } from '#platform';
import { argumentError, checkAbove, checkOptions } from './check';

/** Options of {@link toPng}. */
export interface ToPngOptions {
  /** Pixels of the PNG a pixel of the SVG, above 0; default 2, sharp on dense screens and in print. */
  readonly scale?: number;
}

/**
 * An SVG picture of this package as the bytes of a PNG file. In Node text is set in DejaVu Sans, in a browser in the
 * page's fonts.
 *
 * @throws RangeError if `svg` is no SVG picture, `scale` is out of range, or there is no page around, as in a page's worker.
 */
export async function toPng(svg: string, options: ToPngOptions = {}): Promise<Uint8Array> {
  checkOptions('options', options, { scale: true });
  if (typeof svg !== 'string' || !svg.startsWith('<svg')) throw argumentError('svg', 'an SVG picture', svg);
  return rasterise(svg, checkAbove('scale', options.scale ?? 2, 0));
}
