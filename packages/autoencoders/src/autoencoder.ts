import * as core from '@ae-lab/core';
import * as internal from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { CODE_PENALTY, type CodePenalty, checkCodePenalty, codePenalty } from './code-penalty';
import { EncoderDecoder } from './encoder-decoder';
import { type AutoencoderFitOptions, fitModel, imagesFor } from './fit-model';
import {
  checkSigmoidOutput,
  NETWORK_PAIR,
  NETWORK_PAIR_OPTIONS,
  type NetworkPair,
  type NetworkPairOptions,
  networkPair,
} from './network-pair';

/** The objective of an {@link Autoencoder}, whatever its networks. */
export interface AutoencoderObjective {
  /**
   * The reconstruction loss, a mean over pixels: the squared error ('mse'), or the binary cross-entropy ('bce', for a decoder that
   * ends in a sigmoid). Default 'mse'.
   */
  readonly loss?: core.ReconstructionLossName;
  /**
   * A corruption of the encoder's input, which makes it a denoising autoencoder: it applies in training and in the losses of a
   * validation, and the clean image stays the target. Default: none.
   */
  readonly corruption?: core.Corruption;
  /** A term of the loss for the codes, which makes it a sparse, contractive or Wasserstein autoencoder. Default: none. */
  readonly penalty?: CodePenalty;
}

export interface AutoencoderOptions extends NetworkPairOptions, AutoencoderObjective {}

/**
 * Networks of your own, instead of an architecture: the encoder from images [n, height, width, channels] to codes
 * [n, latentDim], the decoder back.
 */
export interface AutoencoderNetworks extends NetworkPair, AutoencoderObjective {}

const OBJECTIVE = {
  loss: core.optional(internal.RECONSTRUCTION_LOSS, 'mse'),
  corruption: core.optional(internal.CORRUPTION),
  penalty: core.optional(CODE_PENALTY),
} satisfies core.Description<AutoencoderObjective>;

const AUTOENCODER = core.either(
  'encoder',
  { ...NETWORK_PAIR, ...OBJECTIVE } satisfies core.Description<AutoencoderNetworks>,
  { ...NETWORK_PAIR_OPTIONS, ...OBJECTIVE } satisfies core.Description<AutoencoderOptions>,
);

/**
 * An autoencoder: an encoder and a decoder, trained together to reconstruct their input from a small code (Rumelhart, Hinton
 * and Williams 1986; Hinton and Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks"). Options make it a
 * denoising autoencoder (Vincent et al. 2010, "Stacked denoising autoencoders"), or regularise its codes; see {@link CodePenalty}.
 *
 * ```ts
 * const model = new Autoencoder({ latentDim: 10, corruption: { kind: 'gaussian', sigma: 0.25 }, seed: 1 });
 * const { epochs } = await model.fit(data, { epochs: 10, validation });
 * console.log(epochs[9].validation?.loss);
 * const codes = model.encode(images); // [n, 10]
 * await model.save('my-autoencoder');
 * ```
 */
export class Autoencoder extends EncoderDecoder {
  static readonly className = 'Autoencoder';
  /** The reconstruction loss, 'mse' or 'bce', a mean over pixels. */
  readonly loss: core.ReconstructionLossName;
  /** The corruption of the encoder's input; undefined unless it denoises. */
  readonly corruption: core.Corruption | undefined;
  /** The term of the loss for the codes; undefined without one. */
  readonly penalty: CodePenalty | undefined;

  /**
   * @param saved the options of the save that the networks come from; see `fromSaved`.
   * @throws ArgumentError if an option is out of range, or networks do not fit together.
   */
  constructor(options: AutoencoderOptions | AutoencoderNetworks, saved?: core.JsonObject) {
    internal.requireBackend();
    const settings = core.readOptions('options', options, AUTOENCODER);
    const { loss, corruption, penalty } = settings;
    if (loss === 'bce') checkSigmoidOutput(settings, "a loss of 'bce'");
    if (penalty) checkCodePenalty(penalty, settings);
    super(networkPair(settings), settings, saved);
    this.loss = loss;
    this.corruption = corruption;
    this.penalty = penalty;
  }

  /**
   * Trains both networks. The history's `loss` is the mean over pixels and images. With a penalty it is that mean, recorded as
   * `reconstruction`, plus the penalty's weight times `penalty`.
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
    const lossOf = internal.reconstructionLoss(this.loss);
    const { corruption, penalty } = this;
    // A loss that reads the progress depends on the number of epochs.
    const isScheduled = corruption && Object.values(corruption).some(Array.isArray);
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
          loss: ({ images }, pass): core.LossTerms => {
            const encode = (input: tf.Tensor4D) =>
              pass.apply<tf.Tensor2D>(this.encoder, input, { inputGradient: false });
            const progress = isScheduled ? pass.progress : undefined;
            const seen = corruption ? core.corrupt(images, corruption, pass.rng.split('corruption'), progress) : images;
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
  static load(place: core.Place, options?: core.LoadOptions): Promise<Autoencoder> {
    return core.load(place, [Autoencoder], options);
  }

  /** Returns what a save with these options must hold; `load` calls it. */
  static savedParts(options: core.JsonObject): core.SavedParts {
    core.readOptions('options', options, AUTOENCODER.otherwise);
    return { networks: ['encoder', 'decoder'] };
  }

  /** Returns the model of a save and takes over its networks; `load` calls it. */
  static fromSaved({ options, networks }: core.SavedModel): Autoencoder {
    const { encoder, decoder } = networks;
    return new Autoencoder({ ...internal.pickOptions(OBJECTIVE, options), encoder, decoder }, options);
  }
}
