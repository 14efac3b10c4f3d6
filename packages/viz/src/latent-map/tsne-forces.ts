import type { Affinities } from './affinities';
import type { Quadtree } from './quadtree';

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
  into: Forces,
): void {
  into.x.fill(0);
  into.y.fill(0);
  for (let i = 0; i < x.length; i++) {
    const [xi, yi] = [x[i], y[i]];
    let [forceX, forceY] = [0, 0];
    for (let entry = offsets[i]; entry < offsets[i + 1]; entry++) {
      const j = columns[entry];
      const dx = x[j] - xi;
      const dy = y[j] - yi;
      const pull = values[entry] / (1 + dx * dx + dy * dy);
      forceX += pull * dx;
      forceY += pull * dy;
      into.x[j] -= pull * dx;
      into.y[j] -= pull * dy;
    }
    into.x[i] += forceX;
    into.y[i] += forceY;
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

/**
 * Approximates {@link exactRepulsion} by the algorithm of Barnes and Hut: a cell whose side is at most `theta` times
 * its distance from a point counts as one point of its mass (van der Maaten 2014, section 4.2). `tree` holds the
 * points.
 */
export function treeRepulsion(x: Float64Array, y: Float64Array, tree: Quadtree, theta: number, into: Forces): number {
  const { size, order, after, cells } = tree;
  const bound = theta * theta;
  let total = 0;
  for (let place = 0; place < order.length; place++) {
    const i = order[place];
    const xi = x[i];
    const yi = y[i];
    // A point's own leaf contains it, without force but with a q of 1.
    let sum = -1;
    let forceX = 0;
    let forceY = 0;
    for (let cell = 0; cell < size; ) {
      const at = 4 * cell;
      const dx = xi - cells[at];
      const dy = yi - cells[at + 1];
      const distance = dx * dx + dy * dy;
      if (cells[at + 3] > bound * distance) {
        cell++;
        continue;
      }
      const q = 1 / (1 + distance);
      const weighted = cells[at + 2] * q;
      sum += weighted;
      forceX += weighted * q * dx;
      forceY += weighted * q * dy;
      cell = after[cell];
    }
    total += sum;
    into.x[i] = forceX;
    into.y[i] = forceY;
  }
  return total;
}
