import { ArgumentError, type Description, kind, optional, readOptions } from '@ae-lab/base';
import { rasterise } from '#platform';

/** Options of {@link toPng}. */
export interface ToPngOptions {
  /** PNG pixels per SVG pixel, above 0. Default 2, which is sharp on dense screens and in print. */
  readonly scale?: number;
}

const TO_PNG_OPTIONS = { scale: optional(kind.number({ above: 0 }), 2) } satisfies Description<ToPngOptions>;

/**
 * Returns an SVG picture of this package as the bytes of a PNG file.
 *
 * ```ts
 * const svg = barChart({ categories: ['MNIST', 'SVHN'], series: [{ name: 'accuracy', values: [96.4, 61.4] }] });
 * const bytes = await toPng(svg, { scale: 3 });
 * const report = htmlReport({
 *   title: 'Accuracy',
 *   sections: [{ heading: 'Test set', blocks: [{ type: 'picture', png: bytes, alt: 'Accuracy on two data sets' }] }],
 * });
 * ```
 *
 * Text is in DejaVu Sans in Node, and in the page's fonts in a browser.
 *
 * @throws ArgumentError if `svg` is not an SVG picture, or if `scale` gives a PNG without a pixel or with more than 2^28.
 * @throws AeLabError in a worker of a page, which has no canvas to draw on. Send the SVG to the page.
 */
export async function toPng(svg: string, options: ToPngOptions = {}): Promise<Uint8Array> {
  const { scale } = readOptions('options', options, TO_PNG_OPTIONS);
  if (typeof svg !== 'string' || !svg.startsWith('<svg')) throw new ArgumentError('svg', 'an SVG picture', svg);
  return rasterise(svg, scale);
}
