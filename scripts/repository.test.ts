import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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
    ["a path of somebody's machine", '(^|[^])}>a-z0-9_.*~-])/(home|Users|root|work)/[a-z0-9]'],
    ['a focused or skipped test', String.raw`\b(it|test|describe)\.(only|skip|todo)\(`],
  ])('hold no trace of %s', (_, pattern) => {
    expect(git('grep', '--untracked', '-nIiE', pattern).stdout).toBe('');
  });
});
