import {
  type ApplyOptions,
  adam,
  type Batch,
  type CallOptions,
  checkCodes,
  checkImageShape,
  checkInteger,
  checkPixelRange,
  type Decoder,
  type FitOptions,
  type ForwardPass,
  fit,
  type Generator,
  type History,
  type ImageDataset,
  type ImageShape,
  type JsonObject,
  type LossTerms,
  load,
  networkVariables,
  type Optimizer,
  type Place,
  type Rng,
  randomNormal,
  requireBackend,
  type Saveable,
  type SavedModel,
  saveModel,
  type TrainingStep,
} from '@ae-lab/core';
import {
  add,
  concat,
  keep,
  mean,
  mul,
  type Scalar,
  split,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type AdversarialLoss, adversarialLoss } from './adversarial-loss';
import { checkLabelledData, checkLabels, logitOfLabel, withLabels } from './class-labels';
import { checkTwiceDifferentiable, type GanNetworkOptions, type GanNetworks, ganNetworks } from './gan-networks';
import { type GanObjective, resolveGanObjective } from './gan-objective';
import { gradientPenalty, realGradientPenalty } from './gradient-penalty';
import { MovingAverage } from './moving-average';
import { type GanProjection, projectImages } from './project-images';

export interface GanOptions extends GanNetworkOptions, GanObjective {}

/** Networks of your own, instead of architectures. */
export interface GanOwnNetworks extends GanNetworks, GanObjective {}

export interface GanFitOptions extends FitOptions {
  /** Images a batch. Default 256, or all where there are fewer. */
  readonly batchSize?: number;
  /** The generator's. Default: Adam at 1e-4; for 'wasserstein' with beta1 0 and beta2 0.9, as in that paper's algorithm 1. */
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
  readonly imageShape: ImageShape;
  /** The size of a code, without its label. */
  readonly latentDim: number;
  /** How many classes images may be asked of; 0 when it is not conditional. */
  readonly classes: number;
  /** As it is trained; images come from its moving average. */
  readonly generator: LayersModel;
  readonly discriminator: LayersModel;
  private readonly average: MovingAverage | undefined;
  private readonly isCentered: boolean;
  private readonly learnt: Required<GanObjective>;
  private readonly adversarial: AdversarialLoss;
  /** What the model was made with, defaults filled in, for the record: the networks are saved beside it. */
  private readonly options: Partial<GanOptions>;

  /**
   * @param saved what an earlier model's average came to.
   * @throws ArgumentError if an option is out of range, or networks do not fit together.
   */
  constructor(options: GanOptions | GanOwnNetworks = {}, saved?: ConstructorParameters<typeof MovingAverage>[2]) {
    requireBackend();
    const learnt = resolveGanObjective(options);
    const { objective, realLabel, classes, movingAverage } = learnt;
    this.learnt = learnt;
    this.adversarial = adversarialLoss(objective, realLabel);
    this.classes = classes;
    const networks = ganNetworks(options, classes);
    const { generator, discriminator, imageShape, latentDim, outputActivation } = networks;
    if (learnt.gradientPenalty > 0 || learnt.realGradientPenalty > 0) checkTwiceDifferentiable(discriminator);
    this.generator = generator;
    this.discriminator = discriminator;
    this.imageShape = imageShape;
    this.latentDim = latentDim;
    this.isCentered = outputActivation === 'tanh';
    this.average = movingAverage > 0 ? new MovingAverage(generator, movingAverage, saved) : undefined;
    const own = 'generator' in options ? {} : options;
    this.options = { ...own, ...learnt, imageShape, latentDim, outputActivation };
  }

  /**
   * codes [n, latentDim] to images [n, height, width, channels] in [0, 1].
   *
   * @throws ArgumentError for codes of another size; for labels that are missing, of another number or no class.
   */
  decode(codes: Tensor2D, { labels, averaged = true }: GanImageOptions = {}): Tensor4D {
    checkCodes('codes', codes, this.latentDim);
    if (this.classes > 0 || labels !== undefined) checkLabels('labels', labels, codes.shape[0], this.classes);
    const network = (averaged && this.average?.network) || this.generator;
    const call: CallOptions = { frozen: true };
    return tidy(() => {
      const classOf = labels && tensor1d(Int32Array.from(labels), 'int32');
      const output = network.apply(withLabels(codes, classOf, this.classes), { ...call }) as Tensor4D;
      return this.isCentered ? mul(add(output, 1), 0.5) : output;
    });
  }

  /** `count` new images [count, height, width, channels] in [0, 1]; of classes drawn evenly where it is told none. */
  generate(count: number, rng: Rng, { labels, averaged }: GanImageOptions = {}): Tensor4D {
    checkInteger('count', count, 1);
    const drawn = () => (this.classes > 0 ? Array.from({ length: count }, () => rng.integer(this.classes)) : undefined);
    const options = { labels: labels ?? drawn(), averaged };
    return tidy(() => this.decode(randomNormal([count, this.latentDim], rng) as Tensor2D, options));
  }

  /**
   * Codes [n, latentDim] of given images [n, height, width, channels], the same at each call: those from which the averaged
   * generator makes the nearest images that a search by gradient finds, as long as normal draws are. It takes some
   * `steps * restarts` passes of the generator there and back.
   *
   * @throws ArgumentError for images of another shape; for labels that are missing, of another number or no class.
   */
  project(images: Tensor4D, options: GanProjection = {}): Tensor2D {
    return projectImages(this, images, options);
  }

