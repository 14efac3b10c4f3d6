import {
  Activation,
  type Architecture,
  ArgumentError,
  allLayers,
  buildDecoder,
  buildEncoder,
  Conv2D,
  Conv2DTranspose,
  checkImageShape,
  checkInteger,
  Dense,
  Dropout,
  type ImageShape,
  LeakyReLU,
  lastActivation,
  Rng,
} from '@ae-lab/core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkNetworkShape } from './check-network-shape';

/** What maps codes to images, and what judges images. */
export interface GanNetworks {
  /** Codes [n, latentDim], with `classes` more numbers for the label, to images; it ends in a tanh or a sigmoid. */
  readonly generator: LayersModel;
  /** Images to one logit, or to one for each of the `classes`. */
  readonly discriminator: LayersModel;
}

export interface GanNetworkOptions {
  /** [height, width, channels]. Default [28, 28, 1]. */
  readonly imageShape?: ImageShape;
  /** The size of the code, at least 1. Default 100. */
  readonly latentDim?: number;
  /** The architecture that the generator mirrors, from the image to the code. Default {@link TUTORIAL_GENERATOR}. */
  readonly generatorArchitecture?: Architecture;
  /** From the image to the logit. Default {@link TUTORIAL_DISCRIMINATOR}. */
  readonly discriminatorArchitecture?: Architecture;
  /**
   * The generator's last activation. Default 'tanh': the networks then work in [-1, 1], while images that go in and out stay
   * in [0, 1].
   */
  readonly outputActivation?: 'tanh' | 'sigmoid';
  /** Decides the initial weights. Default 0. */
  readonly seed?: number;
}

/** The networks with the sizes that they have. */
export interface CheckedGanNetworks extends GanNetworks {
  readonly imageShape: ImageShape;
  readonly latentDim: number;
  readonly outputActivation: 'tanh' | 'sigmoid';
}

/**
 * The generator of TensorFlow's tutorial "Deep Convolutional Generative Adversarial Network", from the image to the code:
 * mirrored for 28 x 28 images it is a dense layer to 7 x 7 x 256 and transposed 5 x 5 convolutions to 128, 64 and 1 channels,
 * batch normalisation behind all but the last. Unlike the tutorial's, the slope of leaky ReLU is 0.2 instead of 0.3, moving
 * averages keep 0.9 instead of 0.99, and the last layer has a bias.
 */
export const TUTORIAL_GENERATOR: Architecture = {
  kind: 'convolutional',
  widths: [64, 128, 256],
  strides: [2, 2, 1],
  kernelSize: 5,
  dense: [],
  activation: 'leakyrelu',
};

/** The tutorial's discriminator; see {@link TUTORIAL_GENERATOR} for the one difference, the slope of leaky ReLU. */
export const TUTORIAL_DISCRIMINATOR: Architecture = {
  kind: 'convolutional',
  widths: [64, 128],
  strides: 2,
  kernelSize: 5,
  dense: [],
  activation: 'leakyrelu',
  batchNormalization: false,
  dropout: 0.3,
};

/**
 * The networks given, or new ones, with the sizes that they have.
 *
 * @param classes how many classes the networks are told of; 0 for none.
 * @throws ArgumentError if an option is out of range, or the networks do not fit together.
 */
export function ganNetworks(options: GanNetworkOptions | GanNetworks, classes: number): CheckedGanNetworks {
  const { generator, discriminator } = 'generator' in options ? options : buildNetworks(options, classes);
  const inputShape = generator.inputs[0].shape;
  const imageShape = checkImageShape('generator.outputs', generator.outputs[0].shape.slice(1));
  const latentDim = (inputShape[1] as number) - classes;
  if (inputShape.length !== 2 || !(latentDim >= 1)) {
    const size = classes === 0 ? 'latentDim' : `latentDim + ${classes} classes`;
    throw new ArgumentError('generator.inputs', `[n, ${size}]`, inputShape);
  }
  const outputActivation = lastActivation(generator);
  if (outputActivation !== 'tanh' && outputActivation !== 'sigmoid') {
    throw new ArgumentError('generator', 'a tanh or a sigmoid at its end', outputActivation);
  }
  checkNetworkShape('discriminator', discriminator, 'inputs', imageShape);
  checkNetworkShape('discriminator', discriminator, 'outputs', [Math.max(classes, 1)]);
  return { generator, discriminator, imageShape, latentDim, outputActivation };
}

/** The layers whose second derivatives are right, beside those that have no derivative of their own. */
const TWICE_DIFFERENTIABLE = [Dense, Conv2D, Conv2DTranspose, Activation, LeakyReLU, Dropout];
const SHAPE_LAYERS = ['InputLayer', 'Flatten', 'Reshape', 'Cropping2D', 'ZeroPadding2D'];

/**
 * Throws an {@link ArgumentError} unless the discriminator suits a gradient penalty: it judges each image for itself, so without
 * batch normalisation, and consists of core's layers, since TensorFlow.js' own lose a part of the second derivatives.
 */
export function checkTwiceDifferentiable(discriminator: LayersModel): void {
  const unsuited = allLayers(discriminator).find(
    (layer) =>
      !SHAPE_LAYERS.includes(layer.getClassName()) && !TWICE_DIFFERENTIABLE.some((suited) => layer instanceof suited),
  );
  if (unsuited === undefined) return;
  const expected = "core's dense, convolution, activation and dropout layers only, beside a gradient penalty";
  throw new ArgumentError('discriminator', expected, unsuited.getClassName());
}

function buildNetworks(options: GanNetworkOptions, classes: number): GanNetworks {
  const { imageShape = [28, 28, 1], latentDim = 100, outputActivation = 'tanh', seed = 0 } = options;
  const { generatorArchitecture = TUTORIAL_GENERATOR, discriminatorArchitecture = TUTORIAL_DISCRIMINATOR } = options;
  checkInteger('latentDim', latentDim, 1);
  const rng = new Rng(seed);
  return {
    generator: buildDecoder({
      imageShape,
      latentDim: latentDim + classes,
      architecture: generatorArchitecture,
      outputActivation,
      rng: rng.split('generator'),
    }),
    discriminator: buildEncoder({
      imageShape,
      outputs: Math.max(classes, 1),
      architecture: discriminatorArchitecture,
      rng: rng.split('discriminator'),
    }),
  };
}
