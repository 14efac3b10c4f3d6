import {
  adam,
  type Decoder,
  FIT_OPTIONS,
  type FitOptions,
  fit,
  type Generator,
  type History,
  type ImageDataset,
  type ImageShape,
  type JsonObject,
  load,
  type Optimizer,
  type Place,
  type Rng,
  randomNormal,
  type Saveable,
  type SavedModel,
  saveModel,
  type TrainingStep,
} from '@ae-lab/core';
import {
  type CallOptions,
  checkCodes,
  checkInteger,
  checkOptions,
  checkRng,
  checkTrainingImages,
  requireBackend,
} from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { adversarialLoss } from './adversarial-loss';
import { checkLabelledData, checkLabels, withLabels } from './class-labels';
import { type GanNetworkOptions, type GanNetworks, ganNetworks } from './gan-networks';
import { type GanObjective, resolveGanObjective } from './gan-objective';
import { type GanParts, ganStep } from './gan-step';
import { toPixelRange } from './generator-network';
import { MovingAverage } from './moving-average';
import { type GanProjection, projectImages } from './project-images';

export interface GanOptions extends GanNetworkOptions, GanObjective {}

/** Networks of your own, instead of architectures. */
export interface GanOwnNetworks extends GanNetworks, GanObjective {}

/** How a {@link Gan} trains: what core's `fit` takes, with other defaults, and its optimizers. */
export interface GanFitOptions extends FitOptions {
  /** Images a batch. Default 256, or all where there are fewer. */
  readonly batchSize?: number;
  /**
   * The generator's. Default: Adam at 1e-4, the rate of TensorFlow's tutorial for its network of a million weights; smaller ones
   * want about 1e-3, see `smallGanTraining`. For 'wasserstein' with beta1 0 and beta2 0.9, as in that paper's algorithm 1.
   */
  readonly optimizer?: Optimizer;
  /** The discriminator's. Default: as the generator's. */
  readonly discriminatorOptimizer?: Optimizer;
}

/** Which images a GAN makes. */
export interface GanImageOptions {
  /** For a conditional GAN: the class of each image. */
  readonly labels?: ArrayLike<number>;
  /** Whether the moving average makes them, where there is one, or the generator as it stands. Default true. */
  readonly averaged?: boolean;
}

const IMAGE_OPTIONS = { labels: true, averaged: true } as const;

const GAN_OPTIONS = {
  imageShape: true,
  latentDim: true,
  generatorArchitecture: true,
  discriminatorArchitecture: true,
  outputActivation: true,
  seed: true,
  generator: true,
  discriminator: true,
  objective: true,
  realLabel: true,
  gradientPenalty: true,
  realGradientPenalty: true,
  discriminatorSteps: true,
  movingAverage: true,
  classes: true,
} as const;

/**
 * A generative adversarial network (Goodfellow et al. 2014, "Generative adversarial nets", arXiv:1406.2661v1) of convolutions
 * (Radford et al. 2016, "Unsupervised representation learning with deep convolutional generative adversarial networks",
 * arXiv:1511.06434v2), by default the one of TensorFlow's tutorial: a discriminator learns to tell real images from those that
 * a generator makes of normally distributed codes, and the generator to deceive it.
 *
 * As in the tutorial, both learn of the same generated images as the generator made them before its update; further updates of
 * the discriminator in a step draw new ones. The discriminator sees real and generated images in one batch, so it is better
 * without batch normalisation.
 */
export class Gan implements Decoder, Generator, Saveable {
  static readonly className = 'Gan';
  /** [height, width, channels] of the images that it draws. */
  readonly imageShape: ImageShape;
  /** The size of a code, without its label. */
  readonly latentDim: number;
  /** How many classes images may be asked of; 0 when it is not conditional. */
  readonly classes: number;
  /** As it is trained; images come from its moving average. */
  readonly generator: LayersModel;
  /** From images [n, height, width, channels] to logits of being real, [n, 1], or one for each class: [n, classes]. */
  readonly discriminator: LayersModel;
  private readonly average: MovingAverage | undefined;
  private readonly parts: GanParts;
  /** What the model was made with, defaults filled in, for the record: the networks are saved beside it. */
  private readonly options: Partial<GanOptions>;

  /**
   * @param saved what an earlier model's average came to.
   * @throws ArgumentError if an option is out of range, or networks do not fit together.
   */
  constructor(options: GanOptions | GanOwnNetworks = {}, saved?: ConstructorParameters<typeof MovingAverage>[2]) {
    requireBackend();
    checkOptions('options', options, GAN_OPTIONS);
    const settings = resolveGanObjective(options);
    const { objective, realLabel, classes, movingAverage } = settings;
    const adversarial = adversarialLoss(objective, realLabel);
    const networks = ganNetworks(options, settings);
    const { generator, discriminator, imageShape, latentDim, outputActivation } = networks;
    this.generator = generator;
    this.discriminator = discriminator;
    this.imageShape = imageShape;
    this.latentDim = latentDim;
    this.classes = classes;
    this.average = movingAverage > 0 ? new MovingAverage(generator, movingAverage, saved) : undefined;
    this.parts = { ...networks, settings, adversarial, average: this.average };
    const own = 'generator' in options ? {} : options;
    this.options = { ...own, ...settings, imageShape, latentDim, outputActivation };
  }

