import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type ArrayDataset, fromPngs, gunzip, loadMat, loadMnist, loadPngs, readIdx, readMat } from '@ae-lab/datasets';
import { gridSearch } from '@ae-lab/experiments';
import * as tf from '@tensorflow/tfjs-core';
import type { Files } from './files';
import { inFolder, Nonsense, onlyFile, type Reader, readAll, writeAll } from './reader';
import { idx, mat, mnistFiles, pngSamples } from './samples';

/** The readers of data sets and of stored trials. */
export async function dataReaders(folder: string): Promise<Reader[]> {
  const pngs = pngSamples();
  return [
    ofBytes(
      'png',
      pngs.map((bytes) => ({ 'image.png': bytes })),
      async (bytes, source) => images(await fromPngs([{ bytes, source }])),
      true,
    ),
    ofBytes('idx', [{ 'data.idx': idx([3, 4, 5]) }, { 'data.idx': idx([7]) }], async (bytes, source) =>
      array(readIdx(bytes, { source })),
    ),
    ofBytes(
      'gzip',
      [{ 'data.gz': gzipSync(idx([30, 4])) }],
      async (bytes, source) => hash(await gunzip(bytes, { source })),
      true,
    ),
    ofBytes('mat', [{ 'data.mat': mat(false) }, { 'data.mat': mat(true) }], async (bytes, source) =>
      (await readMat(bytes, { source }))
        .map((each) => `${each.name} ${each.type} ${each.data ? array({ ...each, data: each.data }) : ''}`)
        .join(),
    ),
    ofFolder(
      'mat-images',
      [mat(false), mat(true)].map((bytes) => new Map([['data.mat', bytes]])),
      async (place) =>
        images(await loadMat(join(place, 'data.mat'), { images: 'X', labels: 'y', imageShape: [4, 4, 1] })),
    ),
    ofFolder(
      'png-folder',
      [
        new Map([
          ['a/0.png', pngs[6]],
          ['a/1.png', pngs[7]],
          ['b/0.png', pngs[6]],
        ]),
      ],
      async (place) => images(await loadPngs(place)),
    ),
    ofFolder('mnist', [mnistFiles()], async (place) => {
      const { train, test } = await loadMnist({ folder: place });
      return `${images(train)} ${images(test)}`;
    }),
    ofFolder('trials', [await inFolder(folder, () => trials(folder))], search),
  ];
}

function ofBytes(
  name: string,
  samples: readonly Readonly<Record<string, Uint8Array>>[],
  read: (bytes: Uint8Array, source: string) => Promise<string>,
  isChecked = false,
): Reader {
  return {
    name,
    samples: samples.map((sample) => new Map(Object.entries(sample))),
    read: (files) => read(onlyFile(files).bytes, onlyFile(files).name),
    sources: (files) => [onlyFile(files).name],
    isChecked,
  };
}

function ofFolder(name: string, samples: readonly Files[], read: (folder: string) => Promise<string>): Reader {
  return {
    name,
    samples,
    read: (files, folder) =>
      inFolder(folder, async () => {
        await writeAll(files, folder);
        return read(folder);
      }),
    sources: (_, folder) => [folder],
  };
}

/** Checks an array, and returns its shape and a hash of it. */
function array({ shape, data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number> }): string {
  const isShape = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!isShape || shape.reduce((a, b) => a * b, 1) !== data.length)
    throw new Nonsense(`${data.length} elements in [${shape}]`);
  return `[${shape}] ${hash(data)}`;
}

/** Checks images, and returns their shape and a hash of them. */
function images(data: ArrayDataset): string {
  const { images: pixels, labels } = data.batch(Array.from({ length: Math.min(data.size, 20) }, (_, i) => i));
  try {
    const values = pixels.dataSync();
    if (values.some((value) => !(value >= 0 && value <= 1))) throw new Nonsense('pixels outside [0, 1]');
    return `${data.size} ${data.classNames ?? ''} ${labels?.dataSync() ?? ''} ${array({ shape: pixels.shape, data: values })}`;
  } finally {
    tf.dispose([pixels, ...(labels ? [labels] : [])]);
  }
}

function hash(values: ArrayLike<number>): string {
  return createHash('sha256').update(Float64Array.from(values)).digest('hex').slice(0, 16);
}

const metrics = (x: number) => ({ loss: (x - 2) ** 2, other: x });

/** Runs a small search in a folder, which reuses what is stored there. Nothing there may stop it. */
async function search(folder: string): Promise<string> {
  const table = await gridSearch({
    space: { x: [1, 2, 3, 4] },
    objective: 'loss',
    folder,
    run: ({ settings }) => metrics(settings.x),
  });
  const values = table.rows.map(({ metrics: means }) => means.loss?.mean);
  if (table.rows.length !== 4 || !values.every(Number.isFinite))
    throw new Nonsense(`${table.rows.length} rows with losses ${values}`);
  return `${values}`;
}

async function trials(folder: string): Promise<Files> {
  await search(folder);
  return readAll(folder);
}
