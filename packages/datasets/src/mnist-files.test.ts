import '@tensorflow/tfjs-backend-cpu';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadMnist } from './mnist';

/** One training and one test image of 1 x 2, plain, under MNIST's names. */
const FILES: Record<string, Uint8Array> = {
  'train-images-idx3-ubyte': Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 10, 11),
  'train-labels-idx1-ubyte': Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5),
  't10k-images-idx3-ubyte': Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 20, 21),
  't10k-labels-idx1-ubyte': Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7),
};
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Writes the files below the paths that `place` returns for their names. */
async function fill(place: (name: string) => string): Promise<void> {
  for (const [name, bytes] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, place(name))), { recursive: true });
    await writeFile(join(folder, place(name)), bytes);
  }
}

async function expectLoaded(): Promise<void> {
  const { train, test } = await loadMnist({ folder });
  expect([...train.labels!, ...test.labels!, ...train.imageShape]).toEqual([5, 7, 1, 2, 1]);
}

const dotted = (name: string) => name.replace('-idx', '.idx');

describe('a folder of the user', () => {
  it.each<[string, (name: string) => string]>([
    ['names with a dot', dotted],
    ['each file in a folder of its own name', (name) => join(name, name)],
    ['each file in a folder of its own name with a dot', (name) => join(dotted(name), dotted(name))],
    ['each file with a dot in a folder without', (name) => join(name, dotted(name))],
    ['all in a folder of the name of the data set', (name) => join('mnist', name, name)],
  ])('may have %s', async (_, place) => {
    await fill(place);
    await expectLoaded();
  });

  it('may have empty folders of the names of files', async () => {
    await fill((name) => join(name, name));
    await rm(join(folder, 't10k-labels-idx1-ubyte', 't10k-labels-idx1-ubyte'));
    await expect(loadMnist({ folder })).rejects.toThrow(
      /: expected the files train-images-idx3-ubyte, .* there, each plain or with \.gz, or in a folder of its own name/,
    );
    await fill(dotted);
    await expectLoaded();
  });
});

const kaggle = fileURLToPath(new URL('../../../../shared/cases/folders/kaggle_dirs', import.meta.url));

it.runIf(existsSync(kaggle))('loads the shared case of such folders (left out where it is absent)', async () => {
  const { train, test } = await loadMnist({ folder: kaggle });
  expect(train.labels?.length).toBe(train.size);
  expect(test.imageShape).toEqual(train.imageShape);
});
