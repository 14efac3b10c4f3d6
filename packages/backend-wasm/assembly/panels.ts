/**
 * B as panels of 8 columns (the last one of 4 or 8, padded with zeros). Each is laid out as [k][columns], the order in which
 * the tiles read it. A last panel of one or two columns is laid out as [columns][k] for dot products.
 */
import { dotProducts } from './dot-products';
import { ROWS_TILE, rowsTile } from './micro-kernels.gen';
import { copyFloats, fillZero, take, takeSteps } from './scratch';

// @ts-ignore: decorator
@inline
export const PANEL: i32 = 8;

/** Up to this many columns are computed as dot products, because a tile of four would mostly multiply zeros. */
// @ts-ignore: decorator
@inline
const NARROW: i32 = 2;

/** Returns the number of columns that n columns occupy in panels. */
// @ts-ignore: decorator
@inline
export function paddedColumns(n: i32): i32 {
  return (n + 3) & ~3;
}

/** Returns the width of the tile that starts at column j of n. */
// @ts-ignore: decorator
@inline
export function tileColumns(n: i32, j: i32): i32 {
  return n - j > 4 ? PANEL : 4;
}

/** Returns the width of the panel that starts at column j of n: that of its tile, or 1 or 2 columns for dot products. */
// @ts-ignore: decorator
@inline
export function panelColumns(n: i32, j: i32): i32 {
  return n - j <= NARROW ? n - j : tileColumns(n, j);
}

/** Packs rows of B, `bStep` bytes apart, into one panel of `columns`, of which the first `used` exist in B. */
export function packPanel(target: usize, b: usize, bStep: usize, count: i32, columns: i32, used: i32): void {
  if (columns <= NARROW) {
    transpose(target, <usize>count << 2, b, bStep, count, columns);
    return;
  }
  if (used == PANEL) {
    for (let k = 0; k < count; k++) {
      v128.store(target, v128.load(b));
      v128.store(target, v128.load(b, 16), 16);
      target += 32;
      b += bStep;
    }
    return;
  }
  fillZero(target, <usize>(count * columns) << 2);
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < used; j++) store<f32>(target + (j << 2), load<f32>(b + (j << 2)));
    target += <usize>columns << 2;
    b += bStep;
  }
}

