import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** A program to compare with, and the command that starts its process. */
export interface Program {
  /** The name that `--peers` matches. */
  readonly name: string;
  /** Returns the command and its arguments without the folder of the inputs, or what is missing. */
  readonly start: () => ProgramCommand | { readonly missing: string };
}

export interface ProgramCommand {
  readonly command: readonly string[];
  /** The arguments after the folder of the inputs. */
  readonly options: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export const OURS = 'ours';

const folder = join(import.meta.dirname, 'peers');

const node = (
  name: string,
  file: string,
  options: readonly string[] = [],
  environment?: ProgramCommand['environment'],
): Program => ({
  name,
  start: () => ({
    command: [process.execPath, '--import', 'tsx', join(folder, `${file}.ts`)],
    options,
    environment,
  }),
});

const pytorch = (threads: number): Program => ({
  name: `pytorch-${threads}`,
  start: () => {
    const python = ['python3', '/usr/bin/python3'].find(
      (candidate) => spawnSync(candidate, ['-c', 'import torch']).status === 0,
    );
    if (python === undefined) return { missing: 'apt-get install python3-torch libopenblas0-pthread' };
    const count = String(threads);
    const environment = { OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count };
    return { command: [python, join(folder, 'pytorch.py')], options: [count], environment };
  },
});

export const PROGRAMS: readonly Program[] = [
  node(OURS, 'ours'),
  node('ours-1', 'ours', [], { AE_LAB_THREADS: '1' }),
  node('tfjs-cpu', 'tensorflow', ['cpu']),
  node('tfjs-wasm', 'tensorflow', ['wasm']),
  node('tfjs-node', 'tensorflow', ['tensorflow']),
  node('tfjs-webgpu', 'tensorflow', ['webgpu']),
  node('jax-js', 'jax-js'),
  pytorch(1),
  pytorch(2),
  node('simd-peak', 'simd-peak'),
];
