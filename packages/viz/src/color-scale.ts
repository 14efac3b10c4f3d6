import { interpolateBlues, interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic';

/**
 * Colours for numbers from 0 to 1, distinguishable by colour-blind readers. 'sequential', for amounts, goes from dark to
 * light; 'diverging', for values around 0, from blue over white to red; 'shares' from white to blue.
 */
export const colorScales = {
  sequential: interpolateViridis,
  diverging: (share: number) => interpolateRdBu(1 - share),
  shares: (share: number) => (share === 0 ? '#ffffff' : interpolateBlues(share)),
} as const;

/** Luminance with the same contrast, 4.6 to 1, to black and to white. */
const EQUAL_CONTRAST = 0.179;

/** Returns black or white, whichever is easier to read on `color`, written as #rrggbb or rgb(r, g, b). */
export function inkOn(color: string): string {
  return luminance(color) > EQUAL_CONTRAST ? '#000000' : '#ffffff';
}

/** Returns the relative luminance as in the Web Content Accessibility Guidelines 2.2, in [0, 1]. */
function luminance(color: string): number {
  const channels = color.startsWith('#')
    ? [1, 3, 5].map((i) => Number.parseInt(color.slice(i, i + 2), 16))
    : (color.match(/\d+/g) ?? []).map(Number);
  const [red, green, blue] = channels.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
