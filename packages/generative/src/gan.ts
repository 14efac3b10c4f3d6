import * as core from '@ae-lab/core';
import * as internal from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { appendLabels, checkLabels } from './class-labels';
import { GAN_FIT_OPTIONS, type GanFitOptions } from './gan-fit-options';
import {
  GAN_NETWORK_OPTIONS,
  GAN_NETWORKS,
  type GanNetworkOptions,
  type GanNetworks,
  ganNetworks,
} from './gan-networks';
import { GAN_OBJECTIVE, type GanObjective, resolveGanObjective } from './gan-objective';
import { ganStep } from './gan-step';
import { type GeneratorActivation, toPixelRange } from './generator-network';
import { MovingAverage } from './moving-average';
import { type GanProjection, LABELS, projectImages } from './project-images';

export interface GanOptions extends GanNetworkOptions, GanObjective {}

/** Networks of your own, instead of architectures. */
export interface GanOwnNetworks extends GanNetworks, GanObjective {}

/** Which images a GAN generates. */
export interface GanImageOptions {
  /** The class of each image, for a conditional GAN. */
  readonly labels?: ArrayLike<number>;
  /** Whether they come from the moving average of the generator, where there is one. Default true. */
  readonly averaged?: boolean;
}

const GAN = core.either(
  'generator',
  { ...GAN_NETWORKS, ...GAN_OBJECTIVE } satisfies core.Description<GanOwnNetworks>,
  { ...GAN_NETWORK_OPTIONS, ...GAN_OBJECTIVE } satisfies core.Description<GanOptions>,
);

const IMAGE_OPTIONS = {
  labels: core.optional(LABELS),
  averaged: core.optional(core.kind.flag, true),
} satisfies core.Description<GanImageOptions>;

/**
 * A generative adversarial network (Goodfellow et al. 2014, "Generative adversarial nets", arXiv:1406.2661v1) of convolutions
 * (Radford et al. 2016, "Unsupervised representation learning with deep convolutional generative adversarial networks",
 * arXiv:1511.06434v2), by default the one of TensorFlow's tutorial: a discriminator learns to tell real images from those that
 * a generator makes from normally distributed codes, and the generator to deceive it.
 *
 * Both learn from the same generated images, made before the generator's update, as in the tutorial; further updates of
 * the discriminator in a step draw new ones. The discriminator sees real and generated images in one batch, so it works better
 * without batch normalisation.
 *
 * ```ts
 * const gan = new Gan({ ...SMALL_GAN, classes: 10, seed: 1 });
 * await gan.fit(data, smallGanTraining());
 * const threes = gan.generate(8, new Rng(1), { labels: Array(8).fill(3) });
 * await gan.save('my-gan');
 * ```
 */
export class Gan extends core.Model<'generator' | 'discriminator'> implements core.Decoder, core.Generator {
  static readonly className = 'Gan';
  /** [height, width, channels] of the images. */
  readonly imageShape: core.ImageShape;
  /** The size of a code, without its label. */
  readonly latentDim: number;
  /** The number of classes that images may be asked of; 0 when it is not conditional. */
  readonly classes: number;
  private readonly objective: Required<GanObjective>;
  private readonly adversarial: internal.AdversarialLoss;
  private readonly outputActivation: GeneratorActivation;
  private readonly average: MovingAverage | undefined;

  /**
   * @param saved the options of the save that the networks come from; see `fromSaved`.
   * @throws ArgumentError if an option is out of range, networks do not fit together, or a discriminator of your own gives
   *   probabilities instead of logits.
   */
  constructor(options: GanOptions | GanOwnNetworks = {}, saved?: core.JsonObject) {
    internal.requireBackend();
    const settings = core.readOptions('options', options, GAN);
    const objective = resolveGanObjective(settings);
    const adversarial = internal.adversarialLoss(objective.objective, objective.realLabel);
    const { generator, discriminator, ...shape } = ganNetworks(settings, objective);
    // A model that version 0.1 saved may end in a sigmoid.
    if (saved === undefined) internal.checkLogits(discriminator);
    const decay = objective.movingAverage;
    const average = decay > 0 ? new MovingAverage(core.copyNetwork(generator), generator, decay) : undefined;
    const networks = { generator, discriminator, ...(average && { average: average.network }) };
    internal.checkSavedOptions(saved, { ...shape });
    super(networks, saved ?? { ...settings, ...objective, ...shape });
    this.imageShape = shape.imageShape;
    this.latentDim = shape.latentDim;
    this.outputActivation = shape.outputActivation;
    this.classes = objective.classes;
    this.objective = objective;
    this.adversarial = adversarial;
    this.average = average;
  }

  /** The network from codes to images as it is trained; images come from its moving average. */
  get generator(): LayersModel {
    return this.ownNetwork('generator');
  }

  /** The network from images [n, height, width, channels] to logits of being real: [n, 1], or one per class: [n, classes]. */
  get discriminator(): LayersModel {
    return this.ownNetwork('discriminator');
  }

