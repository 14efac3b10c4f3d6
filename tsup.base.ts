import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * Returns the build of a published package: ESM and CommonJS with types, external dependencies, one module per source file. A
 * bundler then drops the modules that a page does not use, together with their imports, such as TensorFlow.js layers. It could
 * not drop these from one large module.
 *
 * @param entries the files that users import; these get type files.
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

/** Keeps relative imports and gives them the extension of the written file. */
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
