import * as core from '@ae-lab/core';
import * as internal from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { EncoderDecoder } from './encoder-decoder';
import { type AutoencoderFitOptions, fitModel, imagesFor } from './fit-model';
import { klDivergence } from './kl-divergence';
import { bernoulli, gaussian, LIKELIHOODS, type Likelihood, type LikelihoodName } from './likelihood';
import {
  checkSigmoidOutput,
  LINEAR_CODE_OPTIONS,
  NETWORK_PAIR,
  type NetworkPair,
  type NetworkPairOptions,
  networkPair,
} from './network-pair';
import { copyMeanNetwork, posteriorOf } from './posterior-network';

/** The objective of a {@link VariationalAutoencoder}, whatever its networks. */
export interface VariationalObjective {
  /** The distribution of a pixel around the decoder's output. Default 'bernoulli', for images in [0, 1]. */
  readonly likelihood?: LikelihoodName;
  /**
   * The standard deviation of the Gaussian likelihood in pixel values, above 0: about the error of the reconstructions.
   * Larger values give smoother images and fewer nats in the code. Default 0.1.
   */
  readonly sigma?: number;
  /** The weight of the KL divergence, at least 0; above 1 for a beta-VAE (Higgins et al. 2017, eq. 4). Default 1. */
  readonly beta?: number;
  /** The fraction of the training, in [0, 1], in which that weight grows linearly from 0 to beta. Default 0. */
  readonly warmup?: number;
  /**
   * The nats that each element of the code has for free, at least 0: a KL divergence below this, averaged over the batch, is not
   * rewarded (Kingma et al. 2016, arXiv:1606.04934v2, appendix C.8, eq. 15, with one group per element). Default 0.
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

const OBJECTIVE = {
  likelihood: core.optional(core.kind.choice(LIKELIHOODS), 'bernoulli'),
  sigma: core.optional(core.kind.number({ above: 0 }), 0.1),
  beta: core.optional(core.kind.number({ from: 0 }), 1),
  warmup: core.optional(core.kind.number({ from: 0, to: 1 }), 0),
  freeBits: core.optional(core.kind.number({ from: 0 }), 0),
} satisfies core.Description<VariationalObjective>;

const VARIATIONAL_AUTOENCODER = core.either(
  'encoder',
  { ...NETWORK_PAIR, ...OBJECTIVE } satisfies core.Description<VariationalAutoencoderNetworks>,
  { ...LINEAR_CODE_OPTIONS, ...OBJECTIVE } satisfies core.Description<VariationalAutoencoderOptions>,
);

/**
 * A variational autoencoder: maximises the evidence lower bound E[ln p(image | code)] - beta KL(q(code | image) || p(code))
 * by one reparametrised draw from the posterior q, normal with diagonal covariance, under a standard normal prior (Kingma and
 * Welling 2014, "Auto-encoding variational Bayes", arXiv:1312.6114v10, eq. 10; Rezende et al. 2014, arXiv:1401.4082).
 *
 * ```ts
 * const vae = new VariationalAutoencoder({ latentDim: 10, beta: 4, warmup: 0.2, seed: 1 });
 * const { epochs } = await vae.fit(data, { epochs: 10 });
 * console.log(epochs[9].train.reconstruction, epochs[9].train.kl); // nats per image
 * const images = vae.generate(16, new Rng(1));
 * ```
 */
export class VariationalAutoencoder extends EncoderDecoder implements core.LatentVariableModel, core.Generator {
  static readonly className = 'VariationalAutoencoder';
  /** The distribution p(image | code), 'bernoulli' or 'gaussian'. */
  readonly likelihood: LikelihoodName;
  /** The standard deviation of the Gaussian likelihood, above 0. */
  readonly sigma: number;
  /** The weight of the KL term, at least 0; 1 gives the evidence lower bound. */
  readonly beta: number;
  /** The fraction of the training in which the KL term's weight rises to `beta`, in [0, 1]. */
  readonly warmup: number;
  /** The nats per element of the code below which the KL term is not rewarded, at least 0. */
  readonly freeBits: number;
  private readonly pixels: Likelihood;

  /**
   * @param saved the options of the save that the networks come from; see `fromSaved`.
   * @throws ArgumentError if an option is out of range, or networks do not fit together.
   */
  constructor(options: VariationalAutoencoderOptions | VariationalAutoencoderNetworks, saved?: core.JsonObject) {
    internal.requireBackend();
    const settings = core.readOptions('options', options, VARIATIONAL_AUTOENCODER);
    const { likelihood, sigma, beta, warmup, freeBits } = settings;
    if (likelihood === 'bernoulli') checkSigmoidOutput(settings, 'a Bernoulli likelihood');
    super(networkPair(settings, 2), settings, saved);
    this.likelihood = likelihood;
    this.sigma = sigma;
    this.pixels = likelihood === 'bernoulli' ? bernoulli : gaussian(sigma);
    this.beta = beta;
    this.warmup = warmup;
    this.freeBits = freeBits;
  }

