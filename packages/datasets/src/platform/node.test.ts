import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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
    const failure = await readIfPresent(folder).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AeLabError);
    expect(String(failure)).toMatch(/EISDIR/);
    expect(String(failure)).toContain(folder);
    await expect(listFolder('no\0folder')).rejects.toThrow(AeLabError);
    expect(await listFolder(join(folder, 'none'))).toBeUndefined();
    expect(await listFolder(folder)).toEqual({ folders: [], files: ['file'] });
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
