import * as core from '@ae-lab/core';
import * as internal from '@ae-lab/core/internal';
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  ADVERSARIAL_NETWORK_OPTIONS,
  ADVERSARIAL_NETWORKS,
  type AdversarialAutoencoderNetworkOptions,
  type AdversarialAutoencoderNetworks,
  adversarialAutoencoderNetworks,
} from './adversarial-autoencoder-networks';
import { adversarialStep } from './adversarial-autoencoder-step';
import { EncoderDecoder } from './encoder-decoder';
import { imagesFor } from './fit-model';
import { checkSigmoidOutput } from './network-pair';

/** The distributions that codes may follow. */
export const CODE_PRIORS = ['normal', 'sphere'] as const;

/** One of {@link CODE_PRIORS}. */
export type CodePrior = (typeof CODE_PRIORS)[number];

/** The objective of an {@link AdversarialAutoencoder}, whatever its networks. */
export interface AdversarialAutoencoderObjective {
  /** The distribution of the codes: standard normal, or uniform on the sphere of radius 1. Default 'normal'. */
  readonly prior?: CodePrior;
  /**
   * The reconstruction loss, a mean over pixels: the squared error ('mse'), or the binary cross-entropy ('bce', for a decoder that
   * ends in a sigmoid). Default 'mse'.
   */
  readonly loss?: core.ReconstructionLossName;
}

export interface AdversarialAutoencoderOptions
  extends AdversarialAutoencoderNetworkOptions,
    AdversarialAutoencoderObjective {}

/** Networks of your own, instead of an architecture. */
export interface AdversarialAutoencoderOwnNetworks
  extends AdversarialAutoencoderNetworks,
    AdversarialAutoencoderObjective {}

/** The options of a training of an {@link AdversarialAutoencoder}: those of core's `fit`, and its optimizers. */
export interface AdversarialAutoencoderFitOptions extends core.FitOptions {
  /** The optimizer of the reconstruction. Default: Adam at 1e-3. */
  readonly optimizer?: core.Optimizer;
  /** The optimizer of the discriminator, and of the encoder against it. Default: Adam at 5e-4 with beta1 0.5. */
  readonly adversarialOptimizer?: core.Optimizer;
}

const OBJECTIVE = {
  prior: core.optional(core.kind.choice(CODE_PRIORS), 'normal'),
  loss: core.optional(internal.RECONSTRUCTION_LOSS, 'mse'),
} satisfies core.Description<AdversarialAutoencoderObjective>;

const ADVERSARIAL_AUTOENCODER = core.either(
  'encoder',
  { ...ADVERSARIAL_NETWORKS, ...OBJECTIVE } satisfies core.Description<AdversarialAutoencoderOwnNetworks>,
  { ...ADVERSARIAL_NETWORK_OPTIONS, ...OBJECTIVE } satisfies core.Description<AdversarialAutoencoderOptions>,
);

const ADVERSARIAL_FIT_OPTIONS = {
  ...core.FIT_OPTIONS,
  optimizer: core.optional(internal.OPTIMIZER),
  adversarialOptimizer: core.optional(internal.OPTIMIZER),
} satisfies core.Description<AdversarialAutoencoderFitOptions>;

/**
 * An adversarial autoencoder (Makhzani et al. 2016, "Adversarial autoencoders", arXiv:1511.05644v2, section 2, with a
 * deterministic encoder): beside the reconstruction, a discriminator learns to tell codes from draws from a prior, and the
 * encoder to deceive it. So the codes fill the prior, and draws from it decode to images. Each step is one update for
 * the reconstruction, one of the discriminator and one of the encoder against it. We depart from the paper in using Adam.
 *
 * ```ts
 * const model = new AdversarialAutoencoder({ latentDim: 8, prior: 'sphere', seed: 1 });
 * const { epochs } = await model.fit(data, { epochs: 10 });
 * console.log(epochs[9].train['reconstruction.loss']);
 * const images = model.generate(16, new Rng(1));
 * ```
 */