  /**
   * Trains both networks. The history has `discriminator.loss` and `generator.loss`, the mean logits `discriminator.real` and
   * `discriminator.generated`, and, with penalties, their unweighted `discriminator.penalty` and `discriminator.realPenalty`.
   * None of them says how good the images are: `evaluate` may, for early stopping. Throws an `ArgumentError` for images of
   * another shape, with values outside [0, 1] among the first 256, or without the labels of a conditional GAN.
   */
  async fit(data: ImageDataset, options: GanFitOptions = {}): Promise<History> {
    const { optimizer = this.defaultOptimizer(), discriminatorOptimizer = optimizer, ...fitOptions } = options;
    for (const [argument, images] of Object.entries({ data, validation: options.validation })) {
      if (images === undefined) continue;
      checkImageShape(`${argument}.imageShape`, images.imageShape, this.imageShape);
      checkLabelledData(argument, images, this.classes);
      await checkPixelRange(argument, images, `a generator that ends in a ${this.isCentered ? 'tanh' : 'sigmoid'}`);
    }
    const batchSize = options.batchSize ?? Math.min(256, data.size);
    return fit(this.step(optimizer, discriminatorOptimizer), data, { ...fitOptions, batchSize });
  }

  /** How a batch changes the model, for core's `fit`. */
  step(optimizer: Optimizer, discriminatorOptimizer: Optimizer): TrainingStep {
    const { generator, discriminator, average } = this;
    const networks = [generator, discriminator];
    const [generating, judging] = networks.map((network) => networkVariables([network], 'trainable'));
    /** What the generator made of its batch before its update, of which the discriminator learns too. */
    let drawn: { readonly batch: Batch; readonly generated: Tensor4D } | undefined;
    return {
      state: [...networkVariables(networks), ...(average?.state ?? [])],
      objectives: [
        {
          name: 'generator',
          optimizer,
          training: networks,
          variables: () => generating,
          loss: (batch, pass) => {
            const generated = this.draw(batch, pass);
            if (pass.isTraining(generator)) drawn = { batch, generated: keep(generated) };
            return { loss: this.adversarial.generator(this.judge(generated, this.labelsOf(batch), pass)) };
          },
        },
        {
          name: 'discriminator',
          optimizer: discriminatorOptimizer,
          repeats: this.learnt.discriminatorSteps,
          training: networks,
          variables: () => judging,
          loss: (batch, pass) => {
            const generated = drawn?.batch === batch ? drawn.generated : this.draw(batch, pass);
            return this.discriminatorTerms(batch, generated, pass);
          },
        },
      ],
      afterUpdate: () => {
        drawn?.generated.dispose();
        drawn = undefined;
        average?.update();
      },
    };
  }

  /** Saves the model to a folder (Node), to `indexeddb://name` or `download://name` (browsers); see core's `saveModel`. */
  async save(place: string | URL): Promise<void> {
    await saveModel(place, this.toSaved());
  }

  /** Loads what {@link save} saved. */
  static load(place: Place): Promise<Gan> {
    return load(place, [Gan]);
  }

  static fromSaved({ options, networks, tensors }: SavedModel): Gan {
    const { generator, discriminator, average } = networks;
    const { updates } = tensors;
    const saved = average && { network: average, updates: updates as Scalar };
    const gan = new Gan({ ...options, generator, discriminator }, saved);
    updates?.dispose();
    return Object.assign(gan, { options });
  }

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

  private discriminatorTerms(batch: Batch, generated: Tensor4D, pass: ForwardPass): LossTerms {
    const { gradientPenalty: weight, realGradientPenalty: realWeight } = this.learnt;
    const labels = this.labelsOf(batch);
    const real = this.isCentered ? sub(mul(batch.images, 2), 1) : batch.images;
    // One pass over both is faster than two.
    const both = concat([real, generated]) as Tensor4D;
    const logits = this.judge(both, labels && concat([labels, labels]), pass, { inputGradient: false });
    const [ofReal, ofGenerated] = split(logits, 2);
    const terms = { real: mean(ofReal) as Scalar, generated: mean(ofGenerated) as Scalar };
    const critic = (images: Tensor) => this.judge(images as Tensor4D, labels, pass, { secondDerivatives: true });
    const penalties: Record<string, Scalar> = {};
    let loss = this.adversarial.discriminator(ofReal, ofGenerated);
    if (weight > 0) {
      penalties.penalty = gradientPenalty(critic, real, generated, pass.rng.split('penalty'));
      loss = add(loss, mul(penalties.penalty, weight));
    }
    if (realWeight > 0) {
      penalties.realPenalty = realGradientPenalty(critic, real);
      loss = add(loss, mul(penalties.realPenalty, realWeight));
    }
    return { loss, ...terms, ...penalties };
  }

  /** New images, as many as the batch has and of its labels, as the generator gives them. */
  private draw(batch: Batch, pass: ForwardPass): Tensor4D {
    const codes = randomNormal([batch.images.shape[0], this.latentDim], pass.rng.split('codes')) as Tensor2D;
    const input = withLabels(codes, this.labelsOf(batch), this.classes);
    return pass.apply(this.generator, input, { inputGradient: false });
  }

  /** The logit of each image. */
  private judge(images: Tensor4D, labels: Tensor1D | undefined, pass: ForwardPass, options?: ApplyOptions): Tensor {
    return logitOfLabel(pass.apply<Tensor2D>(this.discriminator, images, options), labels);
  }

  private labelsOf({ labels }: Batch): Tensor1D | undefined {
    return this.classes > 0 ? labels : undefined;
  }

  private defaultOptimizer(): Optimizer {
    const wasserstein = this.learnt.objective === 'wasserstein';
    return adam({ learningRate: 1e-4, ...(wasserstein && { beta1: 0, beta2: 0.9 }) });
  }
}
