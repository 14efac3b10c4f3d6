import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FormatError, NotFoundError } from '@ae-lab/core';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LeftOut } from './left-out';
import { loadPngs } from './load-pngs';

/** A PNG file of one grey pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgBwAACQAIICPDjAAAAABJRU5ErkJggg==',
  'base64',
);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function fill(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), /\.png$/i.test(path) ? PIXEL : 'no image');
  }
}

/** Loads a folder. Returns its size, its class names and what was left out. */
async function load(place = folder) {
  let leftOut: readonly LeftOut[] = [];
  const data = await loadPngs(place, {
    onLeftOut: (all) => {
      leftOut = all;
    },
  });
  const reasons = Object.fromEntries(leftOut.map(({ reason, paths }) => [reason, paths]));
  return { size: data.size, classNames: data.classNames, labels: data.labels && [...data.labels], reasons };
}

describe('loadPngs tells what it leaves out', () => {
  it('hidden files, other images and other files, in a folder of files', async () => {
    await fill('0.png', '._0.png', '.DS_Store', '__MACOSX/._0.png', '1.jpg', '2.JPEG', '3.gif', 'notes.txt');
    expect(await load()).toEqual({
      size: 1,
      reasons: {
        hidden: ['.DS_Store', '._0.png', '__MACOSX'],
        'other-image': ['1.jpg', '2.JPEG', '3.gif'],
        'other-file': ['notes.txt'],
      },
    });
  });

  it('the same in and beside class folders', async () => {
    await fill('a/0.png', 'a/._0.png', 'b/1.PNG', 'b/2.jpg', '__MACOSX/a/._0.png', '.git/x.png', 'cover.webp');
    expect(await load()).toEqual({
      size: 2,
      classNames: ['a', 'b'],
      labels: [0, 1],
      reasons: { hidden: ['.git', '__MACOSX', 'a/._0.png'], 'other-image': ['cover.webp', 'b/2.jpg'] },
    });
  });

  it('broken and circular links and pipes, while it follows links to files and class folders', async () => {
    await fill('data/a/0.png', 'elsewhere/0.png', 'elsewhere/1.png');
    const links = { 'data/b': '../elsewhere', 'data/again': '..', 'data/c': 'gone', 'data/a/gone.png': 'gone.png.old' };
    for (const [path, target] of Object.entries(links)) await symlink(target, join(folder, path));
    await symlink('0.png', join(folder, 'data/a/1.png'));
    spawnSync('mkfifo', [join(folder, 'data/a/pipe.png')]);
    expect(await load(join(folder, 'data'))).toEqual({
      size: 4,
      classNames: ['a', 'b'],
      labels: [0, 0, 1, 1],
      reasons: {
        'circular-link': ['again'],
        'broken-link': ['c', 'a/gone.png'],
        'special-file': ['a/pipe.png'],
      },
    });
  });

  it('by one warning if nobody else listens, and by none if there is nothing to tell', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => void warn.mockRestore());
    await fill('0.png');
    await loadPngs(folder);
    expect(warn).not.toHaveBeenCalled();
    await fill('1.jpg', '2.jpg', '3.jpg', '4.jpg', '._0.png');
    await loadPngs(folder);
    const others = '4 images that are not PNG files (1.jpg, 2.jpg, 3.jpg, ...)';
    expect(warn.mock.calls).toEqual([[`${folder}: left out 1 hidden file or folder (._0.png), ${others}.`]]);
  });

  it('in the error if nothing is left, or a class is a folder of folders', async () => {
    await fill('1.jpg', '2.jpg');
    await expect(load()).rejects.toThrow(NotFoundError);
    await expect(load()).rejects.toThrow(
      `${folder}: there is no PNG file: left out 2 images that are not PNG files (1.jpg, 2.jpg).`,
    );
    await fill('a/b/0.png');
    await expect(load()).rejects.toThrow(FormatError);
    await expect(load()).rejects.toThrow(`${join(folder, 'a')}: expected the PNG files of a class, got the folder b.`);
  });
});

it('loads 3,000 class folders with 100 file handles', async () => {
  for (let i = 0; i < 3000; i++) {
    mkdirSync(join(folder, `c${i}`));
    writeFileSync(join(folder, `c${i}`, '0.png'), PIXEL);
  }
  const module = new URL('./png-folder.ts', import.meta.url);
  const script = `
    import { readPngFolder } from ${JSON.stringify(module)};
    const { files, classNames } = await readPngFolder(${JSON.stringify(folder)});
    console.log(files.length, classNames.length);`;
  const node = [process.execPath, '--conditions=@ae-lab/source', '--import', 'tsx', '--input-type=module', '--eval'];
  const child = spawnSync('sh', ['-c', 'ulimit -n 100 && exec "$@"', 'sh', ...node, script], {
    encoding: 'utf8',
    cwd: import.meta.dirname,
  });
  expect(child).toMatchObject({ stdout: '3000 3000\n', stderr: '' });
});

const cases = fileURLToPath(new URL('../../../../shared/cases/folders', import.meta.url));

describe.runIf(existsSync(cases))('the shared cases (left out where they are absent)', () => {
  it('have two images beside AppleDouble files', async () => {
    expect(await load(join(cases, 'appledouble'))).toMatchObject({
      size: 2,
      reasons: { hidden: ['a/._0.png', 'a/._1.png'] },
    });
  });

  it('have one PNG file beside two JPEG files', async () => {
    expect(await load(join(cases, 'mixed_jpg_png'))).toMatchObject({
      size: 1,
      reasons: { 'other-image': ['1.jpg', '2.JPEG'] },
    });
  });
});