  /**
   * Maps codes [n, latentDim] to images [n, height, width, channels] in [0, 1].
   *
   * @throws ArgumentError for codes of another size, and for labels that are missing, too few, too many or not classes.
   */
  decode(codes: tf.Tensor2D, options: GanImageOptions = {}): tf.Tensor4D {
    const { labels, averaged } = core.readOptions('options', options, IMAGE_OPTIONS);
    const { generator, average, classes } = this;
    internal.checkCodes('codes', codes, this.latentDim);
    if (classes > 0 || labels !== undefined) checkLabels('labels', labels, codes.shape[0], classes);
    const network = averaged && average ? average.network : generator;
    const call: internal.CallOptions = { frozen: true };
    return tf.tidy(() => {
      const classOf = labels && tf.tensor1d(Int32Array.from(labels), 'int32');
      const output = network.apply(appendLabels(codes, classOf, classes), { ...call }) as tf.Tensor4D;
      return toPixelRange(output, this.outputActivation);
    });
  }

  /**
   * Returns `count` new images [count, height, width, channels] in [0, 1]. A conditional GAN draws their classes uniformly unless
   * `labels` are given.
   */
  generate(count: number, rng: core.Rng, options: GanImageOptions = {}): tf.Tensor4D {
    internal.checkInteger('count', count, { from: 1 });
    core.kind.rng.read('rng', rng);
    const { labels, averaged } = core.readOptions('options', options, IMAGE_OPTIONS);
    const { classes, latentDim } = this;
    const drawn =
      labels === undefined && classes > 0 ? Array.from({ length: count }, () => rng.integer(classes)) : labels;
    return tf.tidy(() =>
      this.decode(core.randomNormal([count, latentDim], rng) as tf.Tensor2D, { labels: drawn, averaged }),
    );
  }

  /**
   * Returns codes [n, latentDim] of given images [n, height, width, channels], the same at each call: those whose images from the
   * averaged generator are the nearest that a search by gradient finds among codes as long as normal draws. It takes about
   * `steps * restarts` forward and backward passes of the generator.
   *
   * @throws ArgumentError for images of another shape, and for labels that are missing, too few, too many or not classes.
   */
  project(images: tf.Tensor4D, options: GanProjection = {}): tf.Tensor2D {
    return projectImages(this, images, options);
  }

  /**
   * Trains both networks. The history has `discriminator.loss` and `generator.loss`, the mean logits `discriminator.real` and
   * `discriminator.generated`, and, with penalties, their unweighted `discriminator.penalty` and `discriminator.realPenalty`.
   * None of them says how good the images are: pass an `evaluate` function, which early stopping can monitor.
   *
   * @throws ArgumentError for images of another shape, with values outside [0, 1] among the first 256, or without the labels of a
   *   conditional GAN.
   */
  async fit(data: core.ImageDataset, options: GanFitOptions = {}): Promise<core.History> {
    const read = core.readOptions('options', options, GAN_FIT_OPTIONS);
    const { optimizer = this.defaultOptimizer(), discriminatorOptimizer = optimizer, ...others } = read;
    return core.fit(this.step(optimizer, discriminatorOptimizer), data, others);
  }

  /** Returns the training step that core's `fit` runs on each batch. */
  step(optimizer: core.Optimizer, discriminatorOptimizer: core.Optimizer): core.TrainingStep {
    const { generator, discriminator, average, objective, adversarial, latentDim, outputActivation } = this;
    const networks = { generator, discriminator, latentDim, outputActivation };
    const parts = { ...networks, average, adversarial, settings: objective };
    const checkImages = internal.checkTrainingImages(this.imageShape, `a generator that ends in a ${outputActivation}`);
    const check = (argument: string, data: core.ImageDataset) => {
      if (this.classes > 0) internal.checkLabelledData(argument, data, this.classes);
      return checkImages(argument, data);
    };
    return { ...ganStep(parts, optimizer, discriminatorOptimizer), check, batchSize: 256, settings: this.record };
  }

  /** Loads a model that `save` saved. */
  static load(place: core.Place, options?: core.LoadOptions): Promise<Gan> {
    return core.load(place, [Gan], options);
  }

  /** Returns what a save with these options must hold; `load` calls it. */
  static savedParts(options: core.JsonObject): core.SavedParts {
    const { movingAverage } = core.readOptions('options', options, GAN.otherwise);
    const networks = ['generator', 'discriminator'];
    const dependsOn = { average: 'movingAverage', updates: 'movingAverage' };
    if (movingAverage === 0) return { networks, dependsOn };
    const updates = { dtype: 'float32', shape: [], finite: true } as const;
    return { networks: [...networks, 'average'], tensors: { updates }, dependsOn };
  }

  /** Returns the model of a save and takes over its networks; `load` calls it. */
  static fromSaved({ options, networks, tensors }: core.SavedModel): Gan {
    const { generator, discriminator, average } = networks;
    const logits = discriminator.outputs[0].shape[1] as number;
    // One logit may be that of one class as well.
    if (logits > 1 || Number(options.classes) > 1) internal.checkSavedOptions(options, { classes: logits });
    const gan = new Gan({ ...internal.pickOptions(GAN_OBJECTIVE, options), generator, discriminator }, options);
    gan.average?.restore(average, tensors.updates);
    average?.dispose();
    tf.dispose(tensors);
    return gan;
  }

  protected override tensors(): Readonly<Record<string, tf.Tensor>> {
    return this.average ? { updates: this.average.updates } : {};
  }

  protected override free(): void {
    this.average?.dispose();
  }

  private defaultOptimizer(): core.Optimizer {
    const wasserstein = this.objective.objective === 'wasserstein';
    return core.adam({ learningRate: 1e-4, ...(wasserstein && { beta1: 0, beta2: 0.9 }) });
  }
}
