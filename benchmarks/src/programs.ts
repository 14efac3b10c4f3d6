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

interface NodeSettings {
  readonly options?: readonly string[];
  readonly environment?: ProgramCommand['environment'];
  readonly executable?: string;
}

const node = (name: string, file: string, settings: NodeSettings = {}): Program => ({
  name,
  start: () => {
    const { options = [], environment, executable = process.execPath } = settings;
    return { command: [executable, '--import', 'tsx', join(folder, `${file}.ts`)], options, environment };
  },
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

const ONE_THREAD = { AE_LAB_THREADS: '1' };

const PROGRAMS: readonly Program[] = [
  node(OURS, 'ours'),
  node('ours-1', 'ours', { environment: ONE_THREAD }),
  node('tfjs-cpu', 'tensorflow', { options: ['cpu'] }),
  node('tfjs-wasm', 'tensorflow', { options: ['wasm'] }),
  node('tfjs-node', 'tensorflow', { options: ['tensorflow'] }),
  node('tfjs-webgpu', 'tensorflow', { options: ['webgpu'] }),
  node('jax-js', 'jax-js'),
  pytorch(1),
  pytorch(2),
  node('simd-peak', 'simd-peak'),
];

/** Returns the programs to compare, with ours on another Node as well if there is one. */
export function programsWith(executable: string | undefined): readonly Program[] {
  if (executable === undefined) return PROGRAMS;
  return [
    ...PROGRAMS,
    node('ours-node', 'ours', { executable }),
    node('ours-node-1', 'ours', { executable, environment: ONE_THREAD }),
  ];
}
