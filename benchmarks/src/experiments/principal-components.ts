// The time and the memory of principal components: of MNIST, and of larger images whose variances fall slowly, which is the hard case.
import { PrincipalComponents } from '@ae-lab/autoencoders';
import { useWasmBackend, wasmThreads } from '@ae-lab/backend-wasm';
import { type ImageShape, Rng } from '@ae-lab/core';
import { ArrayDataset } from '@ae-lab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { mnistSplit } from '../mnist';
import { saveResult } from '../results';

const FITS = 3;
const [IMAGES, FACTORS] = [2850, 400];

/** Returns images along 400 random directions, direction i with the standard deviation i^-1/4, and some noise. */
function slowlyFalling(imageShape: ImageShape): ArrayDataset {
  const size = imageShape[0] * imageShape[1] * imageShape[2];
  const rng = new Rng(1);
  const directions = tf.tensor2d(rng.normals(FACTORS * size), [FACTORS, size]);
  const images = new Uint8Array(IMAGES * size);
  for (let i = 0; i < IMAGES; i++) {
    const weights = rng.normals(FACTORS).map((weight, j) => weight * (j + 1) ** -0.25);
    const pixels = tf.tidy(() => tf.matMul(tf.tensor2d(weights, [1, FACTORS]), directions).dataSync());
    const noise = rng.normals(size);
    for (let j = 0; j < size; j++) {
      images[i * size + j] = Math.min(255, Math.max(0, Math.round(128 + 6 * pixels[j] + 8 * noise[j])));
    }
  }
  directions.dispose();
  return ArrayDataset.fromArrays({ images, imageShape });
}

await useWasmBackend();
const cases: [ArrayDataset, number][] = [
  [slowlyFalling([64, 64, 3]), 64],
  [(await mnistSplit()).all, 32],
];
const rows = [];
for (const [data, latentDim] of cases) {
  const seconds = [];
  for (let fit = 0; fit < FITS; fit++) {
    const model = new PrincipalComponents({ imageShape: data.imageShape, latentDim });
    const start = performance.now();
    await model.fit(data);
    seconds.push(Number(((performance.now() - start) / 1000).toFixed(2)));
    model.dispose();
  }
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  rows.push({ images: data.size, imageShape: data.imageShape, components: latentDim, seconds, peakMegabytes });
  console.log(rows[rows.length - 1]);
}
await saveResult('principal-components', { threads: wasmThreads(), rows });
