// Classifiers on MNIST after 5 epochs of Adam, and LeNet with SGD at five learning rates. PyTorch reaches .9206, .9735, .9886.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { ImageClassifier } from '@ae-lab/classifiers';
import { adam, DivergenceError, type Optimizer, sgd } from '@ae-lab/core';
import { evaluateClassifier } from '@ae-lab/metrics';
import { mnistSplit } from '../mnist';
import { saveResult } from '../results';

type Name = 'linear' | 'mlp' | 'lenet';

await useWasmBackend();
const { train, validation, test } = await mnistSplit();

/** The accuracy on the validation images after each epoch, and on the test images at the end. */
async function accuracies(architecture: Name, optimizer: Optimizer, epochs: number) {
  const model = new ImageClassifier({ architecture, seed: 1 });
  try {
    const history = await model.fit(train, { epochs, batchSize: 128, seed: 1, validation, optimizer });
    const { accuracy } = await evaluateClassifier(model, test);
    return { validation: history.epochs.map((record) => record.validation?.accuracy), test: accuracy };
  } catch (error) {
    if (error instanceof DivergenceError) return { diverged: error.message };
    throw error;
  } finally {
    model.dispose();
  }
}

const results: object[] = [];
const report = (name: string, result: Awaited<ReturnType<typeof accuracies>>) => {
  results.push({ name, ...result });
  console.log(`${name}: ${result.diverged ?? `test accuracy ${result.test?.toFixed(4)}`}`);
};
for (const name of ['linear', 'mlp', 'lenet'] as const) report(name, await accuracies(name, adam(), 5));
for (const learningRate of [1, 0.1, 0.01, 0.001, 0.0001]) {
  report(`lenet, SGD at ${learningRate}, 2 epochs`, await accuracies('lenet', sgd({ learningRate }), 2));
}
await saveResult('classifiers', { results });
