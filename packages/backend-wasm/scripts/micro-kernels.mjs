/**
 * Writes the register-blocked inner loops of all products, one function per tile size: accumulators only stay in registers if
 * each of them is a separate local variable.
 *
 * Both families compute a tile C[rows, columns] = init + sum over k of A[row, k] * B[k, column]:
 * - `rows`: each row of A has its own address and is read along k in `segments` of `length` contiguous values, which start at
 *   `segmentOffsets` from that address (a plain matrix has one segment, a convolution's patch one per filter row). B is packed:
 *   [k][columns].
 * - `columns`: the rows of A are adjacent and k has a table of offsets (the pixels of an image); B advances by `bStep` bytes
 *   per k. This is the product with A transposed.
 *
 * `init` and its row offsets point to the bias, the partial sums so far, or zeros.
 */

const range = (count) => Array.from({ length: count }, (_, index) => index);

/**
 * Rows of the tallest tiles, by family and build. With 12 accumulators, two vectors of B and one of A, 6 x 8 fills the 16 vector
 * registers of x64. The plain build spills them, because it also keeps each product before adding it (filter gradients: 27
 * GFLOP/s with six rows, 48 with five). Rows that have their own pointers are then limited to four by V8's general registers (39
 * GFLOP/s, against 32 with five or six). The relaxed build does best with six of either (51 GFLOP/s, against 47 with four).
 */
const ROWS = {
  rows: { plain: 4, relaxed: 6 },
  columns: { plain: 5, relaxed: 6 },
};
const COLUMNS = [4, 8];

function tile(rows, columns) {
  const vectors = range(columns / 4);
  const cells = range(rows).flatMap((row) => vectors.map((vector) => ({ row, vector })));
  return {
    load: [
      ...range(rows).map((row) => `  const i${row} = init + load<u32>(initRows, ${4 * row});`),
      ...cells.map(({ row, vector }) => `  let c${row}${vector} = v128.load(i${row}, ${16 * vector});`),
    ],
    loadB: vectors.map((v) => `const b${v} = v128.load(b, ${16 * v});`),
    multiply: (row, address, offset) => [
      `const a${row} = v128.load32_splat(${address}, ${offset});`,
      ...vectors.map((v) => `c${row}${v} = multiplyAdd(a${row}, b${v}, c${row}${v});`),
    ],
    store: [
      ...range(rows).map((row) => `  const o${row} = c + load<u32>(cRows, ${4 * row});`),
      ...cells.map(({ row, vector }) => `  v128.store(o${row}, c${row}${vector}, ${16 * vector});`),
    ],
  };
}

function rowsKernel(rows, columns) {
  const { load, loadB, multiply, store } = tile(rows, columns);
  return [
    `function rows${rows}x${columns}(`,
    '  a: usize, aRows: usize, segmentOffsets: usize, segments: i32, length: i32, b: usize,',
    '  c: usize, cRows: usize, init: usize, initRows: usize,',
    '): void {',
    ...load,
    '  for (let segment = 0; segment < segments; segment++) {',
    '    const start = a + load<u32>(segmentOffsets + (<usize>segment << 2));',
    ...range(rows).map((row) => `    let p${row} = start + load<u32>(aRows, ${4 * row});`),
    '    for (let k = length; k > 0; k--) {',
    ...loadB.map((line) => `      ${line}`),
    ...range(rows)
      .flatMap((row) => [...multiply(row, `p${row}`, 0), `p${row} += 4;`])
      .map((line) => `      ${line}`),
    `      b += ${4 * columns};`,
    '    }',
    '  }',
    ...store,
    '}',
  ];
}

function columnsKernel(rows, columns) {
  const { load, loadB, multiply, store } = tile(rows, columns);
  return [
    `function columns${rows}x${columns}(`,
    '  a: usize, offsets: usize, count: i32, b: usize, bStep: usize,',
    '  c: usize, cRows: usize, init: usize, initRows: usize,',
    '): void {',
    ...load,
    '  for (; count > 0; count--) {',
    '    const p = a + load<u32>(offsets);',
    ...loadB.map((line) => `    ${line}`),
    ...range(rows)
      .flatMap((row) => multiply(row, 'p', 4 * row))
      .map((line) => `    ${line}`),
    '    b += bStep;',
    '    offsets += 4;',
    '  }',
    ...store,
    '}',
  ];
}

/** Returns the expression of a constant that depends on the build. */
const ofBuild = ({ plain, relaxed }) => `ASC_FEATURE_RELAXED_SIMD ? ${relaxed} : ${plain}`;

const tallest = (family) => Math.max(...Object.values(ROWS[family]));

/** Writes the function that chooses a tile. The compiler drops the tiles that are too tall for its build. */
function dispatch(family, parameters) {
  const names = parameters.map((parameter) => parameter.split(':')[0]).join(', ');
  const limit = `${family.toUpperCase()}_TILE`;
  return [
    '// @ts-ignore: decorator',
    '@inline',
    `export function ${family}Tile(rows: i32, columns: i32, ${parameters.join(', ')}): void {`,
    ...COLUMNS.flatMap((columns) => [
      `  if (columns == ${columns}) {`,
      ...range(tallest(family))
        .reverse()
        .map(
          (row) =>
            `    if (${limit} > ${row} && rows == ${row + 1}) { ${family}${row + 1}x${columns}(${names}); return; }`,
        ),
      '  }',
    ]),
    '}',
  ];
}

/** Returns the AssemblyScript source of all tiles and of the two functions that choose among them. */
export function microKernels() {
  const sizes = (family) => COLUMNS.flatMap((columns) => range(tallest(family)).map((row) => [row + 1, columns]));
  return [
    '// Written by scripts/micro-kernels.mjs.',
    "import { multiplyAdd } from './simd';",
    '',
    `export const ROWS_TILE: i32 = ${ofBuild(ROWS.rows)};`,
    `export const COLUMNS_TILE: i32 = ${ofBuild(ROWS.columns)};`,
    ...sizes('rows').flatMap(([rows, columns]) => ['', ...rowsKernel(rows, columns)]),
    ...sizes('columns').flatMap(([rows, columns]) => ['', ...columnsKernel(rows, columns)]),
    '',
    ...dispatch('rows', [
      ...['a', 'aRows', 'segmentOffsets'].map((name) => `${name}: usize`),
      ...['segments', 'length'].map((name) => `${name}: i32`),
      ...['b', 'c', 'cRows', 'init', 'initRows'].map((name) => `${name}: usize`),
    ]),
    '',
    ...dispatch('columns', [
      ...['a', 'offsets'].map((name) => `${name}: usize`),
      'count: i32',
      ...['b', 'bStep', 'c', 'cRows', 'init', 'initRows'].map((name) => `${name}: usize`),
    ]),
    '',
  ].join('\n');
}
