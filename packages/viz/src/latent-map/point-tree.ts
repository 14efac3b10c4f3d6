/** A cell of so few points is not divided. */
const LEAF = 8;

/**
 * A binary tree over the points of a plane: each cell divides the box of its points in the middle of the longer side. Cells are in
 * depth-first order, so the first child of cell c is c + 1. The tree is rebuilt at every step, in the same memory.
 */
export class PointTree {
  /** Number of cells. */
  size = 0;
  /** Numbers of the points in the order of the leaves: the points of cell c are at `start[c]` to `end[c]`. */
  readonly order: Int32Array;
  /** Horizontal coordinates in this order. */
  readonly x: Float64Array;
  /** Vertical coordinates in this order. */
  readonly y: Float64Array;
  /** Place of the first point of each cell. */
  readonly start: Int32Array;
  /** Place after the last point of each cell. */
  readonly end: Int32Array;
  /** The second child of each cell, 0 for a leaf. */
  readonly second: Int32Array;
  /**
   * Eight numbers per cell, adjacent because they are read together: x and y of its centre of mass, the number of its points, the
   * largest distance of a point from the centre (or a little more), and the second moments about the centre, halves of the sums of
   * x² and y² and the sum of xy.
   */
  readonly cells: Float64Array;

  /** Largest number of cells. */
  readonly capacity: number;

  constructor(count: number) {
    this.capacity = 2 * count;
    this.order = Int32Array.from({ length: count }, (_, i) => i);
    this.x = new Float64Array(count);
    this.y = new Float64Array(count);
    this.start = new Int32Array(this.capacity);
    this.end = new Int32Array(this.capacity);
    this.second = new Int32Array(this.capacity);
    this.cells = new Float64Array(8 * this.capacity);
  }

  /** Builds the tree. Cells whose points are within `small` of their centre of mass are not divided. */
  build(x: Float64Array, y: Float64Array, small: number): void {
    const { order } = this;
    for (let i = 0; i < order.length; i++) {
      this.x[i] = x[order[i]];
      this.y[i] = y[order[i]];
    }
    this.size = 0;
    this.addCell(0, order.length, small);
    for (let cell = this.size - 1; cell >= 0; cell--) this.measure(cell);
  }

  private addCell(start: number, end: number, small: number): void {
    const { x, y, cells } = this;
    const cell = this.size++;
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    let [sumX, sumY] = [0, 0];
    for (let i = start; i < end; i++) {
      if (x[i] < left) left = x[i];
      if (x[i] > right) right = x[i];
      if (y[i] < top) top = y[i];
      if (y[i] > bottom) bottom = y[i];
      sumX += x[i];
      sumY += y[i];
    }
    const mass = end - start;
    const centreX = sumX / mass;
    const centreY = sumY / mass;
    const reachX = Math.max(centreX - left, right - centreX);
    const reachY = Math.max(centreY - top, bottom - centreY);
    const radius = Math.sqrt(reachX * reachX + reachY * reachY);
    this.start[cell] = start;
    this.end[cell] = end;
    this.second[cell] = 0;
    const at = 8 * cell;
    cells[at] = centreX;
    cells[at + 1] = centreY;
    cells[at + 2] = mass;
    cells[at + 3] = radius;
    if (mass > LEAF && radius > small) {
      const wide = right - left > bottom - top;
      const middle = wide
        ? this.divide(x, (left + right) / 2, start, end)
        : this.divide(y, (top + bottom) / 2, start, end);
      // Rounding may leave one side empty.
      if (middle > start && middle < end) {
        this.addCell(start, middle, small);
        this.second[cell] = this.size;
        this.addCell(middle, end, small);
      }
    }
  }

  /** Moves the points whose coordinate is below `middle` to the front of the range, and returns where the others start. */
  private divide(coordinates: Float64Array, middle: number, start: number, end: number): number {
    const { x, y, order } = this;
    let [from, to] = [start, end - 1];
    for (;;) {
      while (from <= to && coordinates[from] < middle) from++;
      while (from <= to && coordinates[to] >= middle) to--;
      if (from > to) return from;
      [x[from], x[to]] = [x[to], x[from]];
      [y[from], y[to]] = [y[to], y[from]];
      [order[from++], order[to--]] = [order[to], order[from]];
    }
  }

  /** Computes radius and moments of a cell from its points or from its children, which come after it. */
  private measure(cell: number): void {
    const { x, y, cells, start, end, second } = this;
    const at = 8 * cell;
    const centreX = cells[at];
    const centreY = cells[at + 1];
    let [xx, yy, xy, radius] = [0, 0, 0, 0];
    if (second[cell] === 0) {
      for (let i = start[cell]; i < end[cell]; i++) {
        const dx = x[i] - centreX;
        const dy = y[i] - centreY;
        xx += (dx * dx) / 2;
        xy += dx * dy;
        yy += (dy * dy) / 2;
        radius = Math.max(radius, Math.sqrt(dx * dx + dy * dy));
      }
    } else {
      for (const child of [8 * (cell + 1), 8 * second[cell]]) {
        const dx = cells[child] - centreX;
        const dy = cells[child + 1] - centreY;
        const mass = cells[child + 2];
        xx += cells[child + 4] + (mass * dx * dx) / 2;
        xy += cells[child + 5] + mass * dx * dy;
        yy += cells[child + 6] + (mass * dy * dy) / 2;
        radius = Math.max(radius, cells[child + 3] + Math.sqrt(dx * dx + dy * dy));
      }
      radius = Math.min(radius, cells[at + 3]);
    }
    cells[at + 3] = radius;
    cells[at + 4] = xx;
    cells[at + 5] = xy;
    cells[at + 6] = yy;
  }
}
