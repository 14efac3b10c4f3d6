import {
  adam,
  type CodeSampler,
  copyNetwork,
  type Decoder,
  FIT_OPTIONS,
  type FitOptions,
  fit,
  type Generator,
  type History,
  type ImageDataset,
  type ImageShape,
  type JsonObject,
  load,
  type NetworkEncoder,
  networkVariables,
  type Optimizer,
  type Place,
  type ReconstructionLossName,
  type Reconstructor,
  type Rng,
  type Saveable,
  type SavedModel,
  sampleFrom,
  saveModel,
  standardNormal,
  type TrainingStep,
  unitSphere,
} from '@ae-lab/core';
import {
  checkCodes,
  checkImages,
  checkInteger,
  checkOneOf,
  checkOptions,
  checkTrainingImages,
  lastActivation,
  RECONSTRUCTION_LOSSES,
  reconstructionLoss,
  requireBackend,
} from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  type AdversarialAutoencoderNetworkOptions,
  type AdversarialAutoencoderNetworks,
  adversarialAutoencoderNetworks,
} from './adversarial-autoencoder-networks';
import { adversarialLoss } from './adversarial-loss';

/** The distributions that codes may be held to. */
export const CODE_PRIORS = ['normal', 'sphere'] as const;

/** One of {@link CODE_PRIORS}. */
export type CodePrior = (typeof CODE_PRIORS)[number];

/** What an {@link AdversarialAutoencoder} learns, whatever its networks. */
export interface AdversarialAutoencoderObjective {
  /**
   * The distribution that the codes shall have: the standard normal one, or the uniform one on the sphere of radius 1. Default
   * 'normal'.
   */
  readonly prior?: CodePrior;
  /**
   * The mean over pixels of the squared error ('mse') or of the binary cross-entropy ('bce', for images and a decoder's output
   * in [0, 1]). Default 'mse'.
   */
  readonly loss?: ReconstructionLossName;
}

export interface AdversarialAutoencoderOptions
  extends AdversarialAutoencoderNetworkOptions,
    AdversarialAutoencoderObjective {}

/** Networks of your own, instead of an architecture. */
export interface AdversarialAutoencoderOwnNetworks
  extends AdversarialAutoencoderNetworks,
    AdversarialAutoencoderObjective {}

/** How an {@link AdversarialAutoencoder} trains: what core's `fit` takes, and its optimizers. */
export interface AdversarialAutoencoderFitOptions extends FitOptions {
  /** Of the reconstruction. Default: Adam at 1e-3. */
  readonly optimizer?: Optimizer;
  /** Of the discriminator, and of the encoder against it. Default: Adam at 5e-4 with beta1 0.5. */
  readonly adversarialOptimizer?: Optimizer;
}

const ADVERSARIAL_OPTIONS = {
  imageShape: true,
  latentDim: true,
  architecture: true,
  outputActivation: true,
  discriminatorWidths: true,
  encoder: true,
  decoder: true,
  discriminator: true,
  prior: true,
  loss: true,
  seed: true,
} as const;

/**
 * An adversarial autoencoder (Makhzani et al. 2016, "Adversarial autoencoders", arXiv:1511.05644v2, section 2, with a
 * deterministic encoder): beside the reconstruction, a discriminator learns to tell codes from draws from a prior, and the
 * encoder to deceive it, so that the codes come to fill the prior and its draws decode to images. Each step is one update for
 * the reconstruction, one of the discriminator and one of the encoder against it. We depart from the paper in using Adam.
 */
export class AdversarialAutoencoder implements NetworkEncoder, Decoder, Reconstructor, Generator, Saveable {
  static readonly className = 'AdversarialAutoencoder';
  /** [height, width, channels] of the images that it takes and gives. */
  readonly imageShape: ImageShape;
  /** Numbers a code. */
  readonly latentDim: number;
  /** From images [n, height, width, channels] to codes [n, latentDim]. */
  readonly encoder: LayersModel;
  /** From codes [n, latentDim] to images [n, height, width, channels]. */
  readonly decoder: LayersModel;
  /** Codes to the logit of their coming from the prior. */
  readonly discriminator: LayersModel;
  /** What codes are made to follow, and what `generate` draws from. */
  readonly prior: CodeSampler;
  /** 'mse' or 'bce', the mean over pixels of the reconstruction. */
  readonly loss: ReconstructionLossName;
  /** What the model was made with, for the record: the networks are saved beside it. */
  private readonly options: Partial<AdversarialAutoencoderOptions>;

