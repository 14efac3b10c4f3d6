import type { LatentMap, Points } from './latent-map';
import { normal } from './seeded-random';

/** Rounds of the iteration: enough for directions whose variances differ by a tenth. Closer ones span nearly the same plane. */
const ROUNDS = 60;

/**
 * Returns the coordinates of points along the two directions in which they vary most, around their mean, scaled to a
 * standard deviation of `deviation` along the first. A map that starts there keeps the large distances. The directions
 * come from orthogonal iteration (Golub and Van Loan 2013, "Matrix computations", section 8.2.4). Noise of a hundredth
 * of `deviation` lets codes on a line leave it.
 */
export function principalPlane(
  { count, dimension, values }: Points,
  deviation: number,
  random: () => number,
): LatentMap {
  const mean = new Float64Array(dimension);
  for (let i = 0; i < values.length; i++) mean[i % dimension] += values[i] / count;
  const centred = values.map((value, i) => value - mean[i % dimension]);
  const axes = [0, 1].map(() => Float64Array.from(mean, () => normal(random)));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [a, axis] of axes.entries()) {
      const along = project(centred, axis);
      axis.fill(0);
      for (let row = 0; row < count; row++) {
        for (let i = 0; i < dimension; i++) axis[i] += centred[row * dimension + i] * along[row];
      }
      if (a === 1) removeShare(axis, axes[0]);
      normalise(axis);
    }
  }
  const [x, y] = axes.map((axis) => project(centred, axis));
  const spread = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / count);
  const scale = spread > 0 ? deviation / spread : 0;
  const place = (value: number) => value * scale + 0.01 * deviation * normal(random);
  return { x: x.map(place), y: y.map(place) };
}

function project(rows: Float64Array, axis: Float64Array): Float64Array {
  const along = new Float64Array(rows.length / axis.length);
  for (let row = 0; row < along.length; row++) {
    for (let i = 0; i < axis.length; i++) along[row] += rows[row * axis.length + i] * axis[i];
  }
  return along;
}

function removeShare(axis: Float64Array, other: Float64Array): void {
  const share = axis.reduce((sum, value, i) => sum + value * other[i], 0);
  for (let i = 0; i < axis.length; i++) axis[i] -= share * other[i];
}

/** Scales an axis to length 1. An axis along which nothing varies becomes 0. */
function normalise(axis: Float64Array): void {
  const length = Math.hypot(...axis);
  for (let i = 0; i < axis.length; i++) axis[i] = length > 0 ? axis[i] / length : 0;
}
