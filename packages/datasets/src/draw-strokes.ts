import type { Drawing } from './handwritten-digit';

/**
 * Returns the drawing as brightness in [0, 1], [height, width]. The brightness of a pixel is the share of it that the pen covers.
 */
export function drawStrokes({ strokes, radii, ink }: Drawing, height: number, width: number): Float32Array {
  const image = new Float32Array(height * width);
  const scale = Math.min(height, width);
  for (const stroke of strokes) {
    for (let i = 0; i + 1 < stroke.length; i++) {
      const radius = scale * (radii[0] + ((radii[1] - radii[0]) * i) / stroke.length);
      const [[x0, y0], [x1, y1]] = [stroke[i], stroke[i + 1]];
      drawSegment(
        image,
        width,
        [x0 * scale + width / 2, y0 * scale + height / 2, x1 * scale + width / 2, y1 * scale + height / 2],
        radius,
        ink,
      );
    }
  }
  return image;
}

/** Draws a line with round ends. The centre of the pixel in row r and column c is at (c + 0.5, r + 0.5). */
function drawSegment(
  image: Float32Array,
  width: number,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  radius: number,
  ink: number,
): void {
  const reach = radius + 0.5;
  const height = image.length / width;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const squaredLength = dx * dx + dy * dy;
  const firstRow = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const lastRow = Math.min(height - 1, Math.floor(Math.max(y0, y1) + reach));
  const firstColumn = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const lastColumn = Math.min(width - 1, Math.floor(Math.max(x0, x1) + reach));
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const [x, y] = [column + 0.5 - x0, row + 0.5 - y0];
      const along = squaredLength === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / squaredLength));
      const distance = Math.sqrt((x - along * dx) ** 2 + (y - along * dy) ** 2);
      const covered = ink * Math.min(1, Math.max(0, reach - distance));
      const pixel = row * width + column;
      if (covered > image[pixel]) image[pixel] = covered;
    }
  }
}
