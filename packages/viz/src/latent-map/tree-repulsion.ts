import { PointTree } from './point-tree';
import type { Forces } from './tsne-forces';

/** Two cells with so few pairs of points are summed pair by pair, which is faster than through expansions. */
const FEW_PAIRS = 32;
/** Cells at one place count as so far from each other. */
const SOFTENING = 0.5;
/** Numbers of an expansion: a value and its derivatives by x, y, xx, xy, yy, xxx, xxy, xyy and yyy. */
const TERMS = 10;

/**
 * Approximates {@link exactRepulsion} by a fast multipole method (Greengard and Rokhlin 1987, "A fast algorithm for particle
 * simulations"), in time proportional to the number of points.
 *
 * The repulsion of a point is -1/2 times the gradient of its potential, the sum of 1 / (1 + r²) over all points, and Z is the sum of
 * the potentials. As in Dehnen 2002, "A hierarchical O(N) force calculation algorithm" (arXiv:astro-ph/0202512v2), two cells that are
 * small relative to their distance act on each other through one Taylor series of third order. The distance is that from a singularity
 * of 1 / (1 + r²), which is at r = i, or rather at i / 2 so that small maps are exact, too. So a map much smaller than 1 is one cell.
 */
export class TreeRepulsion {
  private readonly tree: PointTree;
  /** The potential about the centre of each cell due to cells that act on it as a whole. */
  private readonly expansions: Float64Array;
  /** The potential at each point and its two derivatives, in the order of the tree. */
  private readonly fields: Float64Array;

  /** @param theta ratio of the sum of the radii of two cells to their distance up to which they act as wholes. */
  constructor(
    count: number,
    private readonly theta: number,
  ) {
    this.tree = new PointTree(count);
    this.expansions = new Float64Array(TERMS * this.tree.capacity);
    this.fields = new Float64Array(3 * count);
  }

  /** Writes the repulsion of each point by all others, and returns Z, over all pairs. */
  compute(x: Float64Array, y: Float64Array, into: Forces): number {
    const { tree, expansions, fields } = this;
    tree.build(x, y, (this.theta * SOFTENING) / 2);
    expansions.fill(0, 0, TERMS * tree.size);
    fields.fill(0);
    this.addWithin(0);
    for (let cell = 0; cell < tree.size; cell++) this.passDown(cell);
    let total = 0;
    for (let place = 0; place < x.length; place++) {
      total += fields[3 * place];
      into.x[tree.order[place]] = fields[3 * place + 1] / -2;
      into.y[tree.order[place]] = fields[3 * place + 2] / -2;
    }
    return total;
  }

  /** Adds the potentials of the points of a cell at each other. */
  private addWithin(cell: number): void {
    const { start, end, second, cells } = this.tree;
    const at = 8 * cell;
    if (second[cell] > 0) {
      this.addWithin(cell + 1);
      this.addWithin(second[cell]);
      this.addBetween(cell + 1, second[cell]);
    } else if (2 * cells[at + 3] > this.theta * SOFTENING || cells[at + 2] ** 2 / 2 <= FEW_PAIRS) {
      for (let i = start[cell] + 1; i < end[cell]; i++) this.addPairs(i, i + 1, start[cell], i);
    } else {
      const mass = cells[at + 2];
      this.expansions[TERMS * cell] += mass - 2 * (cells[at + 4] + cells[at + 6]);
      this.expansions[TERMS * cell + 3] -= 2 * mass;
      this.expansions[TERMS * cell + 5] -= 2 * mass;
      // Less the potential of each point at its own place.
      this.fields[3 * start[cell]] -= mass;
    }
  }

  /** Adds the potentials of the points of two cells at each other. */
  private addBetween(a: number, b: number): void {
    const { start, end, second, cells } = this.tree;
    const atA = 8 * a;
    const atB = 8 * b;
    const x = cells[atB] - cells[atA];
    const y = cells[atB + 1] - cells[atA + 1];
    const radii = cells[atA + 3] + cells[atB + 3];
    const near = radii * radii > this.theta * this.theta * (SOFTENING * SOFTENING + x * x + y * y);
    const leafA = second[a] === 0;
    const leafB = second[b] === 0;
    if (cells[atA + 2] * cells[atB + 2] <= FEW_PAIRS || (near && leafA && leafB)) {
      this.addPairs(start[a], end[a], start[b], end[b]);
    } else if (!near) {
      this.exchange(a, b, x, y);
    } else if (leafB || (!leafA && cells[atA + 3] > cells[atB + 3])) {
      this.addBetween(a + 1, b);
      this.addBetween(second[a], b);
    } else {
      this.addBetween(a, b + 1);
      this.addBetween(a, second[b]);
    }
  }

