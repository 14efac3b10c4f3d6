import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const conditions = ['@ae-lab/source', 'module', 'node', 'import', 'default'];

/** One project a folder; sources are tested as they are, without building. */
const project = (name: string, root: string) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { name, root, include: ['src/**/*.test.ts'], environment: 'node' as const, testTimeout: 60_000 },
});

export default defineConfig({
  test: {
    projects: [
      ...readdirSync('packages').map((name) => project(`@ae-lab/${name}`, `packages/${name}`)),
      ...readdirSync('examples').map((name) => project(`@ae-lab/example-${name}`, `examples/${name}`)),
    ],
  },
});
