import {
  type Corruption,
  copyNetwork,
  corrupt,
  type Decoder,
  type Description,
  either,
  type History,
  type ImageDataset,
  type ImageShape,
  type JsonObject,
  type LossTerms,
  load,
  Model,
  type NetworkEncoder,
  networkVariables,
  type Optimizer,
  optional,
  type Place,
  type ReconstructionLossName,
  type Reconstructor,
  readOptions,
  type SavedModel,
  type TrainingStep,
} from '@ae-lab/core';
import {
  CORRUPTION,
  checkCodes,
  checkImages,
  pickOptions,
  RECONSTRUCTION_LOSS,
  reconstructionLoss,
  requireBackend,
} from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CODE_PENALTY, type CodePenalty, checkCodePenalty, codePenalty } from './code-penalty';
import { type AutoencoderFitOptions, fitModel } from './fit-model';
import {
  checkSigmoidOutput,
  NETWORK_PAIR,
  NETWORK_PAIR_OPTIONS,
  type NetworkPair,
  type NetworkPairOptions,
  networkPair,
} from './network-pair';

/** What an {@link Autoencoder} learns, whatever its networks. */
export interface AutoencoderObjective {
  /**
   * The mean over pixels of the squared error ('mse') or of the binary cross-entropy ('bce', for a decoder that ends in a
   * sigmoid). Default 'mse'.
   */
  readonly loss?: ReconstructionLossName;
  /**
   * Makes it a denoising autoencoder: damages what the encoder sees, in training and in the losses of a validation, while the
   * clean image stays the target. Default: none.
   */
  readonly corruption?: Corruption;
  /** Makes it a sparse, contractive or Wasserstein autoencoder: a term of the loss for the codes. Default: none. */
  readonly penalty?: CodePenalty;
}

export interface AutoencoderOptions extends NetworkPairOptions, AutoencoderObjective {}

/**
 * Networks of your own, instead of an architecture: the encoder from images [n, height, width, channels] to codes
 * [n, latentDim], the decoder back.
 */
export interface AutoencoderNetworks extends NetworkPair, AutoencoderObjective {}

const OBJECTIVE = {
  loss: optional(RECONSTRUCTION_LOSS, 'mse'),
  corruption: optional(CORRUPTION),
  penalty: optional(CODE_PENALTY),
} satisfies Description<AutoencoderObjective>;

const AUTOENCODER = either(
  'encoder',
  { ...NETWORK_PAIR, ...OBJECTIVE } satisfies Description<AutoencoderNetworks>,
  { ...NETWORK_PAIR_OPTIONS, ...OBJECTIVE } satisfies Description<AutoencoderOptions>,
);

/**
 * An autoencoder: an encoder and a decoder trained together to give back their input through a small code (Rumelhart, Hinton
 * and Williams 1986; Hinton and Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks"). By option a
 * denoising autoencoder (Vincent et al. 2010, "Stacked denoising autoencoders"), or one whose codes are regularised; see
 * {@link CodePenalty}.
 */
export class Autoencoder extends Model<'encoder' | 'decoder'> implements NetworkEncoder, Decoder, Reconstructor {
  static readonly className = 'Autoencoder';
  /** [height, width, channels] of the images that it takes and gives. */
  readonly imageShape: ImageShape;
  /** Numbers a code. */
  readonly latentDim: number;
  /** 'mse' or 'bce', the mean over pixels that `fit` lowers. */
  readonly loss: ReconstructionLossName;
  /** What damages the encoder's input in training; undefined unless it denoises. */
  readonly corruption: Corruption | undefined;
  /** The term of the loss for the codes; undefined without one. */
  readonly penalty: CodePenalty | undefined;

