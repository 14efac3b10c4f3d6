import { activateInPlace } from './activation';
import { COLUMNS_TILE, columnsTile } from './micro-kernels.gen';
import {
  EDGE_BYTES, PANEL, packPanel, packPanels, paddedColumns, tileColumns, rowsByPanels, takeEdge, transpose,
} from './panels';
import { firstUnit } from './parts';
import { copyFloats, fillZero, reserve, take, takeSteps } from './scratch';

/** Number of rows of A that stay in the second-level cache during a pass over all panels of B. */
const ROW_BLOCK: i32 = 96;

/** Number of rows of B in a panel: 8 columns of them stay in the first-level cache during a pass over the rows of A. */
const DEPTH_BLOCK: i32 = 512;

/** Returns the bias, padded with zeros to whole panels, or only zeros. */
export function takeInit(bias: usize, n: i32): usize {
  const init = take(<usize>paddedColumns(n) << 2);
  fillZero(init, <usize>paddedColumns(n) << 2);
  if (bias != 0) copyFloats(init, bias, n);
  return init;
}

/** Numbers of columns of A as it lies in memory, and of B and C; a part of the product has fewer. */
let widthOfA: i32 = 0;
let widthOfB: i32 = 0;
let widthOfC: i32 = 0;

/**
 * Computes a product of few rows. Packing B would cost as much as the product, so B is read in place and A's columns are made
 * contiguous.
 */
function fewRows(a: usize, b: usize, c: usize, bias: usize, m: i32, n: i32, k: i32, transposeA: bool): void {
  reserve(
    EDGE_BYTES + (<usize>k * (PANEL + 1 + m) << 2) + (<usize>paddedColumns(n) << 2) + (<usize>(m * PANEL + m) << 2) + 128,
  );
  const init = takeInit(bias, n);
  const sameRow = takeSteps(m, 0);
  const cRows = takeSteps(m, widthOfC * 4);
  const tileRows = takeSteps(m, 32);
  const tile = take(<usize>m * 32);
  const offsets = takeSteps(k, m * 4);
  let columnsOfA = a;
  if (!transposeA && m > 1) {
    columnsOfA = take(<usize>k * m << 2);
    transpose(columnsOfA, <usize>m << 2, a, <usize>k << 2, m, k);
  }
  for (let j = 0; j < n; j += PANEL) {
    const columns = tileColumns(n, j);
    const used = min(n - j, PANEL);
    const at = <usize>j << 2;
    if (used == columns) {
      columnsTile(m, columns, columnsOfA, offsets, k, b + at, <usize>widthOfB << 2, c + at, cRows, init + at, sameRow);
    } else {
      const panel = take(<usize>k * columns << 2);
      packPanel(panel, b + at, <usize>widthOfB << 2, k, columns, used);
      columnsTile(m, columns, columnsOfA, offsets, k, panel, <usize>columns << 2, tile, tileRows, init + at, sameRow);
      for (let i = 0; i < m; i++) copyFloats(c + at + load<u32>(cRows + (i << 2)), tile + <usize>i * 32, used);
    }
  }
}

/** Applies the activation to rows of C. */
function activateRows(c: usize, rows: i32, n: i32, activation: i32, alpha: f32): void {
  if (n == widthOfC) activateInPlace(c, rows * n, activation, alpha);
  else for (let row = 0; row < rows; row++) activateInPlace(c + (<usize>(row * widthOfC) << 2), n, activation, alpha);
}