  /** @throws ArgumentError if an option is out of range, or networks do not fit together. */
  constructor(options: AdversarialAutoencoderOptions | AdversarialAutoencoderOwnNetworks) {
    requireBackend();
    checkOptions('options', options, ADVERSARIAL_OPTIONS);
    const prior = checkOneOf('prior', options.prior ?? 'normal', CODE_PRIORS);
    this.loss = checkOneOf('loss', options.loss ?? 'mse', RECONSTRUCTION_LOSSES);
    const activation = 'decoder' in options ? lastActivation(options.decoder) : (options.outputActivation ?? 'sigmoid');
    if (this.loss === 'bce') checkOneOf('outputActivation', activation, ['sigmoid']);
    const { encoder, decoder, discriminator, imageShape, latentDim } = adversarialAutoencoderNetworks(options);
    this.encoder = encoder;
    this.decoder = decoder;
    this.discriminator = discriminator;
    this.imageShape = imageShape;
    this.latentDim = latentDim;
    this.prior = prior === 'normal' ? standardNormal(latentDim) : unitSphere(latentDim);
    this.options = { ...('encoder' in options ? {} : options), imageShape, latentDim, prior, loss: this.loss };
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

  /** `count` new images [count, height, width, channels], decoded from draws from the prior. */
  generate(count: number, rng: Rng): tf.Tensor4D {
    return sampleFrom(this, this.prior, checkInteger('count', count, { from: 1 }), rng);
  }

  /** A copy of the encoder; it belongs to the caller. */
  copyEncoder(): LayersModel {
    return copyNetwork(this.encoder);
  }

  /**
   * Trains all networks. The history has `reconstruction.loss` (the mean over pixels and images), `discriminator.loss` with the
   * mean logits `discriminator.prior` and `discriminator.codes`, and `encoder.loss`, the encoder's against the discriminator;
   * early stopping may watch `reconstruction.loss`. Throws an `ArgumentError` for images of another shape, or with values
   * outside [0, 1] among the first 256 images of the data or of the validation when the decoder ends in a sigmoid.
   */
  async fit(data: ImageDataset, options: AdversarialAutoencoderFitOptions = {}): Promise<History> {
    checkOptions('options', options, { ...FIT_OPTIONS, optimizer: true, adversarialOptimizer: true });
    const { optimizer = adam(), adversarialOptimizer = adam({ learningRate: 5e-4, beta1: 0.5 }), ...others } = options;
    const network = lastActivation(this.decoder) === 'sigmoid' ? 'a decoder that ends in a sigmoid' : undefined;
    await checkTrainingImages({ data, validation: options.validation }, this.imageShape, network);
    return fit(this.step(optimizer, adversarialOptimizer), data, others);
  }

  /** How a batch changes the model, for core's `fit`. */
  step(optimizer: Optimizer, adversarialOptimizer: Optimizer): TrainingStep {
    const { encoder, decoder, discriminator, prior } = this;
    const networks = [encoder, decoder, discriminator];
    const [encoding, decoding, judging] = networks.map((network) => networkVariables([network], 'trainable'));
    const reconstructing = [...encoding, ...decoding];
    const lossOf = reconstructionLoss(this.loss);
    const adversarial = adversarialLoss();
    return {
      settings: this.options as JsonObject,
      state: networkVariables(networks),
      objectives: [
        {
          name: 'reconstruction',
          optimizer,
          training: networks,
          variables: () => reconstructing,
          loss: ({ images }, pass) => {
            const codes = pass.apply(encoder, images, { inputGradient: false });
            return { loss: lossOf(images, pass.apply(decoder, codes)) };
          },
        },
        {
          name: 'discriminator',
          optimizer: adversarialOptimizer,
          training: networks,
          variables: () => judging,
          loss: ({ images }, pass) => {
            const drawn = prior.sample(images.shape[0], pass.rng.split('prior'));
            const codes = pass.apply<tf.Tensor2D>(encoder, images, { inputGradient: false });
            const logits = pass.apply(discriminator, tf.concat([drawn, codes]), { inputGradient: false });
            const [ofPrior, ofCodes] = tf.split(logits, 2);
            const loss = adversarial.discriminator(ofPrior, ofCodes);
            return { loss, prior: tf.mean(ofPrior) as tf.Scalar, codes: tf.mean(ofCodes) as tf.Scalar };
          },
        },
        {
          name: 'encoder',
          optimizer: adversarialOptimizer,
          training: networks,
          variables: () => encoding,
          loss: ({ images }, pass) => {
            const codes = pass.apply(encoder, images, { inputGradient: false });
            return { loss: adversarial.generator(pass.apply(discriminator, codes)) };
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
  static load(place: Place): Promise<AdversarialAutoencoder> {
    return load(place, [AdversarialAutoencoder]);
  }

  /** The model of a save, whose networks it takes over; `load` calls it. */
  static fromSaved({ options, networks }: SavedModel): AdversarialAutoencoder {
    const { encoder, decoder, discriminator } = networks;
    return Object.assign(new AdversarialAutoencoder({ ...options, encoder, decoder, discriminator }), { options });
  }

  /** Options and the three networks, as `save` writes them. */
  toSaved(): SavedModel {
    const { encoder, decoder, discriminator } = this;
    return {
      className: AdversarialAutoencoder.className,
      options: { ...this.options } as JsonObject,
      networks: { encoder, decoder, discriminator },
      tensors: {},
    };
  }

  /** Frees the networks' weights. */
  dispose(): void {
    this.encoder.dispose();
    this.decoder.dispose();
    this.discriminator.dispose();
  }
}
