import {
  ArgumentError,
  type Decoder,
  type Encoder,
  type History,
  type ImageDataset,
  type ImageShape,
  type JsonObject,
  load,
  mapImages,
  networkVariables,
  type Optimizer,
  type Place,
  type ReconstructionLossName,
  type Reconstructor,
  Rng,
  type Saveable,
  type SavedModel,
  saveModel,
  squaredErrorLoss,
  type TrainingStep,
} from '@ae-lab/core';
import {
  checkCodes,
  checkImages,
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  RECONSTRUCTION_LOSSES,
  reconstructionLoss,
  requireBackend,
} from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { Codebook } from './codebook';
import { type CodebookUsage, usageOf } from './codebook-usage';
import { type AutoencoderFitOptions, fitModel } from './fit-model';
import { checkGridNetworks, type GridNetworkOptions, type GridShape, gridNetworks } from './grid-networks';
import { checkSigmoidOutput, type NetworkPair } from './network-pair';
import { straightThrough } from './straight-through';

/** What a {@link VqVae} learns, whatever its networks. */
export interface VectorQuantisation {
  /** The number of entries in the codebook, at least 1. Default 128. */
  readonly codebookSize?: number;
  /** How much of the codebook's moving averages stays at each step, in [0, 1). Default 0.99. */
  readonly decay?: number;
  /** The weight of the commitment loss, beta in the paper, at least 0. Default 0.25. */
  readonly commitment?: number;
  /**
   * The mean over pixels of the squared error ('mse') or of the binary cross-entropy ('bce', for a decoder that ends in a
   * sigmoid). Default 'mse'.
   */
  readonly loss?: ReconstructionLossName;
  /** Decides the initial weights and entries. Default 0. */
  readonly seed?: number;
}

export interface VqVaeOptions extends GridNetworkOptions, VectorQuantisation {}

/**
 * Networks of your own: the encoder from images [n, height, width, channels] to a grid [n, rows, columns, embeddingDim], the
 * decoder back.
 */
export interface VqVaeNetworks extends NetworkPair, VectorQuantisation {}

const VQ_VAE_OPTIONS = {
  imageShape: true,
  embeddingDim: true,
  widths: true,
  batchNormalization: true,
  outputActivation: true,
  encoder: true,
  decoder: true,
  codebookSize: true,
  decay: true,
  commitment: true,
  loss: true,
  seed: true,
} as const;

/**
 * A VQ-VAE (van den Oord et al. 2017, "Neural discrete representation learning", arXiv:1711.00937v2): each place in the
 * encoder's grid is replaced by the nearest entry of a codebook. Gradients pass that step unchanged (straight through), the
 * entries follow the encoder as moving averages, and the commitment loss keeps the encoder near them. The loss is that of
 * equation 3, with means instead of sums over pixels and over the numbers of the grid. Codes are the flattened entries.
 */
export class VqVae implements Encoder, Decoder, Reconstructor, Saveable {
  static readonly className = 'VqVae';
  /** [height, width, channels] of the images that it takes and gives. */
  readonly imageShape: ImageShape;
  /** rows * columns * embeddingDim. */
  readonly latentDim: number;
  /** What a code is, flattened. */
  readonly gridShape: GridShape;
  /** From images [n, height, width, channels] to vectors [n, rows, columns, embeddingDim]. */
  readonly encoder: LayersModel;
  /** From vectors of the codebook [n, rows, columns, embeddingDim] to images. */
  readonly decoder: LayersModel;
  /** 'mse' or 'bce', the mean over pixels that stands beside the commitment. */
  readonly loss: ReconstructionLossName;
  /** The weight of the encoder's distance from the codebook, at least 0. */
  readonly commitment: number;
  private readonly codebook: Codebook;
  /** What the model was made with, for the record: networks and codebook are saved beside it. */
  private readonly options: VqVaeOptions;

  /** @throws ArgumentError if an option is out of range, or networks do not fit together. */
  constructor(options: VqVaeOptions | VqVaeNetworks = {}) {
    requireBackend();
    checkOptions('options', options, VQ_VAE_OPTIONS);
    const { loss = 'mse', commitment = 0.25, codebookSize = 128, decay = 0.99, seed = 0 } = options;
    this.loss = checkOneOf('loss', loss, RECONSTRUCTION_LOSSES);
    if (loss === 'bce') checkSigmoidOutput(options, "a loss of 'bce'");
    this.commitment = checkNumber('commitment', commitment, { from: 0 });
    checkInteger('codebookSize', codebookSize, { from: 1 });
    checkNumber('decay', decay, { from: 0, to: 0.99999 });
    const rng = new Rng(seed);
    const { encoder, decoder } = 'encoder' in options ? options : gridNetworks(options, rng);
    this.encoder = encoder;
    this.decoder = decoder;
    [this.imageShape, this.gridShape] = checkGridNetworks({ encoder, decoder });
    this.latentDim = this.gridShape.reduce((size, each) => size * each);
    this.codebook = new Codebook(codebookSize, this.gridShape[2], decay, rng.split('codebook'));
    const { imageShape } = this;
    this.options = { ...('encoder' in options ? {} : options), imageShape, loss, commitment, codebookSize, decay };
  }

