// All training labels on the default autoencoder with latent dimension 10: a classifier on its frozen, standardised codes, and one
// that fine-tunes the encoder.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { transferClassifier } from '@ae-lab/classifiers';
import { adam, cosineDecay, encodeDataset } from '@ae-lab/core';
import { evaluateClassifier, knnAccuracy } from '@ae-lab/metrics';
import { mnistSplit } from '../mnist';
import { saveResult } from '../results';
import { trainedAutoencoder } from '../trained-models';

await useWasmBackend();
const mnist = await mnistSplit();
const { train, validation, test } = mnist;
const autoencoder = await trainedAutoencoder(mnist);

const results: object[] = [];
for (const trainEncoder of [false, true]) {
  const classifier = transferClassifier(autoencoder, { trainEncoder, hidden: [256, 256], seed: 1 });
  const optimizer = adam({ learningRate: cosineDecay({ peak: 1e-3, warmup: 0.05 }) });
  const epochs = trainEncoder ? 10 : 30;
  const history = await classifier.fit(train, { epochs, batchSize: 128, seed: 1, validation, optimizer });
  const { accuracy } = await evaluateClassifier(classifier, test);
  classifier.dispose();
  const name = trainEncoder ? 'fine-tuned' : 'frozen';
  results.push({ name, validation: history.epochs.map((record) => record.validation?.accuracy), test: accuracy });
  console.log(`${name}: test accuracy ${accuracy.toFixed(4)}`);
}

const [trainCodes, testCodes] = [await encodeDataset(autoencoder, train), await encodeDataset(autoencoder, test)];
const neighbours = await knnAccuracy(trainCodes, train.labels ?? [], testCodes, test.labels ?? []);
console.log(`5 nearest neighbours on the codes: ${neighbours.toFixed(4)}`);
await saveResult('transfer', { results, neighbours });
