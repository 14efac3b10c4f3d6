import {
  ArgumentError,
  batches,
  type Decoder,
  Dense,
  type ImageDataset,
  type ImageShape,
  load,
  type NetworkEncoder,
  type Place,
  type Reconstructor,
  readTensors,
  type Saveable,
  type SavedModel,
  saveModel,
} from '@ae-lab/core';
import {
  checkCodes,
  checkDataset,
  checkImageShape,
  checkImages,
  checkInteger,
  checkOptions,
  leadingEigenvectors,
  requireBackend,
  WorkPacer,
} from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';

/** The sizes of {@link PrincipalComponents}. */
export interface PrincipalComponentsOptions {
  /** [height, width, channels]. Default [28, 28, 1]. */
  readonly imageShape?: ImageShape;
  /** The number of components, from 1 to the number of pixels. */
  readonly latentDim: number;
}

/**
 * Principal component analysis (Pearson 1901), the best linear autoencoder in squared error: codes are coordinates along the
 * eigenvectors of the pixels' covariance with the largest eigenvalues, around the mean image.
 */
export class PrincipalComponents implements NetworkEncoder, Decoder, Reconstructor, Saveable {
  static readonly className = 'PrincipalComponents';
  /** [height, width, channels] of the images that it takes and gives. */
  readonly imageShape: ImageShape;
  /** How many components there are, the numbers a code has. */
  readonly latentDim: number;
  private fitted: Fitted | undefined;

  /** @throws ArgumentError unless `latentDim` is from 1 to the number of pixel values, or for a bad `imageShape`. */
  constructor(options: PrincipalComponentsOptions) {
    checkOptions('options', options, { imageShape: true, latentDim: true });
    const { imageShape = [28, 28, 1], latentDim } = options;
    this.imageShape = checkImageShape('imageShape', imageShape);
    this.latentDim = checkInteger('latentDim', latentDim, { from: 1, to: pixelCount(this.imageShape) });
  }

  /** The variance of the images along each component, descending. */
  get explainedVariance(): Float32Array {
    return this.require().variance.dataSync() as Float32Array;
  }

  /**
   * Finds the components of all images, with turns of the event loop in between.
   *
   * @throws ArgumentError unless there are at least two images, of the model's shape and with finite pixels.
   */
  async fit(data: ImageDataset): Promise<void> {
    requireBackend();
    checkDataset('data', data);
    checkImageShape('data.imageShape', data.imageShape, this.imageShape);
    if (data.size < 2) throw new ArgumentError('data', 'at least two images', data.size);
    const pixels = pixelCount(this.imageShape);
    const { mean, covariance } = await momentsOf(data, pixels);
    const { values, vectors } = await leadingEigenvectors(covariance, pixels, this.latentDim);
    this.dispose();
    this.fitted = {
      mean: tf.tensor1d(Float32Array.from(mean)),
      components: tf.tensor2d(Float32Array.from(vectors), [this.latentDim, pixels]),
      variance: tf.tensor1d(Float32Array.from(values)),
    };
  }

  /** images [n, height, width, channels] to coordinates [n, latentDim] along the components. */
  encode(images: tf.Tensor4D): tf.Tensor2D {
    const { mean, components } = this.require();
    checkImages('images', images, this.imageShape);
    return tf.tidy(() => tf.matMul(tf.sub(flatten(images), mean) as tf.Tensor2D, components, false, true));
  }

  /** codes [n, latentDim] to images [n, height, width, channels], which may leave [0, 1]. */
  decode(codes: tf.Tensor2D): tf.Tensor4D {
    const { mean, components } = this.require();
    checkCodes('codes', codes, this.latentDim);
    return tf.tidy(
      () => tf.reshape(tf.add(tf.matMul(codes, components), mean), [-1, ...this.imageShape]) as tf.Tensor4D,
    );
  }

  /** The nearest images in the span of the components. */
  reconstruct(images: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => this.decode(this.encode(images)));
  }

  /** The same encoder as a network of one dense layer; it belongs to the caller. */
  copyEncoder(): LayersModel {
    const { mean, components } = this.require();
    const images = input({ shape: [...this.imageShape] });
    const pixels = layers.flatten({ name: 'flatten' }).apply(images);
    const codes = new Dense({ units: this.latentDim, name: 'components' }).apply(pixels) as SymbolicTensor;
    const network = model({ inputs: images, outputs: codes, name: 'encoder' });
    tf.tidy(() => {
      const center = tf.matMul(components, tf.reshape(mean, [-1, 1]));
      network.setWeights([tf.transpose(components), tf.neg(tf.reshape(center, [-1]))]);
    });
    return network;
  }

  /** Saves the components; see core's `saveModel` for the places. */
  async save(place: string | URL): Promise<void> {
    await saveModel(place, this.toSaved());
  }

  /** Loads what {@link save} saved. */
  static load(place: Place): Promise<PrincipalComponents> {
    return load(place, [PrincipalComponents]);
  }

  /** The model of a save, whose tensors it takes over; `load` calls it. */
  static fromSaved({ options, tensors }: SavedModel): PrincipalComponents {
    const model = new PrincipalComponents(options as unknown as PrincipalComponentsOptions);
    model.fitted = tensors as unknown as Fitted;
    return model;
  }

  /** Options, mean, components and variances, as `save` writes them. */
  toSaved(): SavedModel {
    const { className } = PrincipalComponents;
    const options = { imageShape: this.imageShape, latentDim: this.latentDim };
    return { className, options, networks: {}, tensors: { ...this.require() } };
  }

  /** Frees the mean and the components; the model is then as before `fit`. */
  dispose(): void {
    this.fitted?.mean.dispose();
    this.fitted?.components.dispose();
    this.fitted?.variance.dispose();
    this.fitted = undefined;
  }

  private require(): Fitted {
    if (this.fitted === undefined) throw new ArgumentError('PrincipalComponents', 'a call of fit() before', 'none');
    return this.fitted;
  }
}

interface Fitted {
  /** [pixels] */
  readonly mean: tf.Tensor1D;
  /** [latentDim, pixels], orthonormal rows. */
  readonly components: tf.Tensor2D;
  /** [latentDim] */
  readonly variance: tf.Tensor1D;
}

function pixelCount([height, width, channels]: ImageShape): number {
  return height * width * channels;
}

function flatten(images: tf.Tensor4D): tf.Tensor2D {
  return tf.reshape(images, [images.shape[0], -1]);
}

/** The mean image and the unbiased covariance of the pixels, summed up in float64 from products of batches. */
async function momentsOf(data: ImageDataset, pixels: number): Promise<Record<'mean' | 'covariance', Float64Array>> {
  const totals = new Float64Array(pixels);
  const products = new Float64Array(pixels * pixels);
  const pacer = new WorkPacer();
  for (const { images } of batches(data, 500)) {
    const [product, total] = await readTensors(() => {
      const x = flatten(images);
      return [tf.matMul(x, x, true, false), tf.sum(x, 0)];
    });
    addTo(products, product);
    addTo(totals, total);
    await pacer.pause();
  }
  const mean = totals.map((value) => value / data.size);
  const covariance = products.map((value, i) => {
    const [row, column] = [Math.floor(i / pixels), i % pixels];
    return (value - data.size * mean[row] * mean[column]) / (data.size - 1);
  });
  const bad = covariance.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new ArgumentError('data', 'finite pixels, with squares that float32 can hold', bad);
  return { mean, covariance };
}

function addTo(sums: Float64Array, values: ArrayLike<number>): void {
  for (let i = 0; i < sums.length; i++) sums[i] += values[i];
}
