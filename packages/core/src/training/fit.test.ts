import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { ArgumentError, DivergenceError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of the plain operations that these losses use.
import { layers, regularizers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { images, noiseImages } from '../../test/images';
import type { ImageDataset } from '../data/dataset';
import { Conv2D } from '../layers';
import { adam } from '../optimizers/adam';
import { sgd } from '../optimizers/sgd';
import { fit } from './fit';
import type { FitOptions } from './fit-options';
import type { EpochRecord, Progress } from './history';
import { networkVariables, type Objective, type TrainingStep } from './training-step';

beforeAll(() => tf.setBackend('cpu'));

/** Fits one number to the mean of all pixels; the exact answer is known. */
function meanStep(
  optimizer = sgd({ learningRate: 0.25 }),
  start = 0,
): TrainingStep & { readonly estimate: tf.Variable } {
  const estimate = tf.tidy(() => tf.variable(tf.scalar(start)));
  const objective: Objective = {
    name: 'mean',
    optimizer,
    training: [],
    variables: () => [estimate],
    loss: (batch) => ({ loss: tf.mean(tf.square(tf.sub(batch.images, estimate))) as tf.Scalar }),
  };
  return { estimate, objectives: [objective], state: [estimate] };
}

const pixels = (...values: number[]) => images([1, 1, 1], Float32Array.from(values));

describe('fit', () => {
  it('reaches the minimum and records the exact losses', async () => {
    const step = meanStep();
    const history = await fit(step, pixels(0, 1), { epochs: 20, batchSize: 2, validation: pixels(0.5) });
    expect(step.estimate.dataSync()[0]).toBeCloseTo(0.5, 4);
    expect(history.stopped).toBe('completed');
    expect(history.epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    // At 0: mean of 0 and 1; the gradient is -1, so the estimate is 0.25 after the first step.
    expect(history.epochs[0].train.loss).toBeCloseTo(0.5, 6);
    expect(history.epochs[0].validation?.loss).toBeCloseTo(0.25 ** 2, 6);
    expect(history.epochs[0].learningRates).toEqual({ mean: 0.25 });
    expect(JSON.parse(JSON.stringify(history))).toEqual(history);
  });

  it('weights the losses by the size of the batch, which is smaller for the last one', async () => {
    const step = meanStep(sgd({ learningRate: 0 }));
    const { epochs } = await fit(step, pixels(1, 1, 1, 1, 0), { epochs: 1, batchSize: 2 });
    expect(epochs[0].train.loss).toBeCloseTo(4 / 5, 6);
  });

  it('uses every image once per epoch, in another order each time', async () => {
    const seen: number[] = [];
    const step = meanStep();
    const spying = { ...step, afterUpdate: ({ indices }: { indices: Int32Array }) => void seen.push(...indices) };
    await fit(spying, noiseImages(10, [1, 1, 1]), { epochs: 2, batchSize: 3 });
    const inOrder = Array.from({ length: 10 }, (_, i) => i);
    expect(seen.slice(0, 10).sort((a, b) => a - b)).toEqual(inOrder);
    expect(seen.slice(10).sort((a, b) => a - b)).toEqual(inOrder);
    expect(seen.slice(10)).not.toEqual(seen.slice(0, 10));
  });

  it('gives the same weights for the same seed, bit for bit', async () => {
    const trained = async (seed: number) => {
      const step = meanStep(adam());
      await fit(step, noiseImages(50, [2, 2, 1]), { epochs: 2, batchSize: 7, seed });
      return step.estimate.dataSync()[0];
    };
    expect(await trained(3)).toBe(await trained(3));
    expect(await trained(3)).not.toBe(await trained(4));
  });

  it('leaks no tensor, neither in the end nor from epoch to epoch', async () => {
    const step = meanStep(adam());
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    const onEpochEnd = () => void counts.push(tf.memory().numTensors);
    const earlyStopping = { patience: 5 };
    const options = { epochs: 4, batchSize: 5, validation: noiseImages(7, [2, 2, 1]), earlyStopping };
    await fit(step, noiseImages(50, [2, 2, 1]), { ...options, callbacks: [{ onEpochEnd }] });
    expect(tf.memory().numTensors).toBe(before);
    expect(new Set(counts.slice(1)).size).toBe(1);
  });

  it('passes the fraction of the training that is done to the loss, and 1 in validation', async () => {
    const progress: number[] = [];
    const { estimate, objectives, state } = meanStep();
    const [objective] = objectives;
    const spying: TrainingStep = {
      state,
      objectives: [
        {
          ...objective,
          loss(batch, pass) {
            progress.push(pass.progress);
            return objective.loss(batch, pass);
          },
        },
      ],
    };
    await fit(spying, pixels(0, 1), { epochs: 2, batchSize: 1, validation: pixels(1) });
    expect(progress).toEqual([0, 0.25, 1, 0.5, 0.75, 1]);
    estimate.dispose();
  });

  it('reports progress', async () => {
    const reports: Progress[] = [];
    const records: EpochRecord[] = [];
    const callback = {
      onProgress: (progress: Progress) => void reports.push(progress),
      onEpochEnd: async (record: EpochRecord) => void records.push(record),
    };
    const history = await fit(meanStep(), pixels(0, 1, 1), { epochs: 2, batchSize: 1, callbacks: [callback] });
    expect(records).toEqual(history.epochs);
    const last = reports[reports.length - 1];
    expect(last).toMatchObject({ epoch: 2, epochs: 2, step: 3, steps: 3, secondsLeft: 0 });
    expect(last.losses).toEqual(history.epochs[1].train);
    expect(last.imagesPerSecond).toBeGreaterThan(0);
  });
});

describe('early stopping', () => {
  /** Passes the validation image early and then moves away from it. */
  const options = { epochs: 50, batchSize: 1, validation: pixels(0.2) };

  it('stops after the given patience and restores the best weights', async () => {
    const step = meanStep(sgd({ learningRate: 0.05 }), 0.1);
    const history = await fit(step, pixels(1), { ...options, earlyStopping: { patience: 3 } });
    expect(history.stopped).toBe('early');
    const best = history.epochs.reduce((a, b) => ((b.validation?.loss ?? 0) < (a.validation?.loss ?? 0) ? b : a));
    expect(history.bestEpoch).toBe(best.epoch);
    expect(history.epochs.length).toBe(best.epoch + 3);
    expect((step.estimate.dataSync()[0] - 0.2) ** 2).toBeCloseTo(best.validation?.loss ?? 0, 6);
  });

  it("monitors the model's own metrics, of which higher ones can be better", async () => {
    const step = { ...meanStep(sgd({ learningRate: 0 })), evaluate: async () => ({ score: scores.shift() ?? 0 }) };
    const scores = [1, 3, 2, 2, 2];
    const earlyStopping = { monitor: 'score', mode: 'max', patience: 2 } as const;
    expect(await fit(step, pixels(1), { ...options, earlyStopping })).toMatchObject({ bestEpoch: 2, stopped: 'early' });
  });

  it('takes a higher accuracy as better', async () => {
    const accuracies = [0.1, 0.5, 0.4, 0.3];
    const evaluate = () => ({ testAccuracy: accuracies.shift() ?? 0 });
    const earlyStopping = { monitor: 'testAccuracy', patience: 2 };
    expect(await fit(meanStep(), pixels(1), { epochs: 9, evaluate, earlyStopping })).toMatchObject({ bestEpoch: 2 });
  });

  it('monitors the metrics of `evaluate`, which needs no validation set', async () => {
    const scores = [2, 1, 3, 3];
    const evaluate = () => ({ distance: scores.shift() ?? 0 });
    const earlyStopping = { monitor: 'distance', patience: 2 };
    const history = await fit(meanStep(), pixels(1), { epochs: 9, evaluate, earlyStopping });
    expect(history).toMatchObject({ bestEpoch: 2, stopped: 'early', epochs: { length: 4 } });
    expect(history.epochs[0].validation).toEqual({ distance: 2 });
    const both = await fit(meanStep(), pixels(1), { ...options, epochs: 1, evaluate: async () => ({ distance: 5 }) });
    expect(both.epochs[0].validation).toEqual({ loss: expect.any(Number), distance: 5 });
  });

  it('does not take a metric that is not a number as an improvement', async () => {
    const step = { ...meanStep(sgd({ learningRate: 0 })), evaluate: async () => ({ score: scores.shift() ?? 9 }) };
    const scores = [Number.NaN, 4, Number.NaN, 3, 5, 6];
    const earlyStopping = { monitor: 'score', patience: 2 };
    expect(await fit(step, pixels(1), { ...options, earlyStopping })).toMatchObject({ bestEpoch: 4, stopped: 'early' });
  });

  it('names the available metrics', async () => {
    const earlyStopping = { monitor: 'accuracy', patience: 2 };
    await expect(fit(meanStep(), pixels(1), { ...options, earlyStopping })).rejects.toThrow(
      'earlyStopping.monitor: expected one of loss, got "accuracy".',
    );
  });
});

it('an aborted signal ends the training and keeps what was learnt', async () => {
  const step = meanStep();
  const controller = new AbortController();
  const onEpochEnd = ({ epoch }: EpochRecord) => epoch === 3 && controller.abort();
  const callbacks = [{ onEpochEnd: (record: EpochRecord) => void onEpochEnd(record) }];
  const before = tf.memory().numTensors;
  const history = await fit(step, pixels(0, 1), { epochs: 99, batchSize: 2, signal: controller.signal, callbacks });
  expect(history).toMatchObject({ stopped: 'aborted', epochs: { length: 3 } });
  expect(step.estimate.dataSync()[0]).toBeCloseTo(0.5 - 0.5 ** 4, 5);
  expect(tf.memory().numTensors).toBe(before);
});

it('a loss that is not finite is reported by term, step and epoch, and leaks no tensor', async () => {
  const step = meanStep();
  const data = pixels(1, 1, 1, Number.NaN);
  const before = tf.memory().numTensors;
  const training = fit(step, data, { epochs: 2, batchSize: 1 });
  await expect(training).rejects.toThrow(DivergenceError);
  await expect(training).rejects.toThrow(/the loss term 'loss' became NaN at step \d of epoch 1/);
  await expect(fit(meanStep(), pixels(1), { validation: data })).rejects.toThrow("'validation loss' became NaN");
  expect(tf.memory().numTensors).toBe(before + 1);
});

it('a divergence says what became of the weights, and what to change', async () => {
  const lost = fit(meanStep(), pixels(1, Number.NaN), { epochs: 1, batchSize: 1 });
  await expect(lost).rejects.toThrow(
    'The weights are lost: make the model anew, or load a save. Lower the learning rate',
  );
  const inValidation = fit(meanStep(), pixels(1), { epochs: 1, validation: pixels(Number.NaN) });
  await expect(inValidation).rejects.toThrow('epoch 1. All weights are finite, so check the validation data');
  const step = meanStep(sgd({ learningRate: (at) => (at < 2 ? 0.1 : 1e39) }));
  const stopping = fit(step, pixels(1), { epochs: 9, validation: pixels(0.5), earlyStopping: { patience: 9 } });
  await expect(stopping).rejects.toThrow('The model has the weights of epoch 2, the best. Lower the learning rate');
  await expect(stopping).rejects.toMatchObject({ bestEpoch: 2, term: 'weights' });
  expect(step.estimate.dataSync()[0]).toBeCloseTo(1 - 0.8 ** 2, 5);
});

it('a term of an objective that repeats is named once', async () => {
  const step = meanStep();
  const repeating = step.objectives.map((objective) => ({ ...objective, repeats: 3 }));
  const training = fit({ ...step, objectives: repeating }, pixels(Number.NaN, 1, 1), { epochs: 1, batchSize: 1 });
  await expect(training).rejects.toThrow(/'loss' became NaN at step 1 of epoch 1\./);
});

it('weights that the last update made infinite are found, although no loss has seen them', async () => {
  const training = fit(meanStep(sgd({ learningRate: 1e39 })), pixels(1), { epochs: 1 });
  await expect(training).rejects.toThrow('Training diverged: a weight became Infinity at step 1 of epoch 1.');
});

it('a schedule that returns a negative learning rate is refused', async () => {
  const training = fit(meanStep(sgd({ learningRate: (step) => 1 - step })), pixels(1), { epochs: 3 });
  await expect(training).rejects.toThrow('learningRate: expected a finite number of at least 0, got -1.');
});

it('refuses a second training of a model while the first one is running', async () => {
  const step = meanStep();
  const [first, second] = await Promise.allSettled([0, 1].map(() => fit(step, pixels(0, 1), { epochs: 3 })));
  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({ reason: { message: expect.stringContaining('one training of a model at a time') } });
  await fit(step, pixels(0, 1), { epochs: 1 });
});

it('refuses networks with regularisers, which it would not minimise', async () => {
  const l2 = regularizers.l2({ l2: 0.1 });
  const network = sequential({ layers: [layers.dense({ units: 1, inputShape: [1], kernelRegularizer: l2 })] });
  const { objectives, state } = meanStep();
  const training = fit({ objectives: [{ ...objectives[0], training: [network] }], state }, pixels(1));
  await expect(training).rejects.toThrow('network: expected layers without regularisers');
});

it("names the kernel that TensorFlow.js' own 'wasm' backend lacks", async () => {
  await tf.setBackend('wasm');
  const network = sequential({ layers: [new Conv2D({ filters: 1, kernelSize: 1, inputShape: [1, 1, 1] })] });
  const objective: Objective = {
    ...meanStep().objectives[0],
    variables: () => networkVariables([network]),
    loss: ({ images }, pass) => ({ loss: tf.mean(tf.square(pass.apply(network, images))) as tf.Scalar }),
  };
  const training = fit({ objectives: [objective], state: networkVariables([network]) }, pixels(1));
  await expect(training).rejects.toThrow(
    "'wasm' backend lacks the kernel Conv2DBackpropFilter for this training: useWasmB",
  );
  await tf.setBackend('cpu');
});

it('refuses a data set that returns other batches than requested', async () => {
  const data = pixels(1, 1, 1);
  const short = { ...data, batch: () => data.batch([0]) };
  await expect(fit(meanStep(), short, { epochs: 1 })).rejects.toThrow(
    'data: expected a batch() that returns samples [3, 1, 1, 1] and indices for 3 indices, got [1, 1, 1, 1].',
  );
});

it('a loss that is not finite is reported with the other terms of its step that are not', async () => {
  const step = meanStep();
  const [{ loss, ...objective }] = step.objectives;
  const spoilt: Objective = {
    ...objective,
    loss: (batch, pass) => {
      const terms = loss(batch, pass);
      return {
        ...terms,
        root: tf.sqrt(tf.sub(terms.loss, 2)) as tf.Scalar,
        log: tf.log(terms.loss) as tf.Scalar,
        double: tf.mul(terms.loss, 2),
      };
    },
  };
  // A loss of 0.
  const training = fit({ ...step, objectives: [spoilt] }, pixels(0), { epochs: 1 });
  await expect(training).rejects.toThrow(/'root' became NaN at step 1 of epoch 1, as did 'log'\./);
  step.estimate.dispose();
});

it.each(['loss', 'optimizer', 'data', 'validation'])('a %s that fails leaks no tensor', async (broken) => {
  let calls = 0;
  const failSecondTime = (place: string) => {
    if (place === broken && ++calls === 2) throw new Error('Broken.');
  };
  const failing = (place: string, data: ImageDataset): ImageDataset => ({
    ...data,
    batch: (indices) => {
      failSecondTime(place);
      return data.batch(indices);
    },
  });
  const { estimate, objectives, state } = meanStep();
  const { update, ...optimizer } = sgd();
  const objective: Objective = {
    ...objectives[0],
    repeats: 2,
    optimizer: {
      ...optimizer,
      update: (...inputs) => {
        failSecondTime('optimizer');
        return update(...inputs);
      },
    },
    loss: (batch, pass) => {
      failSecondTime('loss');
      pass.keep('one', tf.scalar(1));
      return objectives[0].loss(batch, pass);
    },
  };
  const step = { objectives: [objective], state };
  const before = tf.memory().numTensors;
  const options = { epochs: 1, batchSize: 2, validation: failing('validation', pixels(1, 1, 1, 1)) };
  await expect(fit(step, failing('data', pixels(1, 1, 1, 1)), options)).rejects.toThrow('Broken.');
  expect(tf.memory().numTensors).toBe(before);
  estimate.dispose();
});

it('minimises several objectives in turn, those with repeats on fresh batches', async () => {
  const [first, second] = tf.tidy(() => [tf.variable(tf.tensor1d([0])), tf.variable(tf.tensor1d([0]))]);
  const seen: string[] = [];
  const objective = (name: string, weights: tf.Variable, repeats?: number): Objective => ({
    name,
    repeats,
    optimizer: sgd({ learningRate: 0.1 }),
    training: [],
    variables: () => [weights],
    loss: ({ indices }) => {
      seen.push(`${name} ${indices.length}`);
      return {
        loss: tf.sum(tf.square(tf.sub(weights, 1))) as tf.Scalar,
        twice: tf.sum(tf.mul(tf.add(weights, 0), 2)) as tf.Scalar,
      };
    },
  });
  const step = { objectives: [objective('critic', first, 2), objective('generator', second)], state: [first, second] };
  const { epochs } = await fit(step, noiseImages(10, [1, 1, 1]), { epochs: 1, batchSize: 4 });
  expect(seen).toEqual(['critic 4', 'critic 4', 'generator 4', 'critic 2', 'generator 2']);
  expect(Object.keys(epochs[0].train)).toEqual(['critic.loss', 'critic.twice', 'generator.loss', 'generator.twice']);
  expect(first.dataSync()[0]).toBeCloseTo(1 - 0.8 ** 3, 5);
  expect(second.dataSync()[0]).toBeCloseTo(1 - 0.8 ** 2, 5);
});

it.each<[string, Parameters<typeof fit>[2], string]>([
  ['no epochs', { epochs: 0 }, 'epochs: expected a whole number of at least 1, got 0.'],
  ['a fractional batch', { batchSize: 2.5 }, 'batchSize'],
  ['a misspelt option', { epoch: 3 } as FitOptions, 'options: expected no other options than epochs, batchSize, seed,'],
  ['a number for options', 3 as FitOptions, 'options: expected an object with options among epochs,'],
  ['a controller', { signal: new AbortController() as unknown as AbortSignal }, 'signal: expected an AbortSignal'],
  [
    'a function for a callback',
    { callbacks: [() => {}] as unknown as [] },
    'callbacks[0]: expected an object with onProgress',
  ],
  [
    'a callback that is not a function',
    { callbacks: [{ onEpochEnd: () => {}, onProgress: 3 as never }] },
    'callbacks[0]: expected an object with onProgress',
  ],
  [
    'a value for evaluate',
    { evaluate: 3 as never },
    'evaluate: expected a function that returns metrics by name, got 3.',
  ],
  ['a negative seed', { seed: -1 }, 'seed: expected a whole number of at least 0, got -1.'],
  ['a promise of images', { validation: Promise.resolve() as unknown as ImageDataset }, 'ArrayDataset.fromArrays() a'],
  ['a folder for a checkpoint', { checkpoint: 'here' as never }, 'checkpoint: expected an object with options among'],
  ['no patience', { earlyStopping: { patient: 3 } as never }, 'earlyStopping: expected no other options than patience'],
  [
    'a batch larger than the data',
    { batchSize: 4 },
    'batchSize: expected at most the number of training samples, 3, got 4.',
  ],
  ['no validation images', { validation: pixels() }, 'validation: expected at least one sample'],
  ['a patience of 0', { earlyStopping: { patience: 0 } }, 'earlyStopping.patience'],
])('refuses %s', async (_, options, message) => {
  const training = fit(meanStep(), pixels(1, 2, 3), options);
  await expect(training).rejects.toThrow(ArgumentError);
  await expect(training).rejects.toThrow(message);
});

it('refuses an empty data set', async () => {
  await expect(fit(meanStep(), pixels())).rejects.toThrow('data: expected at least one sample');
});
