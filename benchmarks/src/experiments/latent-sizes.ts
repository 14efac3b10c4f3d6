// The error of the default autoencoder by latent dimension, compared with PCA of as many components.
import { PrincipalComponents } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { mnistSplit } from '../mnist';
import { saveResult } from '../results';
import { meanError, type TrialResult, trainAndTest } from './train-and-test';

const SIZES = [2, 5, 10, 15, 20, 25, 30];

await useWasmBackend();
const mnist = await mnistSplit();
const results: (TrialResult & { latentDim: number; pca: number })[] = [];
console.log('latent dimension, test MSE of the autoencoder and of PCA, 10 epochs on 50,000 images');
for (const latentDim of SIZES) {
  const result = await trainAndTest(
    mnist,
    { model: { latentDim }, fit: { epochs: 10, batchSize: 128, seed: 1 } },
    true,
  );
  const components = new PrincipalComponents({ latentDim });
  await components.fit(mnist.train);
  const pca = await meanError(components, mnist.test);
  components.dispose();
  results.push({ latentDim, pca, ...result });
  console.log(`${String(latentDim).padStart(2)}  ${result.test?.toFixed(4)}  ${pca.toFixed(4)}`);
}
await saveResult('latent-sizes', { results });