/** Sets target[column, row] = source[row, column]; the steps are the bytes between rows. */
export function transpose(target: usize, targetStep: usize, source: usize, sourceStep: usize, rows: i32, columns: i32): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const s0 = source + <usize>row * sourceStep;
    const s1 = s0 + sourceStep;
    const s2 = s1 + sourceStep;
    const s3 = s2 + sourceStep;
    let t = target + (<usize>row << 2);
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const at = <usize>column << 2;
      const r0 = v128.load(s0 + at);
      const r1 = v128.load(s1 + at);
      const r2 = v128.load(s2 + at);
      const r3 = v128.load(s3 + at);
      const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      v128.store(t, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
      t += targetStep;
      v128.store(t, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
      t += targetStep;
      v128.store(t, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
      t += targetStep;
      v128.store(t, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
      t += targetStep;
    }
    for (; column < columns; column++) {
      const at = <usize>column << 2;
      store<f32>(t, load<f32>(s0 + at));
      store<f32>(t, load<f32>(s1 + at), 4);
      store<f32>(t, load<f32>(s2 + at), 8);
      store<f32>(t, load<f32>(s3 + at), 12);
      t += targetStep;
    }
  }
  for (; row < rows; row++) {
    let s = source + <usize>row * sourceStep;
    let t = target + (<usize>row << 2);
    for (let column = 0; column < columns; column++) {
      store<f32>(t, load<f32>(s));
      s += 4;
      t += targetStep;
    }
  }
}

/**
 * Packs rows [first, first + count) of a panel of `depth` rows from a transposed B: its columns are rows of memory, `bStep`
 * bytes apart.
 */
export function packTransposedPanel(
  panel: usize, depth: i32, first: i32, b: usize, bStep: usize, count: i32, columns: i32, used: i32,
): void {
  if (columns <= NARROW) {
    for (let j = 0; j < columns; j++) {
      copyFloats(panel + (<usize>(j * depth + first) << 2), b + <usize>j * bStep, count);
    }
    return;
  }
  const target = panel + (<usize>(first * columns) << 2);
  if (used < columns) fillZero(target, <usize>(count * columns) << 2);
  transpose(target, <usize>columns << 2, b, bStep, used, count);
}

/** Packs all of B [count, n], with `bStep` bytes between its rows (between its columns if transposed). */
export function packPanels(target: usize, b: usize, bStep: usize, count: i32, n: i32, transposed: bool): void {
  for (let j = 0; j < n; j += PANEL) {
    const columns = panelColumns(n, j);
    const used = min(n - j, PANEL);
    const panel = target + (<usize>j * count << 2);
    if (transposed) packTransposedPanel(panel, count, 0, b + <usize>j * bStep, bStep, count, columns, used);
    else packPanel(panel, b + (<usize>j << 2), bStep, count, columns, used);
  }
}

/** A separate tile for panels that are wider than the rest of C, its row offsets, and offsets that all name row 0. */
let edge: usize = 0;
let edgeRows: usize = 0;
let sameRow: usize = 0;

/** The scratch memory that takeEdge takes, in bytes. */
// @ts-ignore: decorator
@inline
export const EDGE_BYTES: usize = 512;

/** Takes the memory of the edge tile. It must be called after `reserve` and before rowsByPanels. */
export function takeEdge(): void {
  edge = take(<usize>ROWS_TILE * 32);
  edgeRows = takeSteps(ROWS_TILE, 32);
  sameRow = takeSteps(ROWS_TILE, 0);
}

/** Copies `used` columns of the edge tile to C, or from it. */
function copyEdge(toC: bool, rows: i32, used: i32, c: usize, cRows: usize): void {
  for (let row = 0; row < rows; row++) {
    const tile = edge + <usize>row * 32;
    const target = c + load<u32>(cRows + (row << 2));
    if (toC) copyFloats(target, tile, used);
    else copyFloats(tile, target, used);
  }
}

/**
 * Computes C[m, n] = init + A B for A in rows (see scripts/micro-kernels.mjs) and B in panels of `segments * length` rows each.
 * `init` holds paddedColumns(n) values, one row for all; with `accumulate`, the product is added to C instead.
 */
export function rowsByPanels(
  a: usize, aRows: usize, m: i32, segmentOffsets: usize, segments: i32, length: i32, panels: usize, n: i32,
  c: usize, cRows: usize, init: usize, accumulate: bool,
): void {
  for (let j = 0; j < n; j += PANEL) {
    const columns = panelColumns(n, j);
    const used = min(n - j, PANEL);
    const panel = panels + (<usize>j * (segments * length) << 2);
    const cj = c + (<usize>j << 2);
    const initJ = init + (<usize>j << 2);
    if (columns <= NARROW) {
      for (let column: usize = 0; column < <usize>columns; column++) {
        const weights = panel + (column * (segments * length) << 2);
        const at = column << 2;
        dotProducts(a, aRows, m, segmentOffsets, segments, length, weights, cj + at, cRows, load<f32>(initJ + at), accumulate);
      }
      continue;
    }
    for (let i = 0; i < m; i += ROWS_TILE) {
      const rows = min(m - i, ROWS_TILE);
      const at = <usize>i << 2;
      if (used == columns) {
        const start = accumulate ? cj : initJ;
        const startRows = accumulate ? cRows + at : sameRow;
        rowsTile(
          rows, columns, a, aRows + at, segmentOffsets, segments, length, panel, cj, cRows + at, start, startRows,
        );
      } else {
        if (accumulate) copyEdge(false, rows, used, cj, cRows + at);
        const start = accumulate ? edge : initJ;
        const startRows = accumulate ? edgeRows : sameRow;
        rowsTile(
          rows, columns, a, aRows + at, segmentOffsets, segments, length, panel, edge, edgeRows, start, startRows,
        );
        copyEdge(true, rows, used, cj, cRows + at);
      }
    }
  }
}
