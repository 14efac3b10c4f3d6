/** The look of all pictures, with lengths in pixels. */
export const theme = {
  /**
   * Fonts, those of the system first. Texts are measured in DejaVu Sans, the widest of these and the only one in PNGs
   * from Node.
   */
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif",
  titleSize: 17,
  labelSize: 14,
  tickSize: 13,
  lineHeight: 1.3,
  margin: 16,
  background: '#ffffff',
  text: '#1f2933',
  mutedText: '#52606d',
  grid: '#e4e7eb',
  minorGrid: '#f1f3f5',
  axis: '#7b8794',
} as const;
