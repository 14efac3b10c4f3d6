import * as core from '@ae-lab/core';
import { checkDataset, checkImageShape, checkImages, NETWORK, OPTIMIZER, requireBackend } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { buildRegressor } from './build-regressor';

/** The network of a {@link SignalRegressor}, described by its kind and the length of its signals. */
export interface SignalRegressorOptions {
  /** Number of values per signal, at least 1; at least 3 for 'convolutional'. */
  readonly length: number;
  /** 'linear' for linear regression, or 'convolutional'. Default 'convolutional'. */
  readonly kind?: 'linear' | 'convolutional';
  /** Seed of the initial weights. Default 0. */
  readonly seed?: number;
}

/** A network of your own, instead of one that is built. */
export interface SignalRegressorNetwork {
  /** From signals [n, 1, length, 1] to predictions [n, 1]. */
  readonly network: LayersModel;
}

/** Options of a {@link SignalRegressor}'s `fit`: those of core's `fit`, and the optimizer. */
export interface SignalRegressorFitOptions extends core.FitOptions {
  /** The rule that updates the weights. Default: Adam with a learning rate that falls from 0.03 to 0 along a cosine. */
  readonly optimizer?: core.Optimizer;
}

const REGRESSOR = core.either(
  'network',
  { network: NETWORK } satisfies core.Description<SignalRegressorNetwork>,
  {
    length: core.kind.integer({ from: 1 }),
    kind: core.optional(core.kind.choice(['linear', 'convolutional']), 'convolutional'),
    seed: core.optional(core.kind.seed, 0),
  } satisfies core.Description<SignalRegressorOptions>,
);

const REGRESSOR_FIT_OPTIONS = {
  ...core.FIT_OPTIONS,
  optimizer: core.optional(OPTIMIZER),
} satisfies core.Description<SignalRegressorFitOptions>;

/**
 * Predicts one number per signal, trained by least squares: linearly, or by a small convolutional network.
 *
 * ```ts
 * const data = toySignals({ kind: 'window-maximum', size: 8000, seed: 1 });
 * const regressor = new SignalRegressor({ length: 16, kind: 'convolutional' });
 * await regressor.fit(data, { epochs: 12, batchSize: 100 });
 * ```
 *
 * The convolutional network sees each filter's rectified response both at every position and at its largest. That is enough
 * for linear functions, for sums of rectified local filters and for maxima over local windows.
 */
export class SignalRegressor extends core.Model<'network'> {
  static readonly className = 'SignalRegressor';
  /** The shape of a signal as an image of one row: [1, length, 1]. */
  readonly imageShape: core.ImageShape;

  /**
   * @param saved the options of the save that the network comes from; see `fromSaved`.
   * @throws ArgumentError if `length` is too short, `kind` unknown, or the given network of another shape.
   */
  constructor(options: SignalRegressorOptions | SignalRegressorNetwork, saved?: core.JsonObject) {
    requireBackend();
    const settings = core.readOptions('options', options, REGRESSOR);
    const network = 'network' in settings ? settings.network : buildRegressor(settings);
    const imageShape = signalShape(network);
    super({ network }, saved ?? { ...settings, length: imageShape[1] });
    this.imageShape = imageShape;
  }

  /** The network from signals [n, 1, length, 1] to predictions [n, 1]. */
  get network(): LayersModel {
    return this.ownNetwork('network');
  }

  /** Maps signals [n, 1, length, 1] to predictions [n, 1]. */
  predict(signals: tf.Tensor4D): tf.Tensor2D {
    checkImages('signals', signals, this.imageShape);
    return tf.tidy(() => this.network.apply(signals) as tf.Tensor2D);
  }

  /**
   * Trains the network on the targets of the data. The history's `loss` is the mean squared error.
   *
   * @throws ArgumentError for signals of another length, or without targets [n, 1].
   */
  async fit(data: core.ImageDataset, options: SignalRegressorFitOptions = {}): Promise<core.History> {
    const { optimizer = core.adam({ learningRate: core.cosineDecay({ peak: 0.03 }) }), ...fitOptions } =
      core.readOptions('options', options, REGRESSOR_FIT_OPTIONS);
    this.checkData('data', data);
    if (fitOptions.validation) this.checkData('validation', fitOptions.validation);
    return core.fit(this.step(optimizer), data, fitOptions);
  }

  /** Returns the training step for core's `fit`. */
  step(optimizer: core.Optimizer): core.TrainingStep {
    const network = this.network;
    const trained = core.networkVariables([network], 'trainable');
    return {
      settings: this.record,
      state: core.networkVariables([network]),
      objectives: [
        {
          name: 'regressor',
          optimizer,
          training: [network],
          variables: () => trained,
          loss: ({ images, targets }, pass) => {
            const predictions = pass.apply(network, images, { inputGradient: false });
            return { loss: tf.mean(tf.squaredDifference(predictions, targets!)) as tf.Scalar };
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
  static fromSaved({ options, networks: { network } }: core.SavedModel): SignalRegressor {
    return new SignalRegressor({ network }, options);
  }

  private checkData(argument: string, data: core.ImageDataset): void {
    checkDataset(argument, data);
    checkImageShape(`${argument}.imageShape`, data.imageShape, this.imageShape);
    const batch = data.batch([0]);
    const shape = batch.targets?.shape;
    core.disposeBatch(batch);
    if (String(shape) !== '1,1') throw new core.ArgumentError(argument, 'signals with targets [n, 1]', shape ?? 'none');
  }
}

/** Returns [1, length, 1]. Throws an `ArgumentError` unless the network maps signals to one number each. */
function signalShape({ inputs, outputs }: LayersModel): core.ImageShape {
  const [[, ...from], [, ...to]] = [inputs[0].shape, outputs[0].shape];
  if (from.length !== 3 || from[0] !== 1 || from[2] !== 1 || String(to) !== '1') {
    const found = `[${inputs[0].shape}] to [${outputs[0].shape}]`;
    throw new core.ArgumentError('network', 'a network from signals [n, 1, length, 1] to predictions [n, 1]', found);
  }
  return checkImageShape('network.inputs', from);
}
