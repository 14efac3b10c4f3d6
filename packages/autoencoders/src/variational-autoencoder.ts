import {
  ArgumentError,
  checkCodes,
  checkImages,
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  type Generator,
  type History,
  type ImageDataset,
  type ImageShape,
  type JsonObject,
  type LatentVariableModel,
  load,
  type NetworkEncoder,
  networkVariables,
  type Optimizer,
  type Place,
  type Posterior,
  type Reconstructor,
  type Rng,
  randomNormal,
  requireBackend,
  type Saveable,
  type SavedModel,
  saveModel,
  type TrainingStep,
} from '@ae-lab/core';
import {
  add,
  exp,
  maximum,
  mean,
  mul,
  type Scalar,
  sum,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type AutoencoderFitOptions, fitModel } from './fit-model';
import { klDivergence } from './kl-divergence';
import { bernoulli, gaussian, LIKELIHOODS, type Likelihood, type LikelihoodName } from './likelihood';
import {
  checkSigmoidOutput,
  NETWORK_PAIR_OPTIONS,
  type NetworkPair,
  type NetworkPairOptions,
  networkPair,
} from './network-pair';
import { copyMeanNetwork, posteriorOf } from './posterior-network';

/** What a {@link VariationalAutoencoder} learns, whatever its networks. */
export interface VariationalObjective {
  /** The distribution of a pixel around the decoder's output. Default 'bernoulli', for images in [0, 1]. */
  readonly likelihood?: LikelihoodName;
  /**
   * The standard deviation of the Gaussian likelihood in pixel values, above 0: about the error that reconstructions have.
   * Larger values give smoother images and fewer nats in the code. Default 0.1.
   */
  readonly sigma?: number;
  /** The weight of the KL divergence, at least 0; above 1 for a beta-VAE (Higgins et al. 2017, eq. 4). Default 1. */
  readonly beta?: number;
  /** The fraction of the training, in [0, 1], in which that weight grows linearly from 0 to beta. Default 0. */
  readonly warmup?: number;
  /**
   * Nats that each element of the code has for free, at least 0: less KL than this, averaged over the batch, is not rewarded
   * (Kingma et al. 2016, arXiv:1606.04934v2, appendix C.8, eq. 15, with one group an element). Default 0.
   */
  readonly freeBits?: number;
}

export interface VariationalAutoencoderOptions
  extends Omit<NetworkPairOptions, 'codeActivation'>,
    VariationalObjective {}

/**
 * Networks of your own, instead of an architecture: the encoder from images [n, height, width, channels] to the means and the
 * logarithms of the variances side by side, [n, 2 latentDim]; the decoder from codes [n, latentDim] back to images.
 */
export interface VariationalAutoencoderNetworks extends NetworkPair, VariationalObjective {}

const VARIATIONAL_OPTIONS = {
  ...NETWORK_PAIR_OPTIONS,
  likelihood: true,
  sigma: true,
  beta: true,
  warmup: true,
  freeBits: true,
} as const;

/**
 * A variational autoencoder: maximises the evidence lower bound E[ln p(image | code)] - beta KL(q(code | image) || p(code))
 * by one reparametrised draw from the posterior q, normal with diagonal covariance, under a standard normal prior (Kingma and
 * Welling 2014, "Auto-encoding variational Bayes", arXiv:1312.6114v10, eq. 10; Rezende et al. 2014, arXiv:1401.4082).
 */
export class VariationalAutoencoder implements LatentVariableModel, NetworkEncoder, Reconstructor, Generator, Saveable {
  static readonly className = 'VariationalAutoencoder';
  /** [height, width, channels] of the images that it takes and gives. */
  readonly imageShape: ImageShape;
  /** Numbers a code. */
  readonly latentDim: number;
  /** From images [n, height, width, channels] to means and log-variances side by side, [n, 2 latentDim]. */
  readonly encoder: LayersModel;
  /** From codes [n, latentDim] to images [n, height, width, channels]. */
  readonly decoder: LayersModel;
  /** p(image | code), 'bernoulli' or 'gaussian'. */
  readonly likelihood: LikelihoodName;
  /** Of the Gaussian likelihood. */
  readonly sigma: number;
  /** The weight of the KL term, at least 0; 1 gives the evidence lower bound. */
  readonly beta: number;
  /** The part of the training in which the KL term's weight rises to `beta`, in [0, 1]. */
  readonly warmup: number;
  /** Nats a dimension of the code below which the KL term does not count, at least 0. */
  readonly freeBits: number;
  private readonly pixels: Likelihood;
  /** What the model was made with, for the record: the networks are saved beside it. */
  private readonly options: Partial<VariationalAutoencoderOptions>;

  /** @throws ArgumentError if an option is out of range, or networks do not fit together. */
  constructor(options: VariationalAutoencoderOptions | VariationalAutoencoderNetworks) {
    requireBackend();
    checkOptions('options', options, VARIATIONAL_OPTIONS);
    const { likelihood = 'bernoulli', sigma = 0.1, beta = 1, warmup = 0, freeBits = 0 } = options;
    this.likelihood = checkOneOf('likelihood', likelihood, LIKELIHOODS);
    if (likelihood === 'bernoulli') checkSigmoidOutput(options, 'a Bernoulli likelihood');
    this.sigma = checkNumber('sigma', sigma);
    if (sigma <= 0) throw new ArgumentError('sigma', 'a number above 0', sigma);
    this.pixels = likelihood === 'bernoulli' ? bernoulli : gaussian(sigma);
    this.beta = checkNumber('beta', beta, 0);
    this.warmup = checkNumber('warmup', warmup, 0, 1);
    this.freeBits = checkNumber('freeBits', freeBits, 0);
    const { encoder, decoder, imageShape, latentDim } = networkPair(options, 2);
    this.encoder = encoder;
    this.decoder = decoder;
    this.imageShape = imageShape;
    this.latentDim = latentDim;
    const objective = { likelihood, sigma, beta, warmup, freeBits };
    this.options = { ...('encoder' in options ? {} : options), imageShape, latentDim, ...objective };
  }

