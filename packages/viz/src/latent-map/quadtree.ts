/** Levels of the tree. The smallest cells have 1/65,536 of the map's side. */
const LEVELS = 16;

/**
 * A tree over the points of a plane whose cells have up to four children. Its arrays are in depth-first order: the
 * first child of cell c is c + 1, and `after[c]` is the first cell after all descendants of c. So a walk needs no
 * stack. Cells with one child are left out. It is rebuilt at every step, in the same memory.
 */
export class Quadtree {
  /** Number of cells. */
  size = 0;
  /**
   * Four numbers per cell, adjacent because they are read together: x and y of its centre of mass, the number of its
   * points, and its squared side, which is 0 for a leaf.
   */
  readonly cells: Float64Array;
  readonly after: Int32Array;
  /** Numbers of the points in the order of the leaves, in which neighbours are neighbours in the plane. */
  readonly order: Int32Array;
  private readonly keys: Float64Array;

  constructor(readonly count: number) {
    this.cells = new Float64Array(8 * count);
    this.after = new Int32Array(2 * count);
    this.order = new Int32Array(count);
    this.keys = new Float64Array(count);
  }

  /** Sorts the points along a Z-order curve, on which every cell is a range, and builds the cells from these ranges. */
  build(x: Float64Array, y: Float64Array): void {
    const { count, keys, order } = this;
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < count; i++) {
      left = Math.min(left, x[i]);
      right = Math.max(right, x[i]);
      top = Math.min(top, y[i]);
      bottom = Math.max(bottom, y[i]);
    }
    const width = Math.max(right - left, bottom - top, Number.MIN_VALUE);
    const scale = (2 ** LEVELS * (1 - 1e-9)) / width;
    for (let i = 0; i < count; i++) {
      const code = 2 * spread((y[i] - top) * scale) + spread((x[i] - left) * scale);
      // The point's number below its place on the curve: one sort orders both.
      keys[i] = code * count + i;
    }
    keys.sort();
    for (let i = 0; i < count; i++) {
      const code = Math.floor(keys[i] / count);
      order[i] = keys[i] - code * count;
      keys[i] = code;
    }
    this.size = 0;
    this.addCell(0, count, 2 ** (2 * LEVELS), width, x, y);
  }

  /** Adds the cell of points `start` to `end` of the order, which covers `codes` of the curve. */
  private addCell(start: number, end: number, codes: number, width: number, x: Float64Array, y: Float64Array): void {
    const { keys, order, cells } = this;
    let [share, side] = [codes, width];
    while (share > 1 && Math.floor(keys[start] / (share / 4)) === Math.floor(keys[end - 1] / (share / 4))) {
      share /= 4;
      side /= 2;
    }
    const cell = this.size++;
    const isLeaf = share === 1 || end - start === 1;
    let [sumX, sumY] = [0, 0];
    if (isLeaf) {
      for (let i = start; i < end; i++) {
        sumX += x[order[i]];
        sumY += y[order[i]];
      }
    } else {
      for (let from = start; from < end; ) {
        const quarter = Math.floor(keys[from] / (share / 4));
        let to = from + 1;
        while (to < end && Math.floor(keys[to] / (share / 4)) === quarter) to++;
        const child = 4 * this.size;
        this.addCell(from, to, share / 4, side / 2, x, y);
        sumX += cells[child] * cells[child + 2];
        sumY += cells[child + 1] * cells[child + 2];
        from = to;
      }
    }
    cells[4 * cell] = sumX / (end - start);
    cells[4 * cell + 1] = sumY / (end - start);
    cells[4 * cell + 2] = end - start;
    cells[4 * cell + 3] = isLeaf ? 0 : side * side;
    this.after[cell] = this.size;
  }
}

/** Returns the 16 bits of a number with a zero between each two. */
function spread(value: number): number {
  let bits = value & 0xffff;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}
