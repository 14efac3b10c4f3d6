import { defineConfig } from 'tsup';

/** Every published package is built alike: ESM and CommonJS with types, dependencies left external. */
export function library(entry: string[] = ['src/index.ts']): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry,
    format: ['esm', 'cjs'],
    target: 'es2022',
    dts: true,
    sourcemap: true,
    clean: true,
    splitting: true,
    external: [/^#/],
  });
}
