import { VariationalAutoencoder } from '@ae-lab/autoencoders';
import {
  adam,
  DivergenceError,
  disposeBatch,
  type EpochRecord,
  type ImageBatch,
  load,
  type TrainingStep,
} from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Gradient, gradientsOf, lengthOf, slopesAlong } from './gradients';
import { dataFor, MODELS, type ModelCase } from './models';
import { SPEED_BATCH, SPEED_SIDE } from './speed';
import { watchUncapturedErrors } from './uncaptured-errors';

/** A backend to test in this environment. */
export interface BackendUnderTest {
  /** Its name in TensorFlow.js. */
  readonly name: string;
  /** The reason why it cannot be tested here, if there is one. */
  readonly missing?: string;
  /** Returns a new place to save a model to. */
  place(): Promise<string>;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The name of the backend under test in TensorFlow.js. */
    backend: string;
  }
  interface TaskMeta {
    imagesPerSecond?: number;
  }
}

// biome-ignore lint/suspicious/noUndeclaredEnvVars: vitest's --mode, not an environment variable.
const mode = import.meta.env.MODE;
const models = MODELS.filter(({ everyTime }) => everyTime || mode === 'all' || mode === 'table');

/**
 * Largest difference from the results of 'cpu', relative to the largest of them. Other backends add float32 numbers in another
 * order, and GPU backends use exp, log and tanh of the graphics driver, which need not be exact to the last bits.
 */
const TOLERANCE = 1e-3;
/** The same for the losses of a training, where rounding errors grow from step to step. */
const CURVE_TOLERANCE = 0.02;
/** The same for the slope along the gradient, by differences over 0.01: some of them cross the bend of a ReLU. */
const SLOPE_TOLERANCE = 0.03;

const EPOCHS = 2;
const IMAGES = 12;
/** One batch of all images, so that the losses of all epochs are of the same images. */
const fitOptions = { epochs: EPOCHS, batchSize: IMAGES, seed: 1 };

/** Tests what holds for every model on a backend. */
export function describeModels(backend: BackendUnderTest): void {
  if (backend.missing) {
    it(backend.missing, ({ skip }) => skip());
    return;
  }
  let uncapturedErrors: () => Promise<readonly string[]>;
  beforeAll(async () => {
    await setBackend(backend.name);
    uncapturedErrors = watchUncapturedErrors();
  });
  afterEach(async () => {
    expect(await uncapturedErrors(), 'errors of WebGPU that nothing else reports').toEqual([]);
  });

  describe.each(models.map((model) => [model.name, model] as const))('%s', (_, model) => describeModel(backend, model));

  it('tells a training that diverges', async () => {
    await setBackend(backend.name);
    const options = { imageShape: [8, 8, 1], latentDim: 4, likelihood: 'gaussian', seed: 1 } as const;
    const model = new VariationalAutoencoder({ ...options, architecture: { kind: 'dense', widths: [16] } });
    // The loss of the only step is finite, and its update is not: only the check of the weights can see that.
    const fitOptions = { optimizer: adam({ learningRate: 3e38 }), epochs: 1, batchSize: IMAGES };
    const training = model.fit(syntheticDigits({ size: IMAGES, seed: 1, imageShape: [8, 8, 1] }), fitOptions);
    await expect(training).rejects.toThrow(DivergenceError);
    model.dispose();
  });
}