export class AdversarialAutoencoder extends EncoderDecoder<'discriminator'> implements core.Generator {
  static readonly className = 'AdversarialAutoencoder';
  /** The distribution that the codes learn to follow, and that `generate` draws from. */
  readonly prior: core.CodeSampler;
  /** The reconstruction loss, 'mse' or 'bce', a mean over pixels. */
  readonly loss: core.ReconstructionLossName;

  /**
   * @param saved the options of the save that the networks come from; see `fromSaved`.
   * @throws ArgumentError if an option is out of range, networks do not fit together, or a discriminator of your own gives
   *   probabilities instead of logits.
   */
  constructor(options: AdversarialAutoencoderOptions | AdversarialAutoencoderOwnNetworks, saved?: core.JsonObject) {
    internal.requireBackend();
    const settings = core.readOptions('options', options, ADVERSARIAL_AUTOENCODER);
    const { prior, loss } = settings;
    if (loss === 'bce') checkSigmoidOutput(settings, "a loss of 'bce'");
    const networks = adversarialAutoencoderNetworks(settings);
    // A model that version 0.1 saved may end in a sigmoid.
    if (saved === undefined) internal.checkLogits(networks.discriminator);
    super(networks, settings, saved);
    this.prior = prior === 'normal' ? core.standardNormal(this.latentDim) : core.unitSphere(this.latentDim);
    this.loss = loss;
  }

  /** The network from codes [n, latentDim] to logits [n, 1]: the higher, the likelier a draw from the prior. */
  get discriminator(): LayersModel {
    return this.ownNetwork('discriminator');
  }

  /** Returns `count` new images [count, height, width, channels], decoded from draws from the prior. */
  generate(count: number, rng: core.Rng): tf.Tensor4D {
    return core.sampleFrom(this, this.prior, internal.checkInteger('count', count, { from: 1 }), rng);
  }

  /**
   * Trains all networks. The history has `reconstruction.loss` (the mean over pixels and images), `discriminator.loss` with the
   * mean logits `discriminator.prior` and `discriminator.codes`, and `encoder.loss`, the loss of the encoder against the
   * discriminator. Early stopping may monitor `reconstruction.loss`.
   *
   * @throws ArgumentError for images of another shape, or, when the decoder ends in a sigmoid, with values outside [0, 1] among the
   *   first 256 images of the data or of the validation set.
   */
  async fit(data: core.ImageDataset, options: AdversarialAutoencoderFitOptions = {}): Promise<core.History> {
    const {
      optimizer = core.adam(),
      adversarialOptimizer = core.adam({ learningRate: 5e-4, beta1: 0.5 }),
      ...others
    } = core.readOptions('options', options, ADVERSARIAL_FIT_OPTIONS);
    return core.fit(this.step(optimizer, adversarialOptimizer), data, others);
  }

  /** Returns the training step that core's `fit` runs on each batch. */
  step(optimizer: core.Optimizer, adversarialOptimizer: core.Optimizer): core.TrainingStep {
    const { encoder, decoder, discriminator, prior, loss } = this;
    const parts = { encoder, decoder, discriminator, prior, loss };
    return {
      ...adversarialStep(parts, optimizer, adversarialOptimizer),
      check: imagesFor(this),
      settings: this.record,
    };
  }

  /** Loads a model that `save` saved. */
  static load(place: core.Place, options?: core.LoadOptions): Promise<AdversarialAutoencoder> {
    return core.load(place, [AdversarialAutoencoder], options);
  }

  /** Returns what a save with these options must hold; `load` calls it. */
  static savedParts(options: core.JsonObject): core.SavedParts {
    core.readOptions('options', options, ADVERSARIAL_AUTOENCODER.otherwise);
    return { networks: ['encoder', 'decoder', 'discriminator'] };
  }

  /** Returns the model of a save and takes over its networks; `load` calls it. */
  static fromSaved({ options, networks }: core.SavedModel): AdversarialAutoencoder {
    const { encoder, decoder, discriminator } = networks;
    return new AdversarialAutoencoder(
      { ...internal.pickOptions(OBJECTIVE, options), encoder, decoder, discriminator },
      options,
    );
  }
}
