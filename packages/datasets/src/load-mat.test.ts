import '@tensorflow/tfjs-backend-cpu';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgumentError, FormatError, NotFoundError } from '@ae-lab/core';
import { describe, expect, it } from 'vitest';
import type { ArrayDataset } from './array-dataset';
import { loadMat } from './load-mat';
import { loadMnist } from './mnist';

/**
 * Written by SciPy 1.10: images a b / c d e f as rows [0 .1 .2 .3 .4 .5] and [.5 .6 .7 .8 .9 1], labels [4 1], the same
 * images as bytes 0 to 11, and text:
 * savemat(f, {'images': array([[0, .1, .2, .3, .4, .5], [.5, .6, .7, .8, .9, 1]]), 'labels': array([[4, 1]]),
 *   'bytes': arange(12, dtype=uint8).reshape(2, 6), 'three': array([[1, 2, 3]]), 'words': 'text'}, do_compression=True)
 */
const FILE = Buffer.from(
  'TUFUTEFCIDUuMCBNQVQtZmlsZSBQbGF0Zm9ybTogcG9zaXgsIENyZWF0ZWQgb246IEZyaSBOb3YgMjAgMTg6MDc6MTIgMjAyNgAAAAAAAAAAAA' +
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABSU0PAAAAVAAAAHic42NgYJgBxGxAzAGlQYAVymeCijFC6czcxPTU' +
    'YgYGTiA7gQEdPLCfNRMEdtobg8FjKP+kfRoYPIOKX4aKv4TSN+3PngGBN/YwcyD0B3sA/jsn1A8AAAAzAAAAeJzjY2Bg8ABiNiDmAGI+Bghghf' +
    'IZgZgJSoPU5CQmpeYUMzDwANkCQMwCVc8IpQFwZQMeDwAAADYAAAB4nONjYGDwAGI2IOYAYk4GCGCF8pmgcoxQsaTKktRiqDgPSCEbIzsTBzMn' +
    'CxcrN4gLAGkdAwAPAAAAMwAAAHic42NgYAgAYjYg5gBiPgYIYIXyGYGYGUqDxEoyilJTgTQPEEtAxUGACUozQ2kAgLkC1A8AAAAtAAAAeJzjY2' +
    'BgsABiNiDmAGIWBghghfIZoWKMULHy/KKUYiAtABQtSa0oAQA7JAR5',
  'base64',
);

const pixels = (data: ArrayDataset, index: number) => [...data.batch([index]).images.dataSync()];

describe('loadMat', () => {
  const imageShape = [2, 3, 1] as const;

  it('reads rows as images', async () => {
    const data = await loadMat(FILE, { images: 'images', labels: 'labels', imageShape });
    expect(data.labels).toEqual(Int32Array.of(4, 1));
    expect(pixels(data, 1)).toEqual([...Float32Array.of(0.5, 0.6, 0.7, 0.8, 0.9, 1)]);
  });

  it('reads uint8 as bytes', async () => {
    const data = await loadMat(FILE, { images: 'bytes', imageShape });
    expect(pixels(data, 1).map((value) => Math.round(value * 255))).toEqual([6, 7, 8, 9, 10, 11]);
  });

  it('transposes, then flips', async () => {
    const read = async (options: object) => {
      const data = await loadMat(FILE, { images: 'bytes', imageShape, ...options });
      return pixels(data, 0).map((value) => Math.round(value * 255));
    };
    expect(await read({ transpose: true })).toEqual([0, 2, 4, 1, 3, 5]);
    expect(await read({ flipHorizontal: true })).toEqual([2, 1, 0, 5, 4, 3]);
    expect(await read({ flipVertical: true })).toEqual([3, 4, 5, 0, 1, 2]);
    expect(await read({ transpose: true, flipHorizontal: true, flipVertical: true })).toEqual([5, 3, 1, 4, 2, 0]);
  });

  it('says what is wrong', async () => {
    const reading = (options: object) => loadMat(FILE, { images: 'images', imageShape, ...options });
    await expect(reading({ images: 'digits' })).rejects.toThrow(NotFoundError);
    await expect(reading({ images: 'digits' })).rejects.toThrow(
      "MAT data: there is no variable 'digits'. Variables of the file: images, labels, bytes, three, words.",
    );
    const values = reading({ images: 'three', imageShape: [1, 3, 1] });
    await expect(values).rejects.toThrow(FormatError);
    await expect(values).rejects.toThrow('MAT data: images[1]: expected a number in [0, 1]');
    await expect(reading({ labels: 'three' })).rejects.toThrow(ArgumentError);
    await expect(reading({ labels: 'three' })).rejects.toThrow("labels 'three': expected 2, one per image, got 3.");
    await expect(reading({ images: 'words' })).rejects.toThrow(FormatError);
    await expect(reading({ images: 'words' })).rejects.toThrow(/'words': expected a numeric array, got the class char/);
    await expect(reading({ imageShape: [2, 2, 1] })).rejects.toThrow(/expected \[size, 4\], got \[2, 6\]/);
    await expect(reading({ images: 'three', imageShape: [3, 1, 1] })).rejects.toThrow(/images\[1\]: .* got 2/);
    await expect(reading({ transposed: true })).rejects.toThrow('options: expected no other options than images');
    await expect(reading({ transpose: 'false' })).rejects.toThrow('transpose: expected true or false, got "false".');
    await expect(reading({ images: undefined })).rejects.toThrow('images: expected text, got undefined.');
    await expect(loadMat(FILE, undefined as never)).rejects.toThrow(ArgumentError);
    await expect(loadMat(FILE.buffer as never, { images: 'x', imageShape })).rejects.toThrow('file: expected the path');
    await expect(loadMat('no/such.mat', { images: 'x', imageShape })).rejects.toThrow('no/such.mat: there is no such');
  });
});

const logical = new URL('../../../../shared/cases/mat/logical.mat', import.meta.url);
if (!existsSync(logical)) console.log('The case of a logical MAT file is skipped: it is not on this machine.');

it.runIf(existsSync(logical))('reads logical arrays as black and white', async () => {
  const data = await loadMat(fileURLToPath(logical), { images: 'X', imageShape: [4, 4, 1] });
  expect(data.size).toBe(3);
  // Each row is the unit matrix, as SciPy reads it.
  for (const row of [0, 1, 2]) expect(pixels(data, row)).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
});

const { AE_LAB_DATA_DIR } = process.env;

describe.runIf(AE_LAB_DATA_DIR)('the MAT file of MNIST (needs AE_LAB_DATA_DIR)', () => {
  it('is the test set when set upright', async () => {
    const data = await loadMat(join(AE_LAB_DATA_DIR!, 'mat', 'MNIST.mat'), {
      images: 'input_images',
      labels: 'output_labels',
      imageShape: [28, 28, 1],
      transpose: true,
    });
    const { test } = await loadMnist();
    expect(data.labels).toEqual(test.labels);
    const indices = Int32Array.from({ length: test.size }, (_, i) => i);
    const [mat, idx] = [data, test].map((images) => images.batch(indices).images.dataSync<'float32'>());
    expect(mat.reduce((worst, value, i) => Math.max(worst, Math.abs(value - idx[i])), 0)).toBeLessThan(1e-6);
  });
});