/** Computes a product in blocks that fit the caches, from packed panels of B. */
function blocked(
  a: usize, b: usize, c: usize, bias: usize, m: i32, n: i32, k: i32, transposeA: bool, transposeB: bool,
  activation: i32, alpha: f32,
): void {
  const blocks = max((k + DEPTH_BLOCK - 1) / DEPTH_BLOCK, 1);
  const depthBlock = (k + blocks - 1) / blocks;
  const rowBlock = min(m, ROW_BLOCK);
  reserve(
    EDGE_BYTES + (<usize>depthBlock * paddedColumns(n) << 2) + (<usize>paddedColumns(n) << 2) + (<usize>rowBlock * 8) +
      (transposeA ? <usize>rowBlock * depthBlock << 2 : 0) + 128,
  );
  takeEdge();
  const init = takeInit(bias, n);
  const panels = take(<usize>depthBlock * paddedColumns(n) << 2);
  const aRows = take(<usize>rowBlock << 2);
  const cRows = takeSteps(rowBlock, widthOfC * 4);
  const segment = takeSteps(1, 0);
  const transposed = take(transposeA ? <usize>rowBlock * depthBlock << 2 : 0);

  for (let k0 = 0; k0 < max(k, 1); k0 += max(depthBlock, 1)) {
    const depth = min(depthBlock, k - k0);
    if (transposeB) packPanels(panels, b + (<usize>k0 << 2), <usize>widthOfB << 2, depth, n, true);
    else packPanels(panels, b + (<usize>k0 * widthOfB << 2), <usize>widthOfB << 2, depth, n, false);
    const aStep = (transposeA ? depth : k) << 2;
    for (let row = 0; row < rowBlock; row++) store<u32>(aRows + (row << 2), row * aStep);
    for (let i0 = 0; i0 < m; i0 += rowBlock) {
      const rows = min(rowBlock, m - i0);
      let block = a + (<usize>i0 * k + k0 << 2);
      if (transposeA) {
        block = transposed;
        transpose(block, <usize>depth << 2, a + (<usize>k0 * widthOfA + i0 << 2), <usize>widthOfA << 2, depth, rows);
      }
      const target = c + (<usize>i0 * widthOfC << 2);
      rowsByPanels(block, aRows, rows, segment, 1, depth, panels, n, target, cRows, init, k0 > 0);
      if (k0 + depth >= k) activateRows(target, rows, n, activation, alpha);
    }
  }
}

/**
 * Computes C[m, n] = f(A B + bias) for A [m, k] and B [k, n], or [k, m] and [n, k] if transposed. `bias` is the address of n
 * values, or 0 for no bias; f is an activation of activation.ts; k may be 0. Parts are columns in whole panels or, where every
 * part has enough of them to be worth packing B, rows in fours.
 */
export function matMul(
  a: usize, b: usize, c: usize, bias: usize, m: i32, n: i32, k: i32, transposeA: bool, transposeB: bool,
  activation: i32, alpha: f32, part: i32, parts: i32,
): void {
  widthOfA = transposeA ? m : k;
  widthOfB = transposeB ? k : n;
  widthOfC = n;
  const isFewRows = m <= COLUMNS_TILE && !transposeB;
  const byRows = !isFewRows && parts > 1 && (n < 16 * parts || (m >= 32 * parts && (transposeA || m > 2 * n)));
  if (byRows) {
    const first = min(firstUnit((m + 3) >> 2, part, parts) << 2, m);
    const count = min(firstUnit((m + 3) >> 2, part + 1, parts) << 2, m) - first;
    if (count == 0) return;
    a += <usize>(transposeA ? first : first * k) << 2;
    blocked(a, b, c + (<usize>(first * n) << 2), bias, count, n, k, transposeA, transposeB, activation, alpha);
    return;
  }
  const panels = (n + PANEL - 1) / PANEL;
  const first = firstUnit(panels, part, parts) * PANEL;
  const count = min(firstUnit(panels, part + 1, parts) * PANEL, n) - first;
  if (count <= 0) return;
  b += <usize>(transposeB ? first * k : first) << 2;
  c += <usize>first << 2;
  if (bias != 0) bias += <usize>first << 2;
  if (isFewRows) {
    fewRows(a, b, c, bias, m, count, k, transposeA);
    activateRows(c, m, count, activation, alpha);
  } else {
    blocked(a, b, c, bias, m, count, k, transposeA, transposeB, activation, alpha);
  }
}
