// A model outside the packages: it uses the public API of @ae-lab/core only.
import * as core from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { SignalBatch } from './toy-signals';

/** Number of filters of the convolutional network. */
const FILTERS = 16;
/** Number of values per filter, and so the shortest signal. */
const FILTER_LENGTH = 3;

/** Options of a {@link SignalRegressor}. */
export interface SignalRegressorOptions {
  /** Number of values per signal, at least 3. */
  readonly length: number;
  /** 'linear' for linear regression, or 'convolutional'. Default 'convolutional'. */
  readonly kind?: 'linear' | 'convolutional';
  /** Seed of the initial weights. Default 0. */
  readonly seed?: number;
}

const OPTIONS = {
  length: core.kind.integer({ from: FILTER_LENGTH }),
  kind: core.optional(core.kind.choice(['linear', 'convolutional']), 'convolutional'),
  seed: core.optional(core.kind.seed, 0),
} satisfies core.Description<SignalRegressorOptions>;

/** Options of a {@link SignalRegressor}'s `fit`: those of core's `fit`, and the optimizer. */
export interface SignalRegressorFitOptions extends core.FitOptions<core.Dataset<SignalBatch>> {
  /** The rule that updates the weights. Default: Adam with a learning rate that falls from 0.03 to 0 along a cosine. */
  readonly optimizer?: core.Optimizer;
}

/**
 * Predicts one number per signal, trained by least squares: linearly, or by a small convolutional network.
 *
 * ```ts
 * const data = toySignals({ kind: 'window-maximum', size: 8000, seed: 1 });
 * const regressor = new SignalRegressor({ length: 16 });
 * await regressor.fit(data, { epochs: 12, batchSize: 100 });
 * ```
 *
 * The convolutional network sees each filter's rectified response both at every position and at its largest. That is enough
 * for linear functions, for sums of rectified local filters and for maxima over local windows.
 */
export class SignalRegressor extends core.Model<'network'> {
  static readonly className = 'SignalRegressor';
  /** [length, 1], the shape of a signal. */
  readonly sampleShape: core.SampleShape<tf.Rank.R3>;

  /**
   * @param network the trained network of a save; `load` passes it.
   * @throws ArgumentError for an option that is unknown or out of range.
   */
  constructor(options: SignalRegressorOptions, network?: LayersModel) {
    const settings = core.readOptions('options', options, OPTIONS);
    super({ network: network ?? build(settings) }, settings);
    this.sampleShape = [settings.length, 1];
  }

  /** Maps signals [n, length, 1] to predictions [n, 1]. */
  predict(signals: tf.Tensor3D): tf.Tensor2D {
    return tf.tidy(() => this.ownNetwork('network').apply(signals) as tf.Tensor2D);
  }

  /**
   * Trains the network on the targets of the data. The history's `loss` is the mean squared error.
   *
   * @throws ArgumentError for signals of another length.
   */
  async fit(data: core.Dataset<SignalBatch>, options: SignalRegressorFitOptions = {}): Promise<core.History> {
    const { optimizer = core.adam({ learningRate: core.cosineDecay({ peak: 0.03 }) }), ...fitOptions } = options;
    return core.fit(this.step(optimizer), data, fitOptions);
  }

  /** Returns the training step for core's `fit`. */
  step(optimizer: core.Optimizer): core.TrainingStep<SignalBatch> {
    const network = this.ownNetwork('network');
    const trained = core.networkVariables([network], 'trainable');
    return {
      settings: this.record,
      state: core.networkVariables([network]),
      check: (argument, { sampleShape }) => {
        if (String(sampleShape) === String(this.sampleShape)) return;
        throw new core.ArgumentError(`${argument}.sampleShape`, `[${this.sampleShape.join(', ')}]`, sampleShape);
      },
      objectives: [
        {
          name: 'regressor',
          optimizer,
          training: [network],
          variables: () => trained,
          loss: ({ samples, targets }, pass) => {
            const predictions = pass.apply(network, samples, { inputGradient: false });
            return { loss: tf.mean(tf.squaredDifference(predictions, targets)) as tf.Scalar };
          },
        },
      ],
    };
  }

  /** Loads a model that `save` saved. */
  static load(place: core.Place): Promise<SignalRegressor> {
    return core.load(place, [SignalRegressor]);
  }

  /** Returns the model of a save and takes over its network; `load` calls it. */
  static fromSaved({ options, networks }: core.SavedModel): SignalRegressor {
    return new SignalRegressor(options as unknown as SignalRegressorOptions, networks.network);
  }
}

/** Builds the network from signals [n, length, 1] to predictions [n, 1]. */
function build({ kind, length, seed }: core.Read<typeof OPTIONS>): LayersModel {
  const rng = new core.Rng(seed);
  const seeded = (name: string) => ({ name, seed: rng.split(name).integer(2 ** 31) });
  const flat = (name: string, from: SymbolicTensor) => layers.flatten({ name }).apply(from) as SymbolicTensor;
  const signals = input({ shape: [length, 1] });
  const output = (from: SymbolicTensor) => {
    const outputs = new core.Dense({ units: 1, ...seeded('output') }).apply(from) as SymbolicTensor;
    return model({ inputs: signals, outputs, name: 'regressor' });
  };
  if (kind === 'linear') return output(flat('flatten', signals));
  // As an image of one row, for core's convolution.
  const row = layers.reshape({ targetShape: [1, length, 1], name: 'row' }).apply(signals);
  const convolution = new core.Conv2D({
    filters: FILTERS,
    kernelSize: [1, FILTER_LENGTH],
    activation: 'relu',
    ...seeded('convolution'),
  });
  const everywhere = convolution.apply(row) as SymbolicTensor;
  const poolSize: [number, number] = [1, length - FILTER_LENGTH + 1];
  const largest = layers.maxPooling2d({ poolSize, name: 'largest' }).apply(everywhere) as SymbolicTensor;
  const responses = [flat('everywhere', everywhere), flat('largest-of-each', largest)];
  return output(layers.concatenate({ name: 'responses' }).apply(responses) as SymbolicTensor);
}