  /** Adds the potentials of the points of two ranges at each other. */
  private addPairs(start: number, end: number, otherStart: number, otherEnd: number): void {
    const { fields } = this;
    const { x, y } = this.tree;
    for (let i = start; i < end; i++) {
      const xi = x[i];
      const yi = y[i];
      let sum = 0;
      let byX = 0;
      let byY = 0;
      for (let j = otherStart; j < otherEnd; j++) {
        const dx = xi - x[j];
        const dy = yi - y[j];
        const q = 1 / (1 + dx * dx + dy * dy);
        const slope = 2 * q * q;
        sum += q;
        byX -= slope * dx;
        byY -= slope * dy;
        fields[3 * j + 1] += slope * dx;
        fields[3 * j + 2] += slope * dy;
      }
      // Of the potentials only the sum is needed, so those of the other points may be added here.
      fields[3 * i] += 2 * sum;
      fields[3 * i + 1] += byX;
      fields[3 * i + 2] += byY;
    }
  }

  /** Adds the potential of each of two cells to the expansion of the other. The second one is (x, y) away from the first. */
  private exchange(a: number, b: number, x: number, y: number): void {
    const { expansions } = this;
    const { cells } = this.tree;
    // Derivatives of 1 / (1 + r²) by r² / 2, then by x and y.
    const value = 1 / (1 + x * x + y * y);
    const first = -2 * value * value;
    const second = -4 * first * value;
    const third = -6 * second * value;
    const dx = first * x;
    const dy = first * y;
    const dxx = second * x * x + first;
    const dxy = second * x * y;
    const dyy = second * y * y + first;
    const dxxx = (third * x * x + 3 * second) * x;
    const dxxy = (third * x * x + second) * y;
    const dxyy = (third * y * y + second) * x;
    const dyyy = (third * y * y + 3 * second) * y;
    for (const sign of [1, -1]) {
      const from = 8 * (sign > 0 ? a : b);
      const to = TERMS * (sign > 0 ? b : a);
      const mass = cells[from + 2];
      const xx = cells[from + 4];
      const xy = cells[from + 5];
      const yy = cells[from + 6];
      expansions[to] += mass * value + xx * dxx + xy * dxy + yy * dyy;
      expansions[to + 1] += sign * (mass * dx + xx * dxxx + xy * dxxy + yy * dxyy);
      expansions[to + 2] += sign * (mass * dy + xx * dxxy + xy * dxyy + yy * dyyy);
      expansions[to + 3] += mass * dxx;
      expansions[to + 4] += mass * dxy;
      expansions[to + 5] += mass * dyy;
      expansions[to + 6] += sign * mass * dxxx;
      expansions[to + 7] += sign * mass * dxxy;
      expansions[to + 8] += sign * mass * dxyy;
      expansions[to + 9] += sign * mass * dyyy;
    }
  }

  /** Adds the expansion of a cell to those of its children, or that of a leaf to the fields of its points. */
  private passDown(cell: number): void {
    const { expansions, fields } = this;
    const { x, y, start, end, second, cells } = this.tree;
    const centreX = cells[8 * cell];
    const centreY = cells[8 * cell + 1];
    if (second[cell] === 0) {
      for (let i = start[cell]; i < end[cell]; i++) this.shift(cell, x[i] - centreX, y[i] - centreY, fields, 3 * i);
      return;
    }
    const at = TERMS * cell;
    for (const child of [cell + 1, second[cell]]) {
      const u = cells[8 * child] - centreX;
      const v = cells[8 * child + 1] - centreY;
      const to = TERMS * child;
      this.shift(cell, u, v, expansions, to);
      expansions[to + 3] += expansions[at + 3] + expansions[at + 6] * u + expansions[at + 7] * v;
      expansions[to + 4] += expansions[at + 4] + expansions[at + 7] * u + expansions[at + 8] * v;
      expansions[to + 5] += expansions[at + 5] + expansions[at + 8] * u + expansions[at + 9] * v;
      for (let term = 6; term < TERMS; term++) expansions[to + term] += expansions[at + term];
    }
  }

  /** Adds the potential and its first derivatives at (u, v) from the centre of a cell to the numbers at `to`. */
  private shift(cell: number, u: number, v: number, into: Float64Array, to: number): void {
    const { expansions } = this;
    const at = TERMS * cell;
    const x = expansions[at + 1];
    const y = expansions[at + 2];
    const xx = expansions[at + 3] * u + expansions[at + 4] * v;
    const yy = expansions[at + 4] * u + expansions[at + 5] * v;
    const xxx = (expansions[at + 6] * u + 2 * expansions[at + 7] * v) * u + expansions[at + 8] * v * v;
    const yyy = expansions[at + 7] * u * u + (2 * expansions[at + 8] * u + expansions[at + 9] * v) * v;
    into[to] += expansions[at] + (x + xx / 2 + xxx / 6) * u + (y + yy / 2 + yyy / 6) * v;
    into[to + 1] += x + xx + xxx / 2;
    into[to + 2] += y + yy + yyy / 2;
  }
}
