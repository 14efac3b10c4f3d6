// A linear regressor and a small convolutional network on three functions of a signal, one of them linear: their squared error on
// new signals, as a share of the variance of the target.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { batches, type Dataset } from '@ae-lab/core';
import { SignalRegressor } from '../../../examples/classifiers-and-pca/src/signal-regressor';
import { type SignalBatch, toySignals } from '../../../examples/classifiers-and-pca/src/toy-signals';
import { saveResult } from '../results';

/** The mean squared error divided by the variance of the targets. */
async function unexplained(regressor: SignalRegressor, data: Dataset<SignalBatch>): Promise<number> {
  let [error, sum, squares] = [0, 0, 0];
  for await (const { samples, targets } of batches(data, data.size)) {
    const predictions = regressor.predict(samples);
    const [predicted, expected] = [await predictions.data(), await targets.data()];
    predictions.dispose();
    for (const [i, target] of expected.entries()) {
      error += (predicted[i] - target) ** 2 / data.size;
      sum += target / data.size;
      squares += target ** 2 / data.size;
    }
  }
  return error / (squares - sum ** 2);
}

await useWasmBackend();
const results: object[] = [];
for (const target of ['linear', 'rectified-filters', 'window-maximum'] as const) {
  for (const kind of ['linear', 'convolutional'] as const) {
    const regressor = new SignalRegressor({ length: 16, kind, seed: 1 });
    await regressor.fit(toySignals({ kind: target, size: 8000, seed: 11 }), { epochs: 20, batchSize: 100 });
    const share = await unexplained(regressor, toySignals({ kind: target, size: 2000, seed: 12 }));
    regressor.dispose();
    results.push({ target, kind, share });
    console.log(`${kind} learner on the ${target} function: ${share.toExponential(1)} of the variance unexplained`);
  }
}
await saveResult('toy-signals', { results });