  /** images [n, height, width, channels] to the entries nearest to what the encoder gives, [n, latentDim]. */
  encode(images: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => this.entries(this.indices(images)));
  }

  /** images [n, height, width, channels] to the indices of those entries, [n, rows, columns] of int32. */
  indices(images: tf.Tensor4D): tf.Tensor3D {
    checkImages('images', images, this.imageShape);
    const [rows, columns] = this.gridShape;
    return tf.tidy(() =>
      tf.reshape(this.codebook.nearest(this.encoder.apply(images) as tf.Tensor4D), [-1, rows, columns]),
    );
  }

  /**
   * indices [n, rows, columns] of int32 to the codes of those entries, [n, latentDim]. Indices are not read from the device to
   * be checked: one below 0 counts as 0, one beyond the codebook as the last.
   */
  entries(indices: tf.Tensor3D): tf.Tensor2D {
    const [rows, columns] = this.gridShape;
    if (String(indices.shape.slice(1)) !== String([rows, columns]) || indices.dtype !== 'int32') {
      const got = `${indices.dtype} of shape [${indices.shape}]`;
      throw new ArgumentError('indices', `int32 of shape [n, ${rows}, ${columns}]`, got);
    }
    return tf.tidy(() => {
      const inRange = tf.minimum(
        tf.maximum(indices, tf.scalar(0, 'int32')),
        tf.scalar(this.codebook.size - 1, 'int32'),
      );
      return tf.reshape(tf.gather(this.codebook.entries, inRange as tf.Tensor3D), [-1, this.latentDim]);
    });
  }

  /** codes [n, latentDim], as they are, to images [n, height, width, channels]. */
  decode(codes: tf.Tensor2D): tf.Tensor4D {
    checkCodes('codes', codes, this.latentDim);
    return tf.tidy(() => this.decoder.apply(tf.reshape(codes, [-1, ...this.gridShape])) as tf.Tensor4D);
  }

  /** images [n, height, width, channels] to what the decoder makes of their entries. */
  reconstruct(images: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => this.decode(this.encode(images)));
  }

  /** How much of the codebook the images use. */
  async usage(data: ImageDataset): Promise<CodebookUsage> {
    const [rows, columns] = this.gridShape;
    const places = rows * columns;
    const indices = await mapImages(this, data, places, (images) => tf.reshape(this.indices(images), [-1, places]));
    const counts = new Float64Array(this.codebook.size);
    for (const index of indices) counts[index]++;
    return usageOf(counts);
  }

  /**
   * Trains networks and codebook. The history has `reconstruction` (the mean over pixels and images), `commitment` (the squared
   * distance between the encoder's numbers and their entries', on average) and `loss`, their weighted sum; a validation has
   * {@link CodebookUsage} beside them. Throws an `ArgumentError` for images of another shape, or with values outside [0, 1]
   * among the first 256 images of the data or of the validation when the decoder ends in a sigmoid.
   */
  async fit(data: ImageDataset, options: AutoencoderFitOptions = {}): Promise<History> {
    return fitModel(this, data, options);
  }

  /** How a batch changes the model, for core's `fit`. */
  step(optimizer: Optimizer): TrainingStep {
    const { encoder, decoder, codebook } = this;
    const networks = [encoder, decoder];
    const trained = networkVariables(networks, 'trainable');
    const lossOf = reconstructionLoss(this.loss);
    let encoded: { readonly grid: tf.Tensor4D; readonly indices: tf.Tensor1D; readonly rng: Rng } | undefined;
    return {
      settings: this.options as JsonObject,
      state: [...networkVariables(networks), ...codebook.state],
      objectives: [
        {
          name: 'autoencoder',
          optimizer,
          training: networks,
          variables: () => trained,
          loss: ({ images }, pass) => {
            const grid = pass.apply<tf.Tensor4D>(encoder, images, { inputGradient: false });
            const indices = codebook.nearest(grid);
            const entries = straightThrough(grid, () => tf.reshape(tf.gather(codebook.entries, indices), grid.shape));
            const reconstruction = lossOf(images, pass.apply(decoder, entries));
            // Only its second argument gets a gradient.
            const commitment = squaredErrorLoss(entries, grid);
            const loss = tf.add(reconstruction, tf.mul(commitment, this.commitment)) as tf.Scalar;
            // In a validation the codebook stays as it is.
            if (pass.isTraining(encoder)) {
              encoded = { grid: tf.keep(grid), indices: tf.keep(indices), rng: pass.rng.split('codebook') };
            }
            return { loss, reconstruction, commitment };
          },
        },
      ],
      afterUpdate: () => {
        if (encoded) codebook.update(encoded.grid, encoded.indices, encoded.rng);
      },
      release: () => {
        if (encoded) tf.dispose([encoded.grid, encoded.indices]);
        encoded = undefined;
      },
      evaluate: async (data) => ({ ...(await this.usage(data)) }),
    };
  }

  /** Saves the model to a folder (Node), to `indexeddb://name` or `download://name` (browsers); see core's `saveModel`. */
  async save(place: string | URL): Promise<void> {
    await saveModel(place, this.toSaved());
  }

  /** Loads what {@link save} saved. */
  static load(place: Place): Promise<VqVae> {
    return load(place, [VqVae]);
  }

  /** The model of a save, whose networks and codebook it takes over; `load` calls it. */
  static fromSaved({ options, networks, tensors }: SavedModel): VqVae {
    const { encoder, decoder } = networks;
    const model = new VqVae({ ...options, encoder, decoder });
    for (const name of ['entries', 'counts', 'sums'] as const) {
      model.codebook[name].assign(tensors[name] as never);
      tensors[name].dispose();
    }
    return Object.assign(model, { options });
  }

  /** Options, both networks and the codebook, as `save` writes them. */
  toSaved(): SavedModel {
    const { className } = VqVae;
    const { encoder, decoder } = this;
    const { entries, counts, sums } = this.codebook;
    const options = { ...this.options } as JsonObject;
    return { className, options, networks: { encoder, decoder }, tensors: { entries, counts, sums } };
  }

  /** Frees the networks' weights and the codebook. */
  dispose(): void {
    this.encoder.dispose();
    this.decoder.dispose();
    this.codebook.dispose();
  }
}
