import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pack } from '../scripts/pack.mjs';

/** The entry of an installed package in package-lock.json. */
export interface LockedPackage {
  readonly license?: string;
  readonly hasInstallScript?: boolean;
}

/** A project outside the repository with every package installed from its tarball. */
export interface Installation {
  readonly folder: string;
  /** All installed packages, dependencies included, by their paths (`node_modules/NAME`). */
  readonly locked: ReadonlyMap<string, LockedPackage>;
  /** Writes a file and returns its path. */
  write(path: string, text: string): string;
  remove(): void;
}

/** The third-party packages in the install line of the root README. */
const peers = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-wasm'];

export async function installPackages(): Promise<Installation> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ae-lab-install-')));
  const remove = () => rmSync(folder, { recursive: true });
  const write = (path: string, text: string) => {
    writeFileSync(join(folder, path), text);
    return join(folder, path);
  };
  try {
    write('package.json', JSON.stringify({ private: true, type: 'module' }));
    const tarballs = (await pack(folder)).map(({ filename }) => `./${filename}`);
    await npmInstall(folder, [...tarballs, ...peers]);
    const lock: { packages: Record<string, LockedPackage> } = JSON.parse(
      readFileSync(join(folder, 'package-lock.json'), 'utf8'),
    );
    const locked = new Map(Object.entries(lock.packages).filter(([path]) => path !== ''));
    return { folder, locked, write, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

export async function npmInstall(folder: string, packages: readonly string[]): Promise<void> {
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  const shell = process.platform === 'win32';
  await promisify(execFile)('npm', ['install', ...options, ...packages], { cwd: folder, shell });
}

/** Runs a command in the folder, which must end by itself, and returns what it printed. */
export async function run(
  folder: string,
  command: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  // The program must not inherit settings of the test runner, of npm or of the repository.
  const { NODE_OPTIONS, NODE_ENV, NODE_PATH, AE_LAB_THREADS, ...inherited } = process.env;
  const env = { ...inherited, ...variables };
  const { stdout } = await promisify(execFile)(command, args, { cwd: folder, env, maxBuffer: 2 ** 26 });
  return stdout;
}
