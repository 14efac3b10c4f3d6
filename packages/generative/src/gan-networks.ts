import * as core from '@ae-lab/core';
import { ARCHITECTURE, allLayers, checkDiscriminator, NETWORK } from '@ae-lab/core/internal';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { GanObjective } from './gan-objective';
import { GENERATOR_ACTIVATIONS, type GeneratorShape, generatorShape } from './generator-network';

/** A generator of images and a discriminator that judges them. */
export interface GanNetworks {
  /** The network from codes [n, latentDim], with `classes` more inputs for the label, to images; it ends in a tanh or a sigmoid. */
  readonly generator: LayersModel;
  /** The network from images to one logit, or to one for each of the `classes`; its last layer has no activation. */
  readonly discriminator: LayersModel;
}

/** The sizes of the generator and the discriminator of a {@link Gan}. */
export interface GanNetworkOptions {
  /** [height, width, channels] of the images. Default [28, 28, 1]. */
  readonly imageShape?: core.ImageShape;
  /** The size of the code, at least 1. Default 100. */
  readonly latentDim?: number;
  /** The architecture that the generator mirrors, from the image to the code. Default {@link TUTORIAL_GENERATOR}. */
  readonly generatorArchitecture?: core.Architecture;
  /** The architecture of the discriminator, from the image to the logit. Default {@link TUTORIAL_DISCRIMINATOR}. */
  readonly discriminatorArchitecture?: core.Architecture;
  /**
   * The generator's last activation. Default 'tanh': the networks then work in [-1, 1], while images that you pass and get are
   * in [0, 1].
   */
  readonly outputActivation?: 'tanh' | 'sigmoid';
  /** The seed of the initial weights. Default 0. */
  readonly seed?: number;
}

/** The description of {@link GanNetworks}. */
export const GAN_NETWORKS = { generator: NETWORK, discriminator: NETWORK } satisfies core.Description<GanNetworks>;

/** Two networks that fit together, with their sizes. */
export interface CheckedGanNetworks extends GanNetworks, GeneratorShape {}

/**
 * The generator of TensorFlow's tutorial "Deep Convolutional Generative Adversarial Network", from the image to the code:
 * mirrored for 28 x 28 images it is a dense layer to 7 x 7 x 256 and transposed 5 x 5 convolutions to 128, 64 and 1 channels, with
 * batch normalisation after all but the last. It differs from the tutorial in three ways: the slope of leaky ReLU is 0.2 instead of
 * 0.3, the averages of batch normalisation keep 0.9 instead of 0.99 per step, and the last layer has a bias.
 */
export const TUTORIAL_GENERATOR: core.Architecture = {
  kind: 'convolutional',
  widths: [64, 128, 256],
  strides: [2, 2, 1],
  kernelSize: 5,
  dense: [],
  activation: 'leakyrelu',
};

/** The tutorial's discriminator. Its one difference is the slope of leaky ReLU, as in {@link TUTORIAL_GENERATOR}. */
export const TUTORIAL_DISCRIMINATOR: core.Architecture = {
  kind: 'convolutional',
  widths: [64, 128],
  strides: 2,
  kernelSize: 5,
  dense: [],
  activation: 'leakyrelu',
  batchNormalization: false,
  dropout: 0.3,
};

/** The description of {@link GanNetworkOptions}. */
export const GAN_NETWORK_OPTIONS = {
  imageShape: core.optional(core.kind.imageShape, [28, 28, 1]),
  latentDim: core.optional(core.kind.integer({ from: 1 }), 100),
  generatorArchitecture: core.optional(ARCHITECTURE, TUTORIAL_GENERATOR),
  discriminatorArchitecture: core.optional(ARCHITECTURE, TUTORIAL_DISCRIMINATOR),
  outputActivation: core.optional(core.kind.choice(GENERATOR_ACTIVATIONS), 'tanh'),
  seed: core.optional(core.kind.seed, 0),
} satisfies core.Description<GanNetworkOptions>;

/** The settings of the objective that the networks must suit. */
type Demands = Pick<Required<GanObjective>, 'classes' | 'gradientPenalty' | 'realGradientPenalty'>;

/**
 * Returns the networks given, or new ones, with the sizes that they have.
 *
 * @throws ArgumentError if the networks fit neither together nor the demands, or cannot be built; new ones are freed then.
 */
export function ganNetworks(
  options: core.Read<typeof GAN_NETWORK_OPTIONS> | GanNetworks,
  demands: Demands,
): CheckedGanNetworks {
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
  checkDiscriminator(discriminator, shape.imageShape, Math.max(demands.classes, 1));
  if (demands.gradientPenalty > 0 || demands.realGradientPenalty > 0) checkTwiceDifferentiable(discriminator);
  return { generator, discriminator, ...shape };
}

/** The layers with exact second derivatives. */
const TWICE_DIFFERENTIABLE = [
  core.Dense,
  core.Conv2D,
  core.Conv2DTranspose,
  core.Activation,
  core.LeakyReLU,
  core.Dropout,
];
/** The layers that only move values, as tfjs-layers names them. */
const SHAPE_LAYERS = ['InputLayer', 'Flatten', 'Reshape', 'Cropping2D', 'ZeroPadding2D'];

/**
 * Throws an `ArgumentError` unless the discriminator suits a gradient penalty. It must judge each image independently, so without
 * batch normalisation, and consist of core's layers, since TensorFlow.js' own lose a part of the second derivatives.
 */
function checkTwiceDifferentiable(discriminator: LayersModel): void {
  const unsuited = allLayers(discriminator).find(
    (layer) =>
      !SHAPE_LAYERS.includes(layer.getClassName()) && !TWICE_DIFFERENTIABLE.some((suited) => layer instanceof suited),
  );
  if (unsuited === undefined) return;
  const expected = "core's dense, convolution, activation and dropout layers only, beside a gradient penalty";
  throw new core.ArgumentError('discriminator', expected, unsuited.getClassName());
}

function newGenerator(options: core.Read<typeof GAN_NETWORK_OPTIONS>, { classes }: Demands): LayersModel {
  const { imageShape, latentDim, generatorArchitecture, outputActivation, seed } = options;
  return core.buildDecoder({
    imageShape,
    latentDim: latentDim + classes,
    architecture: generatorArchitecture,
    outputActivation,
    rng: new core.Rng(seed).split('generator'),
  });
}

function newDiscriminator(options: core.Read<typeof GAN_NETWORK_OPTIONS>, { classes }: Demands): LayersModel {
  const { imageShape, discriminatorArchitecture, seed } = options;
  return core.buildEncoder({
    imageShape,
    outputs: Math.max(classes, 1),
    architecture: discriminatorArchitecture,
    rng: new core.Rng(seed).split('discriminator'),
  });
}