  /** q(code | image) for images [n, height, width, channels]. */
  posterior(images: Tensor4D): Posterior {
    checkImages('images', images, this.imageShape);
    return tidy(() => ({ ...posteriorOf(this.encoder.apply(images) as Tensor2D) }));
  }

  /** images [n, height, width, channels] to the means of their posteriors, [n, latentDim]. */
  encode(images: Tensor4D): Tensor2D {
    return tidy(() => this.posterior(images).mean);
  }

  /** Draws one code for each posterior, [n, latentDim]; gradients pass to the mean and the variance. */
  sample({ mean, logVariance }: Posterior, rng: Rng): Tensor2D {
    checkCodes('posterior.mean', mean, this.latentDim);
    return tidy(() => add(mean, mul(exp(mul(logVariance, 0.5)), randomNormal(mean.shape, rng))));
  }

  /** codes [n, latentDim] to mean images [n, height, width, channels]. */
  decode(codes: Tensor2D): Tensor4D {
    checkCodes('codes', codes, this.latentDim);
    return tidy(() => this.decoder.apply(codes) as Tensor4D);
  }

  /** images [n, height, width, channels] to what the decoder makes of their posteriors' means. */
  reconstruct(images: Tensor4D): Tensor4D {
    return tidy(() => this.decode(this.encode(images)));
  }

  /** The mean images of `count` draws from the prior, [count, height, width, channels]. */
  generate(count: number, rng: Rng): Tensor4D {
    checkInteger('count', count, 1);
    return tidy(() => this.decode(randomNormal([count, this.latentDim], rng) as Tensor2D));
  }

  /** ln p(image | code) in nats, [n]; of the density for a Gaussian likelihood. */
  logLikelihood(images: Tensor4D, codes: Tensor2D): Tensor1D {
    checkImages('images', images, this.imageShape);
    return tidy(() => this.pixels.logProbability(images, this.decode(codes)));
  }

  /** A copy of the network from images to the means of their posteriors; it belongs to the caller. */
  copyEncoder(): LayersModel {
    return copyMeanNetwork(this.encoder, this.latentDim);
  }

  /**
   * Trains both networks. The history has, in nats an image, `reconstruction` (-ln p of the images given drawn codes), `kl`
   * (in closed form, without a weight) and `loss`, what is minimised: their weighted sum. With beta 1, no free bits and behind
   * the warm-up, and so in a validation, `loss` is the negative evidence lower bound. Throws an {@link ArgumentError} for
   * images of another shape, or with values outside [0, 1] among the first 256 images of the data or of the validation when
   * the decoder ends in a sigmoid.
   */
  async fit(data: ImageDataset, options: AutoencoderFitOptions = {}): Promise<History> {
    return fitModel(this, data, options);
  }

  /** How a batch changes the model, for core's `fit`. */
  step(optimizer: Optimizer): TrainingStep {
    const networks = [this.encoder, this.decoder];
    const trained = networkVariables(networks, 'trainable');
    return {
      settings: this.options as JsonObject,
      state: networkVariables(networks),
      objectives: [
        {
          name: 'autoencoder',
          optimizer,
          training: networks,
          variables: () => trained,
          loss: ({ images }, pass) => {
            const posterior = posteriorOf(pass.apply(this.encoder, images, { inputGradient: false }));
            const codes = this.sample(posterior, pass.rng.split('codes'));
            const reconstruction = this.pixels.meanLoss(images, pass.apply(this.decoder, codes));
            const divergences = mean(klDivergence(posterior), 0);
            const kl = sum(divergences) as Scalar;
            const weight = this.warmup === 0 ? this.beta : this.beta * Math.min(pass.progress / this.warmup, 1);
            const counted = this.freeBits === 0 ? kl : sum(maximum(divergences, this.freeBits));
            const loss = weight === 0 ? reconstruction : (add(reconstruction, mul(counted, weight)) as Scalar);
            return { loss, reconstruction, kl };
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
  static load(place: Place): Promise<VariationalAutoencoder> {
    return load(place, [VariationalAutoencoder]);
  }

  /** The model of a save, whose networks it takes over; `load` calls it. */
  static fromSaved({ options, networks }: SavedModel): VariationalAutoencoder {
    const { encoder, decoder } = networks;
    return Object.assign(new VariationalAutoencoder({ ...options, encoder, decoder }), { options });
  }

  /** Options and both networks, as `save` writes them. */
  toSaved(): SavedModel {
    const { encoder, decoder } = this;
    const options = { ...this.options } as JsonObject;
    return { className: VariationalAutoencoder.className, options, networks: { encoder, decoder }, tensors: {} };
  }

  /** Frees the networks' weights. */
  dispose(): void {
    this.encoder.dispose();
    this.decoder.dispose();
  }
}