  /**
   * @param saved the options of the save that the networks come from; see `fromSaved`.
   * @throws ArgumentError if an option is out of range, or networks do not fit together.
   */
  constructor(options: AutoencoderOptions | AutoencoderNetworks, saved?: JsonObject) {
    requireBackend();
    const settings = readOptions('options', options, AUTOENCODER);
    const { loss, corruption, penalty } = settings;
    if (loss === 'bce') checkSigmoidOutput(settings, "a loss of 'bce'");
    if (penalty) checkCodePenalty(penalty, settings);
    const { encoder, decoder, imageShape, latentDim } = networkPair(settings);
    super({ encoder, decoder }, saved ?? { ...settings, imageShape, latentDim });
    this.loss = loss;
    this.corruption = corruption;
    this.penalty = penalty;
    this.imageShape = imageShape;
    this.latentDim = latentDim;
  }

  /** The network from images [n, height, width, channels] to codes [n, latentDim]. */
  get encoder(): LayersModel {
    return this.network('encoder');
  }

  /** The network from codes [n, latentDim] to images [n, height, width, channels]. */
  get decoder(): LayersModel {
    return this.network('decoder');
  }

  /** images [n, height, width, channels] to codes [n, latentDim]. */
  encode(images: tf.Tensor4D): tf.Tensor2D {
    checkImages('images', images, this.imageShape);
    return tf.tidy(() => this.encoder.apply(images) as tf.Tensor2D);
  }

  /** codes [n, latentDim] to images [n, height, width, channels]. */
  decode(codes: tf.Tensor2D): tf.Tensor4D {
    checkCodes('codes', codes, this.latentDim);
    return tf.tidy(() => this.decoder.apply(codes) as tf.Tensor4D);
  }

  /** images [n, height, width, channels] to what the decoder makes of their codes. */
  reconstruct(images: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => this.decode(this.encode(images)));
  }

  /** A copy of the encoder; it belongs to the caller. */
  copyEncoder(): LayersModel {
    return copyNetwork(this.encoder);
  }

  /**
   * Trains both networks. The history's `loss` is the mean over pixels and images; with a penalty it is `reconstruction`, that
   * mean, plus the penalty's weight times `penalty`. Throws an `ArgumentError` for images of another shape, or with values
   * outside [0, 1] among the first 256 images of the data or of the validation when the decoder ends in a sigmoid.
   */
  async fit(data: ImageDataset, options: AutoencoderFitOptions = {}): Promise<History> {
    return fitModel(this, data, options);
  }

  /** How a batch changes the model, for core's `fit`. */
  step(optimizer: Optimizer): TrainingStep {
    const networks = [this.encoder, this.decoder];
    const trained = networkVariables(networks, 'trainable');
    const lossOf = reconstructionLoss(this.loss);
    const { corruption, penalty } = this;
    return {
      settings: this.record,
      state: networkVariables(networks),
      objectives: [
        {
          name: 'autoencoder',
          optimizer,
          training: networks,
          variables: () => trained,
          loss: ({ images }, pass): LossTerms => {
            const encode = (input: tf.Tensor4D) =>
              pass.apply<tf.Tensor2D>(this.encoder, input, { inputGradient: false });
            const seen = corruption ? corrupt(images, corruption, pass.rng.split('corruption'), pass.progress) : images;
            const codes = encode(seen);
            const reconstruction = lossOf(images, pass.apply(this.decoder, codes));
            if (penalty === undefined) return { loss: reconstruction };
            const value = codePenalty(penalty, codes, seen, encode, pass.rng.split('penalty'));
            const loss = tf.add(reconstruction, tf.mul(value, penalty.weight)) as tf.Scalar;
            return { loss, reconstruction, penalty: value };
          },
        },
      ],
    };
  }

  /** Loads a model that `save` saved. */
  static load(place: Place): Promise<Autoencoder> {
    return load(place, [Autoencoder]);
  }

  /** The model of a save, whose networks it takes over; `load` calls it. */
  static fromSaved({ options, networks }: SavedModel): Autoencoder {
    const { encoder, decoder } = networks;
    return new Autoencoder({ ...pickOptions(OBJECTIVE, options), encoder, decoder }, options);
  }
}
