import * as core from '@ae-lab/core';
import * as internal from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { PixelRows } from './pixel-rows';

/** The sizes of {@link PrincipalComponents}. */
export interface PrincipalComponentsOptions {
  /** [height, width, channels] of the images. Default [28, 28, 1]. */
  readonly imageShape?: core.ImageShape;
  /** The number of components, from 1 to the number of pixel values. */
  readonly latentDim: number;
}

const PRINCIPAL_COMPONENTS = {
  imageShape: core.optional(core.kind.imageShape, [28, 28, 1]),
  latentDim: core.kind.integer({ from: 1 }),
} satisfies core.Description<PrincipalComponentsOptions>;

/**
 * Principal component analysis (Pearson 1901), the best linear autoencoder in squared error: codes are coordinates along the
 * eigenvectors of the pixels' covariance with the largest eigenvalues, around the mean image.
 *
 * ```ts
 * const pca = new PrincipalComponents({ latentDim: 10 });
 * await pca.fit(data);
 * console.log(pca.explainedVariance);
 * const codes = pca.encode(images);
 * const reconstructions = pca.decode(codes);
 * ```
 */
export class PrincipalComponents extends core.Model implements core.NetworkEncoder, core.Decoder, core.Reconstructor {
  static readonly className = 'PrincipalComponents';
  /** [height, width, channels] of the images. */
  readonly imageShape: core.ImageShape;
  /** The number of components, which is the size of the code. */
  readonly latentDim: number;
  private fitted: Fitted | undefined;

  /**
   * @param saved the options of the save that the components come from; see `fromSaved`.
   * @throws ArgumentError unless `latentDim` is from 1 to the number of pixel values, or for a bad `imageShape`.
   */
  constructor(options: PrincipalComponentsOptions, saved?: core.JsonObject) {
    const settings = core.readOptions('options', options, PRINCIPAL_COMPONENTS);
    const { imageShape, latentDim } = settings;
    internal.checkInteger('latentDim', latentDim, { from: 1, to: pixelCount(imageShape) });
    super({}, saved ?? settings);
    this.imageShape = imageShape;
    this.latentDim = latentDim;
  }

  /** The variance of the images along each component, descending. */
  get explainedVariance(): Float32Array {
    return this.components().variance.dataSync() as Float32Array;
  }

  /**
   * Finds the components of all images and lets the event loop run in between. They replace those of an earlier `fit`. Images of
   * any size and number will do; those beyond 256 MB as float32 are read from `data` some six times, others once.
   *
   * The total of the explained variance is right to about 1e-5 of it, and each component of the first half to about 1e-3. If more
   * than a third of all possible components are wanted, they come from a full decomposition. Components beyond the number of images
   * are directions without variance.
   *
   * @throws ArgumentError unless there are at least two images, of the model's shape and with finite pixels.
   */
  async fit(data: core.ImageDataset): Promise<void> {
    this.alive();
    internal.requireBackend();
    internal.checkDataset('data', data);
    internal.checkImageShape('data.imageShape', data.imageShape, this.imageShape);
    if (data.size < 2) throw new core.ArgumentError('data', 'at least two images', data.size);
    const pixels = pixelCount(this.imageShape);
    const { mean, values, vectors } = await componentsOf(data, pixels, this.latentDim);
    // The model may have been disposed meanwhile.
    this.alive();
    this.free();
    this.fitted = {
      mean: tf.tensor1d(mean),
      components: tf.tensor2d(Float32Array.from(vectors), [this.latentDim, pixels]),
      variance: tf.tensor1d(Float32Array.from(values, (value) => Math.max(0, value))),
    };
  }

  /** Maps images [n, height, width, channels] to coordinates along the components, [n, latentDim]. */
  encode(images: tf.Tensor4D): tf.Tensor2D {
    const { mean, components } = this.components();
    internal.checkImages('images', images, this.imageShape);
    return tf.tidy(() => tf.matMul(tf.sub(flatten(images), mean) as tf.Tensor2D, components, false, true));
  }

  /** Maps codes [n, latentDim] to images [n, height, width, channels], whose values may leave [0, 1]. */
  decode(codes: tf.Tensor2D): tf.Tensor4D {
    const { mean, components } = this.components();
    internal.checkCodes('codes', codes, this.latentDim);
    return tf.tidy(
      () => tf.reshape(tf.add(tf.matMul(codes, components), mean), [-1, ...this.imageShape]) as tf.Tensor4D,
    );
  }

