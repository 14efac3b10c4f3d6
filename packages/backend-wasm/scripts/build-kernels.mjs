/**
 * Compiles assembly/ to WebAssembly twice, with plain and with relaxed SIMD, and writes both as base64 to
 * src/kernels.gen.ts; bundles worker/ to one script in src/threads/thread-script.gen.ts. Both are text that every bundler and
 * module system loads without configuration.
 */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';
import { microKernels } from './micro-kernels.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

function writeWhole(path, text) {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

async function compile(features) {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  const output = join(folder, 'kernels.wasm');
  const { error, stderr } = await asc.main([
    join(root, 'assembly/index.ts'),
    ...[
      '--outFile',
      output,
      '-O3',
      '--converge',
      '--noAssert',
      '--runtime',
      'stub',
      '--importMemory',
      '--noExportMemory',
      // A memory that can be shared has a maximum.
      '--maximumMemory',
      '65536',
    ],
    ...features.flatMap((feature) => ['--enable', feature]),
  ]);
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const bytes = readFileSync(output);
  rmSync(folder, { recursive: true });
  return bytes.toString('base64');
}

writeWhole(join(root, 'assembly/micro-kernels.gen.ts'), microKernels());
const plain = await compile(['simd']);
const relaxed = await compile(['simd', 'relaxed-simd']);
writeWhole(
  join(root, 'src/kernels.gen.ts'),
  `/** The WebAssembly module of assembly/, base64; written by scripts/build-kernels.mjs. */
export const plainKernels = '${plain}';

/** The same with fused multiply-add, for engines that have relaxed SIMD. */
export const relaxedKernels = '${relaxed}';
`,
);

const { outputFiles } = await build({
  entryPoints: [join(root, 'worker/kernel-thread.ts')],
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'node',
  target: 'es2022',
  write: false,
});
writeWhole(
  join(root, 'src/threads/thread-script.gen.ts'),
  `/** The script of worker/, bundled by scripts/build-kernels.mjs. */
export const threadScript = ${JSON.stringify(outputFiles[0].text)};
`,
);
