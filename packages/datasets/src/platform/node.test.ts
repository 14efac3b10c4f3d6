import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AeLabError } from '@ae-lab/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dataFolder, defaultCacheFolder, listFolder, readIfPresent, writeCached } from './node';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('the file system', () => {
  it('writes a complete file, in a new folder', async () => {
    const path = join(folder, 'a', 'b', 'file.gz');
    await writeCached(path, Uint8Array.of(1, 2));
    await writeCached(path, Uint8Array.of(3));
    expect([...(await readFile(path))]).toEqual([3]);
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['file.gz']);
  });

  it('leaves no file when it fails', async () => {
    await writeCached(join(folder, 'taken', 'file'), Uint8Array.of(1));
    await expect(writeCached(join(folder, 'taken'), Uint8Array.of(1))).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['taken']);
  });

  it('tells missing from unreadable files', async () => {
    await writeFile(join(folder, 'file'), 'x');
    expect(await readIfPresent(join(folder, 'none'))).toBeUndefined();
    expect(await readIfPresent(join(folder, 'file', 'below'))).toBeUndefined();
    expect(await readIfPresent(folder)).toBeUndefined();
    const long = join(folder, 'x'.repeat(300));
    const failure = await readIfPresent(long).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AeLabError);
    expect(String(failure)).toMatch(/ENAMETOOLONG/);
    expect(String(failure)).toContain(long);
    await expect(listFolder('no\0folder')).rejects.toThrow(AeLabError);
    expect(await listFolder(join(folder, 'none'))).toBeUndefined();
    expect(await listFolder(join(folder, 'file'))).toBeUndefined();
    expect(await listFolder(folder)).toEqual(new Map([['file', 'file']]));
  });
});

describe('a listing', () => {
  it('follows links, and tells broken and circular ones and special files apart', async () => {
    const below = join(folder, 'a', 'b');
    await mkdir(join(below, 'real'), { recursive: true });
    await mkdir(join(folder, 'ab'));
    await writeFile(join(below, 'file'), 'x');
    const links = {
      'to-file': 'file',
      'to-folder': '../../ab',
      'to-link': 'to-folder',
      self: '.',
      parent: '..',
      top: folder,
      absent: 'none',
      below: 'file/none',
      one: 'two',
      two: 'one',
    };
    for (const [name, target] of Object.entries(links)) await symlink(target, join(below, name));
    spawnSync('mkfifo', [join(below, 'pipe')]);
    expect(Object.fromEntries((await listFolder(below)) ?? [])).toEqual({
      real: 'folder',
      file: 'file',
      'to-file': 'file',
      'to-folder': 'folder',
      'to-link': 'folder',
      self: 'circular-link',
      parent: 'circular-link',
      top: 'circular-link',
      absent: 'broken-link',
      below: 'broken-link',
      one: 'broken-link',
      two: 'broken-link',
      pipe: 'special-file',
    });
  });
});

describe('folders from the environment', () => {
  it('follow the conventions', () => {
    vi.stubEnv('XDG_CACHE_HOME', '/x/cache');
    expect(defaultCacheFolder()).toBe(join('/x/cache', 'ae-lab'));
    vi.stubEnv('AE_LAB_DATA_DIR', '/x/data');
    expect(dataFolder()).toBe('/x/data');
    vi.stubEnv('AE_LAB_DATA_DIR', '');
    expect(dataFolder()).toBeUndefined();
  });
});
