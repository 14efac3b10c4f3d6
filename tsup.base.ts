import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * Every published package is built alike: ESM and CommonJS with types, dependencies left external, one module for each
 * source file. A bundler then leaves out the modules that a page does not use, and with them what they import:
 * TensorFlow.js' layers, say, which it could not take out of one large module.
 *
 * @param entries the files that users import, which get types.
 */
export function library(entries = ['src/index.ts']): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: ['src/**/*.ts', '!src/**/*.test.ts'],
    format: ['esm', 'cjs'],
    target: 'es2022',
    dts: { entry: entries },
    sourcemap: true,
    clean: true,
    splitting: false,
    external: [/^#/],
    esbuildPlugins: [modulesApart],
  });
}

/** Leaves relative imports as they are, but for the extension of the file that is written. */
const modulesApart: Plugin = {
  name: 'modules-apart',
  setup(build) {
    const extension = build.initialOptions.format === 'esm' ? '.js' : '.cjs';
    build.onResolve({ filter: /^\.\.?\// }, ({ kind, path, resolveDir }) => {
      if (kind === 'entry-point') return undefined;
      const file = existsSync(join(resolveDir, `${path}.ts`)) ? path : `${path}/index`;
      return { path: `${file}${extension}`, external: true };
    });
  },
};
