import * as core from '@ae-lab/core';
import * as internal from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { Codebook } from './codebook';
import { type CodebookUsage, usageOf } from './codebook-usage';
import { type AutoencoderFitOptions, fitModel, imagesFor } from './fit-model';
import {
  checkGridNetworks,
  GRID_NETWORK_OPTIONS,
  type GridNetworkOptions,
  type GridShape,
  gridNetworks,
} from './grid-networks';
import { checkSigmoidOutput, NETWORK_PAIR, type NetworkPair } from './network-pair';
import { vqVaeStep } from './vq-vae-step';

/** The objective and the codebook of a {@link VqVae}, whatever its networks. */
export interface VectorQuantisation {
  /** The number of entries in the codebook, at least 1. Default 128. */
  readonly codebookSize?: number;
  /** The fraction of the codebook's moving averages that stays at each step, in [0, 1). Default 0.99. */
  readonly decay?: number;
  /** The weight of the commitment loss, beta in the paper, at least 0. Default 0.25. */
  readonly commitment?: number;
  /**
   * The reconstruction loss, a mean over pixels: the squared error ('mse'), or the binary cross-entropy ('bce', for a decoder that
   * ends in a sigmoid). Default 'mse'.
   */
  readonly loss?: core.ReconstructionLossName;
  /** The seed of the initial weights and entries. Default 0. */
  readonly seed?: number;
}

export interface VqVaeOptions extends GridNetworkOptions, VectorQuantisation {}

/**
 * Networks of your own: the encoder from images [n, height, width, channels] to a grid [n, rows, columns, embeddingDim], the
 * decoder back.
 */
export interface VqVaeNetworks extends NetworkPair, VectorQuantisation {}

const QUANTISATION = {
  codebookSize: core.optional(core.kind.integer({ from: 1 }), 128),
  decay: core.optional(core.kind.number({ from: 0, below: 1 }), 0.99),
  commitment: core.optional(core.kind.number({ from: 0 }), 0.25),
  loss: core.optional(internal.RECONSTRUCTION_LOSS, 'mse'),
  seed: core.optional(core.kind.seed, 0),
} satisfies core.Description<VectorQuantisation>;

const VQ_VAE = core.either(
  'encoder',
  { ...NETWORK_PAIR, ...QUANTISATION } satisfies core.Description<VqVaeNetworks>,
  { ...GRID_NETWORK_OPTIONS, ...QUANTISATION } satisfies core.Description<VqVaeOptions>,
);

/**
 * A VQ-VAE (van den Oord et al. 2017, "Neural discrete representation learning", arXiv:1711.00937v2): the vector at each place of the
 * encoder's grid is replaced by the nearest entry of a codebook. Gradients pass that step unchanged (straight through), the
 * entries follow the encoder as moving averages, and the commitment loss keeps the encoder near them. The loss is equation 3, with
 * means instead of sums over the pixels and over the values of the grid. Codes are the flattened entries.
 *
 * ```ts
 * const model = new VqVae({ codebookSize: 64, embeddingDim: 8, seed: 1 });
 * await model.fit(data, { epochs: 10 });
 * const indices = model.indices(images); // [n, 7, 7] for images of 28 x 28
 * const reconstructions = model.decode(model.entries(indices));
 * console.log(await model.usage(data));
 * ```
 */
export class VqVae extends core.Model<'encoder' | 'decoder'> implements core.Encoder, core.Decoder, core.Reconstructor {
  static readonly className = 'VqVae';
  /** [height, width, channels] of the images. */
  readonly imageShape: core.ImageShape;
  /** The size of the code: rows * columns * embeddingDim. */
  readonly latentDim: number;
  /** [rows, columns, embeddingDim] of the grid that a code is, flattened. */
  readonly gridShape: GridShape;
  /** The reconstruction loss, 'mse' or 'bce', a mean over pixels. */
  readonly loss: core.ReconstructionLossName;
  /** The weight of the encoder's distance from the codebook, at least 0. */
  readonly commitment: number;
  private readonly ownCodebook: Codebook;

  /**
   * @param saved the options of the save that the networks come from; see `fromSaved`.
   * @throws ArgumentError if an option is out of range, or networks do not fit together.
   */
  constructor(options: VqVaeOptions | VqVaeNetworks = {}, saved?: core.JsonObject) {
    internal.requireBackend();
    const settings = core.readOptions('options', options, VQ_VAE);
    const { loss, commitment, codebookSize, decay, seed } = settings;
    if (loss === 'bce') checkSigmoidOutput(settings, "a loss of 'bce'");
    const rng = new core.Rng(seed);
    const { encoder, decoder } = 'encoder' in settings ? settings : gridNetworks(settings, rng);
    const [imageShape, gridShape] = checkGridNetworks({ encoder, decoder });
    const found = { imageShape, embeddingDim: gridShape[2], outputActivation: internal.lastActivation(decoder) };
    internal.checkSavedOptions(saved, found);
    super({ encoder, decoder }, saved ?? { ...settings, imageShape });
    this.loss = loss;
    this.commitment = commitment;
    this.imageShape = imageShape;
    this.gridShape = gridShape;
    this.latentDim = gridShape.reduce((size, each) => size * each);
    this.ownCodebook = new Codebook(codebookSize, gridShape[2], decay, rng.split('codebook'));
  }

  /** The network from images [n, height, width, channels] to vectors [n, rows, columns, embeddingDim]. */
  get encoder(): LayersModel {
    return this.ownNetwork('encoder');
  }

