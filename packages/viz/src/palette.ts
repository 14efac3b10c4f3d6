/**
 * Ten colours that are distinguishable on white under normal and colour-blind vision: Petroff 2021, "Accessible color sequences
 * for data visualization", table 1 (arXiv:2107.02270v3).
 */
export const categoricalColors: readonly string[] = [
  '#3f90da',
  '#ffa90e',
  '#bd1f01',
  '#94a4a2',
  '#832db6',
  '#a96b59',
  '#e76300',
  '#b9ac70',
  '#717581',
  '#92dadd',
];

/** Returns the colour of category `index`. Colours repeat after ten. */
export function categoricalColor(index: number): string {
  return categoricalColors[index % categoricalColors.length];
}