  /**
   * codes [n, latentDim] to images [n, height, width, channels] in [0, 1].
   *
   * @throws ArgumentError for codes of another size; for labels that are missing, of another number or no class.
   */
  decode(codes: tf.Tensor2D, options: GanImageOptions = {}): tf.Tensor4D {
    checkOptions('options', options, IMAGE_OPTIONS);
    const { labels, averaged = true } = options;
    checkCodes('codes', codes, this.latentDim);
    if (this.classes > 0 || labels !== undefined) checkLabels('labels', labels, codes.shape[0], this.classes);
    const network = (averaged ? this.average?.network : undefined) ?? this.generator;
    const call: CallOptions = { frozen: true };
    return tf.tidy(() => {
      const classOf = labels && tf.tensor1d(Int32Array.from(labels), 'int32');
      const output = network.apply(withLabels(codes, classOf, this.classes), { ...call }) as tf.Tensor4D;
      return toPixelRange(output, this.parts.outputActivation);
    });
  }

  /** `count` new images [count, height, width, channels] in [0, 1]; of classes drawn evenly where it is told none. */
  generate(count: number, rng: Rng, options: GanImageOptions = {}): tf.Tensor4D {
    checkInteger('count', count, { from: 1 });
    checkRng('rng', rng);
    checkOptions('options', options, IMAGE_OPTIONS);
    const { labels, averaged } = options;
    const { classes, latentDim } = this;
    const drawn =
      labels === undefined && classes > 0 ? Array.from({ length: count }, () => rng.integer(classes)) : labels;
    return tf.tidy(() =>
      this.decode(randomNormal([count, latentDim], rng) as tf.Tensor2D, { labels: drawn, averaged }),
    );
  }

  /**
   * Codes [n, latentDim] of given images [n, height, width, channels], the same at each call: those from which the averaged
   * generator makes the nearest images that a search by gradient finds, as long as normal draws are. It takes some
   * `steps * restarts` passes of the generator there and back.
   *
   * @throws ArgumentError for images of another shape; for labels that are missing, of another number or no class.
   */
  project(images: tf.Tensor4D, options: GanProjection = {}): tf.Tensor2D {
    return projectImages(this, images, options);
  }

  /**
   * Trains both networks. The history has `discriminator.loss` and `generator.loss`, the mean logits `discriminator.real` and
   * `discriminator.generated`, and, with penalties, their unweighted `discriminator.penalty` and `discriminator.realPenalty`.
   * None of them says how good the images are: `evaluate` may, for early stopping. Throws an `ArgumentError` for images of
   * another shape, with values outside [0, 1] among the first 256, or without the labels of a conditional GAN.
   */
  async fit(data: ImageDataset, options: GanFitOptions = {}): Promise<History> {
    checkOptions('options', options, { ...FIT_OPTIONS, optimizer: true, discriminatorOptimizer: true });
    const { optimizer = this.defaultOptimizer(), discriminatorOptimizer = optimizer, ...fitOptions } = options;
    const { validation } = options;
    checkLabelledData('data', data, this.classes);
    if (validation) checkLabelledData('validation', validation, this.classes);
    const network = `a generator that ends in a ${this.parts.outputActivation}`;
    await checkTrainingImages({ data, validation }, this.imageShape, network);
    const batchSize = options.batchSize ?? Math.min(256, data.size);
    return fit(this.step(optimizer, discriminatorOptimizer), data, { ...fitOptions, batchSize });
  }

  /** How a batch changes the model, for core's `fit`. */
  step(optimizer: Optimizer, discriminatorOptimizer: Optimizer): TrainingStep {
    const settings = this.options as JsonObject;
    return { ...ganStep(this.parts, optimizer, discriminatorOptimizer), settings };
  }

  /** Saves the model to a folder (Node), to `indexeddb://name` or `download://name` (browsers); see core's `saveModel`. */
  async save(place: string | URL): Promise<void> {
    await saveModel(place, this.toSaved());
  }

  /** Loads what {@link save} saved. */
  static load(place: Place): Promise<Gan> {
    return load(place, [Gan]);
  }

  /** The model of a save, whose networks it takes over; `load` calls it. */
  static fromSaved({ options, networks, tensors }: SavedModel): Gan {
    const { generator, discriminator, average } = networks;
    const { updates } = tensors;
    const saved = average && { network: average, updates: updates as tf.Scalar };
    const gan = new Gan({ ...options, generator, discriminator }, saved);
    updates?.dispose();
    return Object.assign(gan, { options });
  }

  /** Options, networks and the moving average of the generator, as `save` writes them. */
  toSaved(): SavedModel {
    const { generator, discriminator, average } = this;
    return {
      className: Gan.className,
      options: { ...this.options } as JsonObject,
      networks: { generator, discriminator, ...(average && { average: average.network }) },
      tensors: average ? { updates: average.updates } : {},
    };
  }

  /** Frees the networks' weights. */
  dispose(): void {
    this.generator.dispose();
    this.discriminator.dispose();
    this.average?.dispose();
  }

  private defaultOptimizer(): Optimizer {
    const wasserstein = this.parts.settings.objective === 'wasserstein';
    return adam({ learningRate: 1e-4, ...(wasserstein && { beta1: 0, beta2: 0.9 }) });
  }
}
