// The test images of a MAT file, turned upright, give the same error as those of the IDX file. The MAT file is mat/MNIST.mat in
// AE_LAB_DATA_DIR.
import { join } from 'node:path';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { loadMat } from '@ae-lab/datasets';
import { mnistSplit } from '../mnist';
import { saveResult } from '../results';
import { trainedAutoencoder } from '../trained-models';
import { meanError } from './train-and-test';

await useWasmBackend();
const mnist = await mnistSplit();
const mat = await loadMat(join(process.env.AE_LAB_DATA_DIR ?? '.', 'mat', 'MNIST.mat'), {
  images: 'input_images',
  labels: 'output_labels',
  imageShape: [28, 28, 1],
  transpose: true,
});
const model = await trainedAutoencoder(mnist);
const errors = { idx: await meanError(model, mnist.test), mat: await meanError(model, mat) };
console.log(`test MSE: IDX ${errors.idx.toFixed(8)}, MAT ${errors.mat.toFixed(8)}`);
await saveResult('mat-file', errors);
