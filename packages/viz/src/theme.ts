/** The look shared by all pictures; lengths in pixels. */
export const theme = {
  /** System fonts first; the PNG rasteriser of Node has only DejaVu Sans, the widest of these, which is measured. */
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
