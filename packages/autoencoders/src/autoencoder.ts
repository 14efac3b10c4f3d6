import {
  type Corruption,
  checkCodes,
  checkCorruption,
  checkImages,
  checkOneOf,
  checkOptions,
  copyNetwork,
  corrupt,
  type Decoder,
  type History,
  type ImageDataset,
  type ImageShape,
  type JsonObject,
  type LossTerms,
  load,
  type NetworkEncoder,
  networkVariables,
  type Optimizer,
  type Place,
  RECONSTRUCTION_LOSSES,
  type ReconstructionLossName,
  type Reconstructor,
  reconstructionLoss,
  requireBackend,
  type Saveable,
  type SavedModel,
  saveModel,
  type TrainingStep,
} from '@ae-lab/core';
import { add, mul, type Scalar, type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type CodePenalty, checkCodePenalty, codePenalty } from './code-penalty';
import { type AutoencoderFitOptions, fitModel } from './fit-model';
import {
  checkSigmoidOutput,
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

const AUTOENCODER_OPTIONS = {
  ...NETWORK_PAIR_OPTIONS,
  codeActivation: true,
  loss: true,
  corruption: true,
  penalty: true,
} as const;

/**
 * An autoencoder: an encoder and a decoder trained together to give back their input through a small code (Rumelhart, Hinton
 * and Williams 1986; Hinton and Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks"). By option a
 * denoising autoencoder (Vincent et al. 2010, "Stacked denoising autoencoders"), or one whose codes are regularised; see
 * {@link CodePenalty}.
 */
export class Autoencoder implements NetworkEncoder, Decoder, Reconstructor, Saveable {
  static readonly className = 'Autoencoder';
  /** [height, width, channels] of the images that it takes and gives. */
  readonly imageShape: ImageShape;
  /** Numbers a code. */
  readonly latentDim: number;
  /** From images [n, height, width, channels] to codes [n, latentDim]. */
  readonly encoder: LayersModel;
  /** From codes [n, latentDim] to images [n, height, width, channels]. */
  readonly decoder: LayersModel;
  /** 'mse' or 'bce', the mean over pixels that `fit` lowers. */
  readonly loss: ReconstructionLossName;
  /** What damages the encoder's input in training; undefined unless it denoises. */
  readonly corruption: Corruption | undefined;
  /** The term of the loss for the codes; undefined without one. */
  readonly penalty: CodePenalty | undefined;
  /** What the model was made with, for the record: the networks are saved beside it. */
  private readonly options: Partial<AutoencoderOptions>;

  /** @throws ArgumentError if an option is out of range, or networks do not fit together. */
  constructor(options: AutoencoderOptions | AutoencoderNetworks) {
    requireBackend();
    checkOptions('options', options, AUTOENCODER_OPTIONS);
    this.loss = checkOneOf('loss', options.loss ?? 'mse', RECONSTRUCTION_LOSSES);
    if (this.loss === 'bce') checkSigmoidOutput(options, "a loss of 'bce'");
    this.corruption = options.corruption && checkCorruption('corruption', options.corruption);
    this.penalty = options.penalty && checkCodePenalty('penalty', options.penalty, options);
    const { encoder, decoder, imageShape, latentDim } = networkPair(options);
    this.encoder = encoder;
    this.decoder = decoder;
    this.imageShape = imageShape;
    this.latentDim = latentDim;
    const { loss, corruption, penalty } = this;
    this.options = { ...('encoder' in options ? {} : options), imageShape, latentDim, loss, corruption, penalty };
  }

  /** images [n, height, width, channels] to codes [n, latentDim]. */
  encode(images: Tensor4D): Tensor2D {
    checkImages('images', images, this.imageShape);
    return tidy(() => this.encoder.apply(images) as Tensor2D);
  }

  /** codes [n, latentDim] to images [n, height, width, channels]. */
  decode(codes: Tensor2D): Tensor4D {
    checkCodes('codes', codes, this.latentDim);
    return tidy(() => this.decoder.apply(codes) as Tensor4D);
  }

  /** images [n, height, width, channels] to what the decoder makes of their codes. */
  reconstruct(images: Tensor4D): Tensor4D {
    return tidy(() => this.decode(this.encode(images)));
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
      settings: this.options as JsonObject,
      state: networkVariables(networks),
      objectives: [
        {
          name: 'autoencoder',
          optimizer,
          training: networks,
          variables: () => trained,
          loss: ({ images }, pass): LossTerms => {
            const encode = (input: Tensor4D) => pass.apply<Tensor2D>(this.encoder, input, { inputGradient: false });
            const seen = corruption ? corrupt(images, corruption, pass.rng.split('corruption'), pass.progress) : images;
            const codes = encode(seen);
            const reconstruction = lossOf(images, pass.apply(this.decoder, codes));
            if (penalty === undefined) return { loss: reconstruction };
            const value = codePenalty(penalty, codes, seen, encode, pass.rng.split('penalty'));
            const loss = add(reconstruction, mul(value, penalty.weight)) as Scalar;
            return { loss, reconstruction, penalty: value };
          },
        },
      ],
    };
  }

  /** Saves the model to a folder (Node), to `indexeddb://name` or `download://name` (browsers); see core's `saveModel`. */
  async save(place: string | URL): Promise<void> {
    await saveModel(place, this.toSaved());
  }

  /** Loads what {@link save} saved. */
  static load(place: Place): Promise<Autoencoder> {
    return load(place, [Autoencoder]);
  }

  /** The model of a save, whose networks it takes over; `load` calls it. */
  static fromSaved({ options, networks }: SavedModel): Autoencoder {
    const { encoder, decoder } = networks;
    return Object.assign(new Autoencoder({ ...options, encoder, decoder }), { options });
  }

  /** Options and both networks, as `save` writes them. */
  toSaved(): SavedModel {
    const { encoder, decoder } = this;
    const options = { ...this.options } as JsonObject;
    return { className: Autoencoder.className, options, networks: { encoder, decoder }, tensors: {} };
  }

  /** Frees the networks' weights. */
  dispose(): void {
    this.encoder.dispose();
    this.decoder.dispose();
  }
}