  /** The network from entries of the codebook [n, rows, columns, embeddingDim] to images. */
  get decoder(): LayersModel {
    return this.ownNetwork('decoder');
  }

  /** Maps images [n, height, width, channels] to the codes of the entries nearest to the encoder's vectors, [n, latentDim]. */
  encode(images: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => this.entries(this.indices(images)));
  }

  /** Maps images [n, height, width, channels] to the indices of those entries, [n, rows, columns] of int32. */
  indices(images: tf.Tensor4D): tf.Tensor3D {
    internal.checkImages('images', images, this.imageShape);
    const [rows, columns] = this.gridShape;
    return tf.tidy(() =>
      tf.reshape(this.codebook.nearest(this.encoder.apply(images) as tf.Tensor4D), [-1, rows, columns]),
    );
  }

  /**
   * Maps indices [n, rows, columns] of int32 to the codes of those entries, [n, latentDim]. Indices are not read from the device to
   * be checked: one below 0 counts as 0, one beyond the codebook as the last.
   *
   * @throws ArgumentError for a tensor of another shape or type.
   */
  entries(indices: tf.Tensor3D): tf.Tensor2D {
    const [rows, columns] = this.gridShape;
    if (String(indices.shape.slice(1)) !== String([rows, columns]) || indices.dtype !== 'int32') {
      const got = `${indices.dtype} of shape [${indices.shape}]`;
      throw new core.ArgumentError('indices', `int32 of shape [n, ${rows}, ${columns}]`, got);
    }
    return tf.tidy(() => {
      const inRange = tf.minimum(
        tf.maximum(indices, tf.scalar(0, 'int32')),
        tf.scalar(this.codebook.size - 1, 'int32'),
      );
      return tf.reshape(tf.gather(this.codebook.entries, inRange as tf.Tensor3D), [-1, this.latentDim]);
    });
  }

  /** Maps codes [n, latentDim], which need not be entries of the codebook, to images [n, height, width, channels]. */
  decode(codes: tf.Tensor2D): tf.Tensor4D {
    internal.checkCodes('codes', codes, this.latentDim);
    return tf.tidy(() => this.decoder.apply(tf.reshape(codes, [-1, ...this.gridShape])) as tf.Tensor4D);
  }

  /** Maps images [n, height, width, channels] to their reconstructions, of the same shape. */
  reconstruct(images: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => this.decode(this.encode(images)));
  }

  /** Returns how much of the codebook the images use. */
  async usage(data: core.Dataset<core.ImageBatch>): Promise<CodebookUsage> {
    const [rows, columns] = this.gridShape;
    const places = rows * columns;
    const indices = await core.mapSamples(this, data, places, (images) =>
      tf.reshape(this.indices(images), [-1, places]),
    );
    const counts = new Float64Array(this.codebook.size);
    for (const index of indices) counts[index]++;
    return usageOf(counts);
  }

  /**
   * Trains networks and codebook. The history has `reconstruction` (the mean over pixels and images), `commitment` (the mean squared
   * difference between the values of the encoder's vectors and of their entries) and `loss`, their weighted sum. With validation images
   * it has {@link CodebookUsage} as well.
   *
   * @throws ArgumentError for images of another shape, or, when the decoder ends in a sigmoid, with values outside [0, 1] among the
   *   first 256 images of the data or of the validation set.
   */
  async fit(data: core.ImageDataset, options: AutoencoderFitOptions = {}): Promise<core.History> {
    return fitModel(this, data, options);
  }

  /** Returns the training step that core's `fit` runs on each batch. */
  step(optimizer: core.Optimizer): core.TrainingStep {
    const { encoder, decoder, codebook, loss, commitment } = this;
    const step = vqVaeStep({ encoder, decoder, codebook, loss, commitment }, optimizer);
    const evaluate = async (data: core.Dataset<core.ImageBatch>) => ({ ...(await this.usage(data)) });
    return { ...step, check: imagesFor(this), settings: this.record, evaluate };
  }

  /** Loads a model that `save` saved. */
  static load(place: core.Place, options?: core.LoadOptions): Promise<VqVae> {
    return core.load(place, [VqVae], options);
  }

  /** Returns what a save with these options must hold; `load` calls it. */
  static savedParts(options: core.JsonObject): core.SavedParts {
    const { codebookSize } = core.readOptions('options', options, VQ_VAE.otherwise);
    const dependsOn = { entries: 'codebookSize', counts: 'codebookSize', sums: 'codebookSize' };
    return { networks: ['encoder', 'decoder'], tensors: Codebook.savedTensors(codebookSize), dependsOn };
  }

  /** Returns the model of a save and takes over its networks and codebook; `load` calls it. */
  static fromSaved({ options, networks, tensors }: core.SavedModel): VqVae {
    const { encoder, decoder } = networks;
    const model = new VqVae({ ...internal.pickOptions(QUANTISATION, options), encoder, decoder }, options);
    model.codebook.restore(tensors);
    tf.dispose(tensors);
    return model;
  }

  protected override tensors(): Readonly<Record<string, tf.Tensor>> {
    return this.codebook.tensors;
  }

  protected override free(): void {
    this.codebook.dispose();
  }

  /** The codebook. Throws a DisposedError after `dispose()`. */
  private get codebook(): Codebook {
    this.alive();
    return this.ownCodebook;
  }
}
