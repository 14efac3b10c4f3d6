import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Parts } from './parts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ae-lab-'));
});
afterEach(() => rm(root, { recursive: true }));

it('reuses a finished part and its folder, and computes it anew for other settings', async () => {
  let calls = 0;
  const compute = async (folder: string) => {
    await writeFile(join(folder, 'model'), '');
    return { calls: ++calls };
  };
  const first = await new Parts(root).part('a part', { size: 1 }, compute);
  const again = await new Parts(root).part('a part', { size: 1 }, compute);
  const other = await new Parts(root).part('a part', { size: 2 }, compute);
  expect(first.result).toEqual({ calls: 1 });
  expect(again).toEqual(first);
  expect(other.result).toEqual({ calls: 2 });
  expect(other.folder).not.toBe(first.folder);
});

it('computes an interrupted part again, in the same folder', async () => {
  const folders: string[] = [];
  const interrupted = new Parts(root).part('a part', {}, async (folder) => {
    folders.push(folder);
    throw new Error('interrupted');
  });
  await expect(interrupted).rejects.toThrow('interrupted');
  await new Parts(root).part('a part', {}, async (folder) => void folders.push(folder));
  expect(folders[1]).toBe(folders[0]);
});

it('counts the time before an interruption', async () => {
  const earlier = new Parts(root);
  await earlier.part('a part', {}, () => new Promise((resolve) => setTimeout(resolve, 200)));
  const later = new Parts(root);
  await later.part('a part', {}, async () => undefined);
  expect(later.seconds).toBeGreaterThan(0.15);
});