  /** Maps images [n, height, width, channels] to the nearest images in the span of the components. */
  reconstruct(images: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => this.decode(this.encode(images)));
  }

  /** Returns the same encoder as a network of one dense layer; it belongs to the caller. */
  copyEncoder(): LayersModel {
    const { mean, components } = this.components();
    const images = input({ shape: [...this.imageShape] });
    const pixels = layers.flatten({ name: 'flatten' }).apply(images);
    const codes = new core.Dense({ units: this.latentDim, name: 'components' }).apply(pixels) as SymbolicTensor;
    const network = model({ inputs: images, outputs: codes, name: 'encoder' });
    tf.tidy(() => {
      const center = tf.matMul(components, tf.reshape(mean, [-1, 1]));
      network.setWeights([tf.transpose(components), tf.neg(tf.reshape(center, [-1]))]);
    });
    return network;
  }

  /** Loads a model that `save` saved. */
  static load(place: core.Place, options?: core.LoadOptions): Promise<PrincipalComponents> {
    return core.load(place, [PrincipalComponents], options);
  }

  /** Returns what a save with these options must hold; `load` calls it. */
  static savedParts(options: core.JsonObject): core.SavedParts {
    const { imageShape, latentDim } = core.readOptions('options', options, PRINCIPAL_COMPONENTS);
    const pixels = pixelCount(imageShape);
    internal.checkInteger('latentDim', latentDim, { to: pixels });
    const finite = (...shape: number[]): core.SavedTensor => ({ dtype: 'float32', shape, finite: true });
    const tensors = { mean: finite(pixels), components: finite(latentDim, pixels), variance: finite(latentDim) };
    const dependsOn = { mean: 'imageShape', components: 'imageShape and latentDim', variance: 'latentDim' };
    return { networks: [], tensors, dependsOn };
  }

  /** Returns the model of a save and takes over its tensors; `load` calls it. */
  static fromSaved({ options, tensors }: core.SavedModel): PrincipalComponents {
    const sizes = internal.pickOptions(PRINCIPAL_COMPONENTS, options) as unknown as PrincipalComponentsOptions;
    const model = new PrincipalComponents(sizes, options);
    model.fitted = tensors as unknown as Fitted;
    return model;
  }

  protected override tensors(): Readonly<Record<string, tf.Tensor>> {
    return { ...this.components() };
  }

  protected override free(): void {
    tf.dispose({ ...this.fitted });
    this.fitted = undefined;
  }

  /** The results of `fit`. */
  private components(): Fitted {
    this.alive();
    if (this.fitted === undefined)
      throw new core.ArgumentError('PrincipalComponents', 'a call of fit() before', 'none');
    return this.fitted;
  }
}

/** The tensors of a save, by name. */
interface Fitted {
  /** [pixels] */
  readonly mean: tf.Tensor1D;
  /** [latentDim, pixels], orthonormal rows. */
  readonly components: tf.Tensor2D;
  /** [latentDim] */
  readonly variance: tf.Tensor1D;
}

function pixelCount([height, width, channels]: core.ImageShape): number {
  return height * width * channels;
}

function flatten(images: tf.Tensor4D): tf.Tensor2D {
  return tf.reshape(images, [images.shape[0], -1]);
}

/** Returns the mean image [pixels], and the leading eigenvectors of the unbiased covariance of the pixels. */
async function componentsOf(data: core.ImageDataset, pixels: number, count: number) {
  const rows = new PixelRows(data, pixels);
  try {
    const totals = await rows.sum(pixels, (images) => tf.sum(images, 0));
    const mean = Float32Array.from(totals, (total) => total / data.size);
    const multiplyByCovariance = async (vectors: Float32Array) => {
      const directions = tf.tensor2d(vectors, [vectors.length / pixels, pixels]);
      try {
        const products = await rows.sum(vectors.length, (images) => {
          const centered = tf.sub(images, mean) as tf.Tensor2D;
          return tf.matMul(tf.matMul(directions, centered, false, true), centered);
        });
        for (let i = 0; i < products.length; i++) {
          if (!Number.isFinite(products[i]))
            throw new core.ArgumentError('data', 'finite pixels, with squares that float32 can hold', products[i]);
          products[i] /= data.size - 1;
        }
        return products;
      } finally {
        directions.dispose();
      }
    };
    return { mean, ...(await internal.leadingEigenvectors(multiplyByCovariance, pixels, count)) };
  } finally {
    rows.dispose();
  }
}
