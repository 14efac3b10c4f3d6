import { builtinModules } from 'node:module';
import { build, type Plugin } from 'vite';
import type { Installation } from './installation';

/** The code that a page would load. */
export interface Bundle {
  /** The code of each entry, minified, by its name. */
  readonly code: ReadonlyMap<string, string>;
  /** The paths of all bundled modules. */
  readonly modules: readonly string[];
  /** The imports of Node's built-in modules, as `IMPORTER: MODULE`. */
  readonly builtins: readonly string[];
}

/**
 * Bundles modules for browsers with Vite.
 *
 * @param entries the code of each entry, by its name.
 * @param external packages to leave out of the bundle.
 */
export async function bundle(
  { folder, write }: Installation,
  entries: Readonly<Record<string, string>>,
  external: string[] = [],
): Promise<Bundle> {
  const input = Object.fromEntries(
    Object.entries(entries).map(([name, code]) => [name, write(`entry-${name}.js`, code)]),
  );
  const builtins: string[] = [];
  const result = await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    plugins: [collectBuiltins(builtins)],
    build: { write: false, target: 'es2022', rolldownOptions: { input, external, preserveEntrySignatures: 'strict' } },
  });
  const [{ output }] = [result].flat() as { output: BundleFile[] }[];
  const chunks = output.filter(({ type }) => type === 'chunk');
  return {
    code: new Map(chunks.filter(({ isEntry }) => isEntry).map(({ name, code }) => [name, code.trim()])),
    modules: chunks.flatMap(({ modules }) => Object.keys(modules)),
    builtins: builtins.map((line) => line.replace(`${folder}/node_modules/`, '')).sort(),
  };
}

interface BundleFile {
  readonly type: 'chunk' | 'asset';
  readonly isEntry: boolean;
  readonly name: string;
  readonly code: string;
  readonly modules: Record<string, unknown>;
}

function collectBuiltins(found: string[]): Plugin {
  return {
    name: 'collect-builtins',
    enforce: 'pre',
    resolveId(source, importer) {
      if (builtinModules.includes(source.replace(/^node:/, ''))) found.push(`${importer}: ${source}`);
      return null;
    },
  };
}
