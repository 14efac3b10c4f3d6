import type { Affinities } from './affinities';

/** A force on each point. */
export interface Forces {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Writes the attraction of each point by its neighbours, sum over j of p_ij q_ij Z (y_j - y_i), where q_ij Z =
 * 1 / (1 + |y_i - y_j|²).
 */
export function attraction(
  { offsets, columns, values }: Affinities,
  x: Float64Array,
  y: Float64Array,
  { x: forceX, y: forceY }: Forces,
): void {
  forceX.fill(0);
  forceY.fill(0);
  for (let i = 0; i < x.length; i++) {
    const xi = x[i];
    const yi = y[i];
    const end = offsets[i + 1];
    let sumX = 0;
    let sumY = 0;
    for (let entry = offsets[i]; entry < end; entry++) {
      const j = columns[entry];
      const dx = x[j] - xi;
      const dy = y[j] - yi;
      const pull = values[entry] / (1 + dx * dx + dy * dy);
      sumX += pull * dx;
      sumY += pull * dy;
      forceX[j] -= pull * dx;
      forceY[j] -= pull * dy;
    }
    forceX[i] += sumX;
    forceY[i] += sumY;
  }
}

/** Writes the repulsion of each point by all others, sum over j of (q_ij Z)² (y_i - y_j), and returns Z, over all pairs. */
export function exactRepulsion(x: Float64Array, y: Float64Array, into: Forces): number {
  into.x.fill(0);
  into.y.fill(0);
  let total = 0;
  for (let i = 0; i < x.length; i++) {
    const [xi, yi] = [x[i], y[i]];
    let [forceX, forceY] = [0, 0];
    for (let j = i + 1; j < x.length; j++) {
      const dx = xi - x[j];
      const dy = yi - y[j];
      const q = 1 / (1 + dx * dx + dy * dy);
      const push = q * q;
      total += 2 * q;
      forceX += push * dx;
      forceY += push * dy;
      into.x[j] -= push * dx;
      into.y[j] -= push * dy;
    }
    into.x[i] += forceX;
    into.y[i] += forceY;
  }
  return total;
}
