import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { loadMat, syntheticDigits } from '@ae-lab/datasets';
import { pixelsOf } from '@ae-lab/example-shared';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeMat } from './write-mat';

let folder: string;
beforeAll(async () => {
  await useWasmBackend();
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('writes images column by column, with their labels', async () => {
  const digits = syntheticDigits({ size: 7, seed: 1, imageShape: [20, 16, 1] });
  const file = join(folder, 'digits.mat');
  await writeMat(file, digits);
  const format = { images: 'input_images', labels: 'output_labels' };
  const upright = await loadMat(file, { ...format, imageShape: [20, 16, 1], transpose: true });
  const all = [0, 1, 2, 3, 4, 5, 6];
  expect(upright.labels).toEqual(digits.labels);
  expect(pixelsOf(upright, all)).toEqual(pixelsOf(digits, all));
  const stored = await loadMat(file, { ...format, imageShape: [16, 20, 1] });
  // Row 3, column 5 of the first image is stored in row 5, column 3.
  expect(pixelsOf(stored, [0])[5 * 20 + 3]).toBe(pixelsOf(digits, [0])[3 * 16 + 5]);
});
