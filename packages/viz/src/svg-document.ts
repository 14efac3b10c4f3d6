import { element } from './element';
import { theme } from './theme';

/** Returns an SVG picture of the given size in pixels. `label` is its text for screen readers. */
export function svgDocument(width: number, height: number, label: string, background: string, content: string): string {
  const size = { width: Math.ceil(width), height: Math.ceil(height) };
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    ...size,
    viewBox: `0 0 ${size.width} ${size.height}`,
    role: 'img',
    'aria-label': label,
    'font-family': theme.fontFamily,
  };
  return element('svg', attributes, element('rect', { ...size, fill: background }) + content);
}
