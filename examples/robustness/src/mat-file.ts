import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageDataset } from '@ae-lab/core';
import { type ArrayDataset, loadMat } from '@ae-lab/datasets';
import type { Options } from '@ae-lab/example-shared';
import { writeMat } from './write-mat';

export interface MatFile {
  /** 'found': from AE_LAB_DATA_DIR; 'written': by this example. */
  readonly origin: 'found' | 'written';
  /** The images as stored in the file, rotated and flipped. */
  readonly stored: ArrayDataset;
  readonly upright: ArrayDataset;
}

/** Opens `mat/MNIST.mat` in AE_LAB_DATA_DIR; if it is missing, writes the test images to such a file and opens that. */
export async function openMatFile({ data, out }: Options, test: ImageDataset): Promise<MatFile> {
  const given = join(process.env.AE_LAB_DATA_DIR ?? '', 'mat', 'MNIST.mat');
  const found = data === 'mnist' && existsSync(given);
  const file = found ? given : join(out, 'digits.mat');
  if (!found) await writeMat(file, test);
  const format = { images: 'input_images', labels: 'output_labels', imageShape: test.imageShape };
  const [stored, upright] = [await loadMat(file, format), await loadMat(file, { ...format, transpose: true })];
  return { origin: found ? 'found' : 'written', stored: stored.take(test.size), upright: upright.take(test.size) };
}