function describeModel({ name, place }: BackendUnderTest, model: ModelCase): void {
  const data = dataFor(model, IMAGES);
  const make = (seed = 1) => model.make(data.imageShape, seed);
  /** The model that was trained on 'cpu'. */
  let fitted: ReturnType<typeof make>;
  let trained: ReturnType<typeof make>;
  const onCpu = { outputs: [] as Values[], gradients: [] as Gradient[], losses: [] as number[] };

  beforeAll(async () => {
    await setBackend('cpu');
    fitted = make();
    onCpu.losses = lossesOf((await model.fit(fitted, data, fitOptions))?.epochs);
    // Before the outputs, since it changes the moving averages of batch normalisation.
    onCpu.gradients = (await withStep(gradientsOf)) ?? [];
    onCpu.outputs = await outputsOf(fitted);
    await setBackend(name);
  });

  afterAll(() => {
    fitted?.dispose();
    trained?.dispose();
  });

  it('has the outputs of cpu for the same weights, in the expected shapes', async () => {
    const outputs = await outputsOf(fitted);
    expect(outputs.map(({ shape }) => shape)).toEqual(outputs.map(({ expected }) => expected));
    outputs.forEach(({ values }, i) => {
      expect(distance(values, onCpu.outputs[i].values), `output ${i}`).toBeLessThan(TOLERANCE);
    });
  });

  it.runIf(model.step)('has the gradients of cpu, and of finite differences', async () => {
    const [gradients, slopes] = (await withStep(async (step, batch) => {
      const found = await gradientsOf(step, batch);
      return [found, model.exactGradient === false ? [] : await slopesAlong(step, batch, found)] as const;
    }))!;
    gradients.forEach((found, i) => {
      const expected = onCpu.gradients[i];
      expect(found.loss / expected.loss, `loss ${i}`).toBeCloseTo(1, 3);
      const flat = [found, expected].map((one) => one.gradients.flatMap((gradient) => [...gradient]));
      expect(distance(flat[0], flat[1]), `gradient of loss ${i}`).toBeLessThan(TOLERANCE);
    });
    slopes.forEach((slope, i) => {
      expect(Math.abs(slope / lengthOf(gradients[i]) - 1), `slope of loss ${i}`).toBeLessThan(SLOPE_TOLERANCE);
    });
  });

  it('learns as it does on cpu, and its loss falls', async () => {
    trained = make();
    const losses = lossesOf((await model.fit(trained, data, fitOptions))?.epochs);
    losses.forEach((loss, epoch) => {
      expect(Math.abs(loss / onCpu.losses[epoch] - 1), `epoch ${epoch + 1}`).toBeLessThan(CURVE_TOLERANCE);
    });
    if (losses.length > 0) expect(losses.at(-1)!).toBeLessThan(losses[0]);
  });

  it('is the same for the same seed, bit for bit, differs for another seed, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const again = make();
    await model.fit(again, data, fitOptions);
    expect(await outputsOf(again)).toEqual(await outputsOf(trained));
    again.dispose();
    if (model.seeded !== false) {
      const [one, other] = [make(1), make(2)];
      expect(await weightsOf(one)).not.toEqual(await weightsOf(other));
      one.dispose();
      other.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is the same after saving and loading', async () => {
    const saved = await place();
    await trained.save(saved);
    const loaded = await load(saved, [model.modelClass]);
    const outputs = await outputsOf(trained);
    (await outputsOf(loaded)).forEach(({ values }, i) => {
      expect(distance(values, outputs[i].values), `output ${i}`).toBeLessThan(1e-5);
    });
    loaded.dispose();
  });

  it.runIf(mode === 'table')('measures its speed of training', async ({ task }) => {
    const images = dataFor(model, SPEED_BATCH, SPEED_SIDE);
    const one = model.make(images.imageShape, 1);
    const epoch = () => model.fit(one, images, { epochs: 1, batchSize: SPEED_BATCH });
    // The first epoch compiles shaders.
    await epoch();
    const start = performance.now();
    let epochs = 0;
    while (performance.now() - start < 1000) {
      await epoch();
      epochs++;
    }
    task.meta.imagesPerSecond = (1000 * epochs * SPEED_BATCH) / (performance.now() - start);
    one.dispose();
    expect(epochs).toBeGreaterThan(0);
  });

  const lossesOf = (epochs: readonly EpochRecord[] = []) => epochs.map(({ train }) => train[model.falls ?? 'loss']);

  async function outputsOf(one: ReturnType<typeof make>): Promise<Values[]> {
    const batch = await data.batch(Array.from({ length: IMAGES }, (_, i) => i));
    const shapes: (readonly number[])[] = [];
    const tensors = tf.tidy(() =>
      model.outputs(one, batch.images).map(([tensor, shape]) => {
        shapes.push(shape);
        return tensor;
      }),
    );
    const outputs = await Promise.all(tensors.map((tensor, i) => valuesOf(tensor, shapes[i])));
    tf.dispose(tensors);
    disposeBatch(batch);
    return outputs;
  }

  /** Calls a function with the training step of the model that was trained on 'cpu', and a batch. */
  async function withStep<T>(compute: (step: TrainingStep, batch: ImageBatch) => Promise<T>): Promise<T | undefined> {
    if (!model.step) return undefined;
    const batch = await data.batch(Array.from({ length: IMAGES }, (_, i) => i));
    const result = await compute(model.step(fitted), batch);
    disposeBatch(batch);
    return result;
  }

  async function weightsOf(one: ReturnType<typeof make>): Promise<Float32Array[]> {
    const weights = Object.values(one.toSaved().networks).flatMap((network) => network.getWeights());
    return Promise.all(weights.map((weight) => weight.data<'float32'>()));
  }
}

interface Values {
  readonly values: readonly number[];
  readonly shape: readonly number[];
  readonly expected: readonly number[];
}

// Asynchronously, since WebGPU has no other way.
const valuesOf = async (tensor: tf.Tensor, expected: readonly number[]): Promise<Values> => ({
  values: Array.from(await tensor.data()),
  shape: tensor.shape,
  expected,
});

/** Returns the largest difference, relative to the largest expected value. */
function distance(actual: readonly number[], expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]) / scale), 0);
}

async function setBackend(name: string): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`The backend ${name} did not start.`);
  await tf.ready();
}
