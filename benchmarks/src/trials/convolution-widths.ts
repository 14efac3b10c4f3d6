// Trains a convolutional autoencoder of given widths, with early stopping; the worker loads MNIST once.
import { Autoencoder } from '@ae-lab/autoencoders';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { adam, cosineDecay, withL2 } from '@ae-lab/core';
import type { RunningTrial } from '@ae-lab/experiments';
import { meanError } from '../experiments/train-and-test';
import { mnistSplit } from '../mnist';

export interface WidthSettings {
  readonly first: number;
  readonly second: number;
  readonly third: number;
  readonly dropout: number;
  readonly batchNormalization: boolean;
  readonly l2: number;
  /** 'constant' is Adam at 1e-3, 'cosine' warms up to 1e-2 and decays. */
  readonly schedule: 'constant' | 'cosine';
  readonly epochs: number;
}

await useWasmBackend();
const mnist = await mnistSplit();

/** Trains with early stopping on the validation images; the test images are read only when `withTest` is set. */
export async function trainWidths(settings: WidthSettings, seed: number, withTest: boolean) {
  const { first, second, third, dropout, batchNormalization, l2, schedule, epochs } = settings;
  const widths = [first, second, third];
  const padding = ['same', 'same', 'valid'] as const;
  const architecture = { kind: 'convolutional', widths, dense: [32], padding, dropout, batchNormalization } as const;
  const learningRate = schedule === 'constant' ? 1e-3 : cosineDecay({ peak: 1e-2, warmup: 0.05 });
  const model = new Autoencoder({ latentDim: 10, architecture, seed });
  const history = await model.fit(mnist.train, {
    epochs,
    batchSize: 128,
    seed,
    validation: mnist.validation,
    optimizer: withL2(adam({ learningRate }), l2),
    earlyStopping: { patience: 8 },
  });
  const best = history.epochs[(history.bestEpoch ?? history.epochs.length) - 1];
  const result = {
    trainingMse: best.train.loss,
    validationMse: best.validation?.loss ?? Number.NaN,
    epochs: history.epochs.length,
    ...(withTest && { testMse: await meanError(model, mnist.test) }),
  };
  model.dispose();
  return result;
}

export default ({ settings, seed }: RunningTrial<WidthSettings>) => trainWidths(settings, seed, false);
