import {
  ArgumentError,
  adam,
  Conv2D,
  cosineDecay,
  Dense,
  disposeBatch,
  FIT_OPTIONS,
  type FitOptions,
  fit,
  type History,
  type ImageDataset,
  type ImageShape,
  type JsonObject,
  load,
  networkVariables,
  type Optimizer,
  type Place,
  Rng,
  type Saveable,
  type SavedModel,
  saveModel,
  type TrainingStep,
} from '@ae-lab/core';
import {
  checkDataset,
  checkImageShape,
  checkImages,
  checkInteger,
  checkOneOf,
  checkOptions,
  requireBackend,
} from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';

/** What a {@link SignalRegressor} computes, and from signals of which length. */
export interface SignalRegressorOptions {
  /** Values a signal, at least 1; for 'convolutional' at least 3. */
  readonly length: number;
  /** 'linear' for linear regression, or 'convolutional'. Default 'convolutional'. */
  readonly kind?: 'linear' | 'convolutional';
  /** Decides the initial weights. Default 0. */
  readonly seed?: number;
}

/** How a {@link SignalRegressor} trains: what core's `fit` takes, and the optimizer. */
export interface SignalRegressorFitOptions extends FitOptions {
  /** Default: Adam with a learning rate that falls from 0.03 to 0 along a cosine. */
  readonly optimizer?: Optimizer;
}

/** How many filters the convolutional regressor has, and of how many values. */
const FILTERS = 16;
const FILTER_LENGTH = 3;

/**
 * Learns one number a signal by least squares: linearly, or by a small convolutional network. The network sees each filter's
 * rectified response both everywhere and where it is largest, which is enough for linear functions, for sums of rectified
 * local filters and for maxima over local windows.
 */
export class SignalRegressor implements Saveable {
  static readonly className = 'SignalRegressor';
  /** Signals are images of one row: [1, length, 1]. */
  readonly imageShape: ImageShape;
  /** From signals [n, 1, length, 1] to predictions [n, 1]. */
  readonly network: LayersModel;

  /** @throws ArgumentError if `length` is too short or `kind` unknown. */
  constructor(
    private readonly options: SignalRegressorOptions,
    network?: LayersModel,
  ) {
    requireBackend();
    checkOptions('options', options, { length: true, kind: true, seed: true });
    const kind = checkOneOf('kind', options.kind ?? 'convolutional', ['linear', 'convolutional']);
    const length = checkInteger('length', options.length, { from: kind === 'linear' ? 1 : FILTER_LENGTH });
    this.imageShape = [1, length, 1];
    this.network = network ?? buildNetwork(kind, this.imageShape, new Rng(options.seed ?? 0));
  }

  /** signals [n, 1, length, 1] to predictions [n, 1]. */
  predict(signals: tf.Tensor4D): tf.Tensor2D {
    checkImages('signals', signals, this.imageShape);
    return tf.tidy(() => this.network.apply(signals) as tf.Tensor2D);
  }

  /**
   * Learns the targets of the data. The history's `loss` is the mean squared error. Throws an {@link ArgumentError} for signals
   * of another length, or without targets [n, 1].
   */
  async fit(data: ImageDataset, options: SignalRegressorFitOptions = {}): Promise<History> {
    checkOptions('options', options, { ...FIT_OPTIONS, optimizer: true });
    const { optimizer = adam({ learningRate: cosineDecay({ peak: 0.03 }) }), ...fitOptions } = options;
    this.checkData('data', data);
    if (fitOptions.validation) this.checkData('validation', fitOptions.validation);
    return fit(this.step(optimizer), data, fitOptions);
  }

  /** How a batch changes the model, for core's `fit`. */
  step(optimizer: Optimizer): TrainingStep {
    const { network } = this;
    const trained = networkVariables([network], 'trainable');
    return {
      settings: { ...this.options } as JsonObject,
      state: networkVariables([network]),
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

  /** Saves the model; see core's `saveModel` for the places. */
  async save(place: string | URL): Promise<void> {
    await saveModel(place, this.toSaved());
  }

  /** Loads what {@link save} saved. */
  static load(place: Place): Promise<SignalRegressor> {
    return load(place, [SignalRegressor]);
  }

  /** The model of a save, whose network it takes over; `load` calls it. */
  static fromSaved({ options, networks }: SavedModel): SignalRegressor {
    return new SignalRegressor(options as unknown as SignalRegressorOptions, networks.network);
  }

  /** Options and network, as `save` writes them. */
  toSaved(): SavedModel {
    const { className } = SignalRegressor;
    return { className, options: { ...this.options } as JsonObject, networks: { network: this.network }, tensors: {} };
  }

  /** Frees the network's weights. */
  dispose(): void {
    this.network.dispose();
  }

  private checkData(argument: string, data: ImageDataset): void {
    checkDataset(argument, data);
    checkImageShape(`${argument}.imageShape`, data.imageShape, this.imageShape);
    const batch = data.batch([0]);
    const shape = batch.targets?.shape;
    disposeBatch(batch);
    if (String(shape) !== '1,1') throw new ArgumentError(argument, 'signals with targets [n, 1]', shape ?? 'none');
  }
}

function buildNetwork(kind: 'linear' | 'convolutional', imageShape: ImageShape, rng: Rng): LayersModel {
  const seeded = (name: string) => ({ name, seed: rng.split(name).integer(2 ** 31) });
  const signals = input({ shape: [...imageShape] });
  const flat = (name: string, from: SymbolicTensor) => layers.flatten({ name }).apply(from) as SymbolicTensor;
  const output = (from: SymbolicTensor) => {
    const outputs = new Dense({ units: 1, ...seeded('output') }).apply(from) as SymbolicTensor;
    return model({ inputs: signals, outputs, name: 'regressor' });
  };
  if (kind === 'linear') return output(flat('flatten', signals));
  const convolution = new Conv2D({
    filters: FILTERS,
    kernelSize: [1, FILTER_LENGTH],
    activation: 'relu',
    ...seeded('convolution'),
  });
  const everywhere = convolution.apply(signals) as SymbolicTensor;
  const positions = imageShape[1] - FILTER_LENGTH + 1;
  const largest = layers
    .maxPooling2d({ poolSize: [1, positions], name: 'largest' })
    .apply(everywhere) as SymbolicTensor;
  const responses = [flat('everywhere', everywhere), flat('largest-of-each', largest)];
  return output(layers.concatenate({ name: 'responses' }).apply(responses) as SymbolicTensor);
}