  /** The network from images [n, height, width, channels] to means and log-variances side by side, [n, 2 latentDim]. */
  override get encoder(): LayersModel {
    return super.encoder;
  }

  /** Returns the posterior q(code | image) of images [n, height, width, channels]. */
  posterior(images: tf.Tensor4D): core.Posterior {
    internal.checkImages('images', images, this.imageShape);
    return tf.tidy(() => ({ ...posteriorOf(this.encoder.apply(images) as tf.Tensor2D) }));
  }

  /** Maps images [n, height, width, channels] to the means of their posteriors, [n, latentDim]. */
  override encode(images: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => this.posterior(images).mean);
  }

  /** Draws one code for each posterior, [n, latentDim]; gradients pass to the mean and the variance. */
  sample({ mean, logVariance }: core.Posterior, rng: core.Rng): tf.Tensor2D {
    this.alive();
    internal.checkCodes('posterior.mean', mean, this.latentDim);
    return tf.tidy(() => tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), core.randomNormal(mean.shape, rng))));
  }

  /** Returns the mean images of `count` draws from the prior, [count, height, width, channels]. */
  generate(count: number, rng: core.Rng): tf.Tensor4D {
    internal.checkInteger('count', count, { from: 1 });
    return tf.tidy(() => this.decode(core.randomNormal([count, this.latentDim], rng) as tf.Tensor2D));
  }

  /** Returns ln p(image | code) in nats, [n]; for a Gaussian likelihood it is the logarithm of the density. */
  logLikelihood(images: tf.Tensor4D, codes: tf.Tensor2D): tf.Tensor1D {
    internal.checkImages('images', images, this.imageShape);
    return tf.tidy(() => this.pixels.logProbability(images, this.decode(codes)));
  }

  /** Returns a copy of the network from images to the means of their posteriors; it belongs to the caller. */
  override copyEncoder(): LayersModel {
    return copyMeanNetwork(this.encoder, this.latentDim);
  }

  /**
   * Trains both networks. The history has, in nats per image, `reconstruction` (-ln p of the images given drawn codes), `kl`
   * (in closed form, without a weight) and `loss`, the weighted sum that is minimised. With beta 1 and no free bits, `loss` is the
   * negative evidence lower bound after the warm-up, and always in a validation.
   *
   * @throws ArgumentError for images of another shape, or, when the decoder ends in a sigmoid, with values outside [0, 1] among the
   *   first 256 images of the data or of the validation set.
   */
  async fit(data: core.ImageDataset, options: AutoencoderFitOptions = {}): Promise<core.History> {
    return fitModel(this, data, options);
  }

  /** Returns the training step that core's `fit` runs on each batch. */
  step(optimizer: core.Optimizer): core.TrainingStep {
    const networks = [this.encoder, this.decoder];
    const trained = core.networkVariables(networks, 'trainable');
    return {
      check: imagesFor(this),
      settings: this.record,
      state: core.networkVariables(networks),
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
            const divergences = tf.mean(klDivergence(posterior), 0);
            const kl = tf.sum(divergences) as tf.Scalar;
            const weight = this.warmup === 0 ? this.beta : this.beta * Math.min(pass.progress / this.warmup, 1);
            const counted = this.freeBits === 0 ? kl : tf.sum(tf.maximum(divergences, this.freeBits));
            const loss = weight === 0 ? reconstruction : (tf.add(reconstruction, tf.mul(counted, weight)) as tf.Scalar);
            return { loss, reconstruction, kl };
          },
        },
      ],
    };
  }

  /** Loads a model that `save` saved. */
  static load(place: core.Place, options?: core.LoadOptions): Promise<VariationalAutoencoder> {
    return core.load(place, [VariationalAutoencoder], options);
  }

  /** Returns what a save with these options must hold; `load` calls it. */
  static savedParts(options: core.JsonObject): core.SavedParts {
    core.readOptions('options', options, VARIATIONAL_AUTOENCODER.otherwise);
    return { networks: ['encoder', 'decoder'] };
  }

  /** Returns the model of a save and takes over its networks; `load` calls it. */
  static fromSaved({ options, networks }: core.SavedModel): VariationalAutoencoder {
    const { encoder, decoder } = networks;
    return new VariationalAutoencoder({ ...internal.pickOptions(OBJECTIVE, options), encoder, decoder }, options);
  }
}
