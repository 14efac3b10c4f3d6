import {
  Activation,
  type Architecture,
  ArgumentError,
  buildDecoder,
  buildEncoder,
  Conv2D,
  Conv2DTranspose,
  Dense,
  Dropout,
  type ImageShape,
  LeakyReLU,
  Rng,
} from '@ae-lab/core';
import { allLayers, checkInteger, checkOneOf } from '@ae-lab/core/internal';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkNetworkShape } from './check-network-shape';
import type { GanObjective } from './gan-objective';
import { GENERATOR_ACTIVATIONS, type GeneratorShape, generatorShape } from './generator-network';

/** What maps codes to images, and what judges images. */
export interface GanNetworks {
  /** Codes [n, latentDim], with `classes` more numbers for the label, to images; it ends in a tanh or a sigmoid. */
  readonly generator: LayersModel;
  /** Images to one logit, or to one for each of the `classes`. */
  readonly discriminator: LayersModel;
}

/** Generator and discriminator of a {@link Gan}, described by their sizes. */
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
export interface CheckedGanNetworks extends GanNetworks, GeneratorShape {}

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

/** What the objective asks of the networks. */
type Demands = Pick<Required<GanObjective>, 'classes' | 'gradientPenalty' | 'realGradientPenalty'>;

/**
 * The networks given, or new ones, with the sizes that they have.
 *
 * @throws ArgumentError if an option is out of range, or the networks fit neither together nor the demands; new ones are freed
 * then.
 */
export function ganNetworks(options: GanNetworkOptions | GanNetworks, demands: Demands): CheckedGanNetworks {
  if ('generator' in options) return checkNetworks(options, demands);
  const generator = newGenerator(options, demands);
  let discriminator: LayersModel | undefined;
  try {
    discriminator = newDiscriminator(options, demands);
    return checkNetworks({ generator, discriminator }, demands);
  } catch (error) {
    generator.dispose();
    discriminator?.dispose();
    throw error;
  }
}

function checkNetworks({ generator, discriminator }: GanNetworks, demands: Demands): CheckedGanNetworks {
  const shape = generatorShape(generator, demands.classes);
  checkNetworkShape('discriminator', discriminator, 'inputs', shape.imageShape);
  checkNetworkShape('discriminator', discriminator, 'outputs', [Math.max(demands.classes, 1)]);
  if (demands.gradientPenalty > 0 || demands.realGradientPenalty > 0) checkTwiceDifferentiable(discriminator);
  return { generator, discriminator, ...shape };
}

/** The layers whose second derivatives are right, beside those that have no derivative of their own. */
const TWICE_DIFFERENTIABLE = [Dense, Conv2D, Conv2DTranspose, Activation, LeakyReLU, Dropout];
const SHAPE_LAYERS = ['InputLayer', 'Flatten', 'Reshape', 'Cropping2D', 'ZeroPadding2D'];

/**
 * Throws an {@link ArgumentError} unless the discriminator suits a gradient penalty: it judges each image for itself, so without
 * batch normalisation, and consists of core's layers, since TensorFlow.js' own lose a part of the second derivatives.
 */
function checkTwiceDifferentiable(discriminator: LayersModel): void {
  const unsuited = allLayers(discriminator).find(
    (layer) =>
      !SHAPE_LAYERS.includes(layer.getClassName()) && !TWICE_DIFFERENTIABLE.some((suited) => layer instanceof suited),
  );
  if (unsuited === undefined) return;
  const expected = "core's dense, convolution, activation and dropout layers only, beside a gradient penalty";
  throw new ArgumentError('discriminator', expected, unsuited.getClassName());
}

function newGenerator(options: GanNetworkOptions, { classes }: Demands): LayersModel {
  const { imageShape = [28, 28, 1], latentDim = 100, outputActivation = 'tanh', seed = 0 } = options;
  return buildDecoder({
    imageShape,
    latentDim: checkInteger('latentDim', latentDim, { from: 1 }) + classes,
    architecture: options.generatorArchitecture ?? TUTORIAL_GENERATOR,
    outputActivation: checkOneOf('outputActivation', outputActivation, GENERATOR_ACTIVATIONS),
    rng: new Rng(seed).split('generator'),
  });
}

function newDiscriminator(options: GanNetworkOptions, { classes }: Demands): LayersModel {
  const { imageShape = [28, 28, 1], seed = 0 } = options;
  return buildEncoder({
    imageShape,
    outputs: Math.max(classes, 1),
    architecture: options.discriminatorArchitecture ?? TUTORIAL_DISCRIMINATOR,
    rng: new Rng(seed).split('discriminator'),
  });
}
