import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Installation } from './installation';

export type ModuleResolution = 'node16' | 'nodenext' | 'bundler';

const tsc = join(import.meta.dirname, '../node_modules/typescript/bin/tsc');

/**
 * Returns the errors, as `FILE: CODE`, of a strict check that includes the type files of libraries (`skipLibCheck: false`). The
 * types of Node are not installed: no package may need them.
 */
export async function typeErrors(
  { folder, write }: Installation,
  moduleResolution: ModuleResolution,
  files: readonly string[],
): Promise<string[]> {
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    target: 'es2022',
    module: moduleResolution === 'bundler' ? 'esnext' : moduleResolution,
    moduleResolution,
  };
  const project = write(`tsconfig.${moduleResolution}.json`, JSON.stringify({ compilerOptions, files }));
  const output = await promisify(execFile)(process.execPath, [tsc, '--pretty', 'false', '-p', project], {
    cwd: folder,
  }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
  const errors = [...output.matchAll(/^(?:(.*)\(\d+,\d+\): )?error (TS\d+): .*$/gm)];
  return errors.map(([line, file, code]) =>
    file?.startsWith('node_modules/@tensorflow/') ? `${file}: ${code}` : line,
  );
}
