import * as core from '@ae-lab/core';
import { checkCodes, checkImages, checkSavedOptions, lastActivation } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CheckedNetworkPair } from './network-pair';

/**
 * The part that autoencoders with two networks share: they encode, decode and reconstruct.
 *
 * @typeParam Name the names of their other networks.
 */
export abstract class EncoderDecoder<Name extends string = never>
  extends core.Model<'encoder' | 'decoder' | Name>
  implements core.NetworkEncoder, core.Decoder, core.Reconstructor
{
  /** [height, width, channels] of the images. */
  readonly imageShape: core.ImageShape;
  /** The size of the code. */
  readonly latentDim: number;

  /**
   * @param pair its networks, with their sizes.
   * @param settings the options that it was made with, unless they are those of a save.
   */
  constructor(
    pair: CheckedNetworkPair & Readonly<Record<Name, LayersModel>>,
    settings: object,
    saved?: core.JsonObject,
  ) {
    const { imageShape, latentDim, ...networks } = pair;
    const activations = {
      codeActivation: lastActivation(pair.encoder),
      outputActivation: lastActivation(pair.decoder),
    };
    checkSavedOptions(saved, { imageShape, latentDim, ...activations });
    super(
      networks as Readonly<Record<'encoder' | 'decoder' | Name, LayersModel>>,
      saved ?? { ...settings, imageShape, latentDim },
    );
    this.imageShape = imageShape;
    this.latentDim = latentDim;
  }

  /** The network from images [n, height, width, channels] to codes [n, latentDim], or to what the class says instead. */
  get encoder(): LayersModel {
    return this.ownNetwork('encoder');
  }

  /** The network from codes [n, latentDim] to images [n, height, width, channels]. */
  get decoder(): LayersModel {
    return this.ownNetwork('decoder');
  }

  /** Maps images [n, height, width, channels] to codes [n, latentDim]. */
  encode(images: tf.Tensor4D): tf.Tensor2D {
    checkImages('images', images, this.imageShape);
    return tf.tidy(() => this.encoder.apply(images) as tf.Tensor2D);
  }

  /** Maps codes [n, latentDim] to images [n, height, width, channels]. */
  decode(codes: tf.Tensor2D): tf.Tensor4D {
    checkCodes('codes', codes, this.latentDim);
    return tf.tidy(() => this.decoder.apply(codes) as tf.Tensor4D);
  }

  /** Maps images [n, height, width, channels] to their reconstructions, of the same shape. */
  reconstruct(images: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => this.decode(this.encode(images)));
  }

  /** Returns a copy of the encoder; it belongs to the caller. */
  copyEncoder(): LayersModel {
    return core.copyNetwork(this.encoder);
  }
}
