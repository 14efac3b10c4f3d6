import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Leaves packages of others where they are, and takes the sources of ours. */
const onlyOurs: Plugin = {
  name: 'only-ours',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./#]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@ae-lab/') ? undefined : { path, external: true },
    );
  },
};

/**
 * Bundles a TypeScript module into one JavaScript file and returns its path. A child that runs it starts in a third of the time that a
 * loader for TypeScript takes.
 */
export async function bundle(script: string): Promise<string> {
  const name = script.replaceAll(/[^a-z]+/g, '-');
  const outfile = join(import.meta.dirname, '../node_modules/.cache/ae-lab-stress-tests', `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, script)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@ae-lab/source', 'module'],
    plugins: [onlyOurs],
  });
  return outfile;
}
