import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });

describe('package-lock.json', () => {
  const text = readFileSync(join(root, 'package-lock.json'), 'utf8');

  it('names no registry', () => {
    expect(text).not.toContain('"resolved": "http');
  });

  it('is complete: holds the binaries of every platform, without which `npm ci` fails', () => {
    const packages: Record<string, { optionalDependencies?: Record<string, string> }> = JSON.parse(text).packages;
    const locked = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => !locked.has(name));
    expect(missing).toEqual([]);
  });
});

describe.runIf(git('rev-parse').status === 0)('the files under version control', () => {
  it.each([
    ['a package registry', String.raw`(registry|deb)\.[a-z-]+\.(org|com|io)`],
    ["a path on somebody's machine", '(^|[^])}>a-z0-9_.*~-])/(home|Users|root|work)/[a-z0-9]'],
    ['a focused or skipped test', String.raw`\b(it|test|describe)\.(only|skip|todo)\(`],
  ])('contain no trace of %s', (_, pattern) => {
    expect(git('grep', '--untracked', '-nIiE', pattern).stdout).toBe('');
  });
});

describe.runIf(git('rev-parse').status === 0)('TypeScript sources', () => {
  const files = git('ls-files', '*.ts').stdout.trim().split('\n');
  const present = files.filter((file) => existsSync(join(root, file)) && !file.includes('/assembly/'));

  it('open with few lines of imports', () => {
    const importLines = (file: string) =>
      (readFileSync(join(root, file), 'utf8').match(/^import\b[^;]*;$/gm) ?? []).join('\n').split('\n').length;
    expect(present.filter((file) => importLines(file) > 23)).toEqual([]);
  });
});
