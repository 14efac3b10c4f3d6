import {
  ArgumentError,
  adam,
  type Classifier,
  checkImageShape,
  checkImages,
  checkInteger,
  checkNumber,
  copyNetwork,
  type Encoder,
  fit,
  type History,
  type ImageDataset,
  type ImageShape,
  type JsonObject,
  load,
  type NetworkEncoder,
  networkVariables,
  type Optimizer,
  type Place,
  type Saveable,
  type SavedModel,
  saveModel,
  type TrainingStep,
  withL2,
} from '@ae-lab/core';
import { argMax, reshape, type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkLabelledData } from './check-labelled-data';
import { classificationTerms } from './classification-terms';
import { CodeDataset } from './code-dataset';
import { type ClassifierFitOptions, ImageClassifier } from './image-classifier';
import { Standardization } from './standardization';

export interface TransferClassifierOptions {
  /** How many classes there are, at least 2. Default 10. */
  readonly classes?: number;
  /** Units of the head's hidden layers, with ReLU; none for softmax regression on the codes. Default [128]. */
  readonly hidden?: readonly number[];
  /** Whether the encoder is trained further (fine-tuned) together with the head, instead of frozen. Default false. */
  readonly trainEncoder?: boolean;
  /** Whether the head sees codes of mean 0 and variance 1 over the images that `fit` begins with. Default true. */
  readonly standardize?: boolean;
  /** The fraction of the head's hidden activations dropped in training, in [0, 1). Default 0. */
  readonly dropout?: number;
  /** The weight of the squared length of all that trains, at least 0; see core's `withL2`. Default 0. */
  readonly l2?: number;
  /** Decides the head's initial weights. Default 0. */
  readonly seed?: number;
}

/** A classifier on a copy of a trained encoder: the encoder given stays as it is. */
export function transferClassifier(
  encoder: NetworkEncoder | LayersModel,
  options: TransferClassifierOptions = {},
): TransferClassifier {
  const network = 'copyEncoder' in encoder ? encoder.copyEncoder() : copyNetwork(encoder);
  try {
    return new TransferClassifier(network, options);
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/**
 * An encoder trained without labels (on another task) and a small classifier of its codes, the head. The encoder always
 * computes as in inference, with its moving averages in batch normalisation, also while it is fine-tuned.
 */
export class TransferClassifier implements Classifier, Saveable {
  static readonly className = 'TransferClassifier';
  readonly imageShape: ImageShape;
  readonly classes: number;
  /** From images to codes. */
  readonly encoder: LayersModel;
  /** From codes, as images of 1 x 1 pixel, to classes. */
  readonly head: ImageClassifier;
  private standardization: Standardization | undefined;

  /** Takes over `encoder`, from images [n, height, width, channels] to codes [n, codeDim]. */
  constructor(
    encoder: LayersModel,
    private readonly options: TransferClassifierOptions = {},
    head?: ImageClassifier,
  ) {
    const codeDim = codeDimOf(encoder);
    const { hidden = [128], dropout = 0, l2 = 0, classes, seed } = options;
    for (const units of hidden) checkInteger('hidden', units, 1);
    checkNumber('dropout', dropout, 0, 0.99);
    checkNumber('l2', l2, 0);
    const architecture = { kind: 'dense', widths: hidden, dropout } as const;
    this.encoder = encoder;
    this.head = head ?? new ImageClassifier({ imageShape: [1, 1, codeDim], classes, architecture, seed });
    this.imageShape = encoder.inputs[0].shape.slice(1) as unknown as ImageShape;
    this.classes = this.head.classes;
    if (this.head.imageShape[2] !== codeDim) {
      throw new ArgumentError('head', `a classifier of codes of size ${codeDim}`, this.head.imageShape);
    }
  }

  /** images [n, height, width, channels] to unnormalised log probabilities [n, classes]. */
  logits(images: Tensor4D): Tensor2D {
    checkImages('images', images, this.imageShape);
    return tidy(() => this.head.logits(this.headInput(this.encoder.apply(images) as Tensor2D)));
  }

  /** images [n, height, width, channels] to the most probable class of each, [n], int32. */
  classify(images: Tensor4D): Tensor1D {
    return tidy(() => argMax(this.logits(images), 1) as Tensor1D);
  }

  /**
   * Trains the head, and the encoder with it when it is to be fine-tuned. The history has the cross-entropy in nats as `loss`,
   * and the `accuracy` in [0, 1]. A frozen encoder sees every image once, and the head learns from the codes. Throws an
   * {@link ArgumentError} for images of another shape, without labels, with labels that are no class, or with codes that are
   * not finite or all the same.
   */
  async fit(data: ImageDataset, options: ClassifierFitOptions = {}): Promise<History> {
    const { validation, optimizer = adam(), ...fitOptions } = options;
    checkLabelledData('data', data, this.imageShape, this.classes);
    if (validation) checkLabelledData('validation', validation, this.imageShape, this.classes);
    const { standardize = true, trainEncoder = false, l2 = 0 } = this.options;
    const encoder: Encoder = {
      imageShape: this.imageShape,
      latentDim: this.head.imageShape[2],
      encode: (images) => this.encoder.apply(images) as Tensor2D,
    };
    const trainingCodes = await CodeDataset.of(data, encoder);
    if (standardize) {
      this.standardization?.dispose();
      this.standardization = Standardization.of(trainingCodes);
    }
    const step = this.step(l2 > 0 ? withL2(optimizer, l2) : optimizer);
    if (trainEncoder) return fit(step, data, { ...fitOptions, validation });
    return fit(step, trainingCodes, {
      ...fitOptions,
      validation: validation && (await CodeDataset.of(validation, encoder)),
    });
  }

  /** Saves the model to a folder (Node), to `indexeddb://name` or `download://name` (browsers); see core's `saveModel`. */
  async save(place: string | URL): Promise<void> {
    await saveModel(place, this.toSaved());
  }

  /** Loads what {@link save} saved. */
  static load(place: Place): Promise<TransferClassifier> {
    return load(place, [TransferClassifier]);
  }

  static fromSaved({ options, networks: { encoder, head }, tensors }: SavedModel): TransferClassifier {
    const model = new TransferClassifier(encoder, options, new ImageClassifier({ network: head }));
    const { mean, deviation } = tensors as Record<string, Tensor1D>;
    if (mean !== undefined) model.standardization = new Standardization(mean, deviation);
    return model;
  }

  toSaved(): SavedModel {
    const { mean, deviation } = this.standardization ?? {};
    return {
      className: TransferClassifier.className,
      options: { ...this.options, classes: this.classes } as JsonObject,
      networks: { encoder: this.encoder, head: this.head.network },
      tensors: mean && deviation ? { mean, deviation } : {},
    };
  }

  /** Frees the weights of both networks. */
  dispose(): void {
    this.encoder.dispose();
    this.head.dispose();
    this.standardization?.dispose();
  }

  /** How a batch changes the model: a batch of images to fine-tune the encoder, or of codes when it is frozen. */
  private step(optimizer: Optimizer): TrainingStep {
    const { trainEncoder = false } = this.options;
    const head = this.head.network;
    const networks = trainEncoder ? [this.encoder, head] : [head];
    const trained = networkVariables(networks, 'trainable');
    return {
      state: networkVariables(networks),
      objectives: [
        {
          name: 'transfer',
          optimizer,
          training: [head],
          variables: () => trained,
          loss: (batch, pass) => {
            const codes = trainEncoder
              ? pass.apply(this.encoder, batch.images, { inputGradient: false })
              : batch.images;
            const logits = pass.apply<Tensor2D>(head, this.headInput(codes), { inputGradient: trainEncoder });
            return classificationTerms(batch, logits);
          },
        },
      ],
    };
  }

  /** Codes of any shape, standardised where that is asked for, as the head takes them: [n, 1, 1, codeDim]. */
  private headInput(codes: Tensor): Tensor4D {
    return tidy(() => reshape(this.standardization?.apply(codes) ?? codes, [-1, ...this.head.imageShape]) as Tensor4D);
  }
}

/** The size of the codes of a network from images to codes. */
function codeDimOf({ inputs, outputs }: LayersModel): number {
  const [from, to] = [inputs[0].shape.slice(1), outputs[0].shape.slice(1)];
  const shapes = inputs.length === 1 && outputs.length === 1 && from.length === 3 && to.length === 1;
  if (!shapes) {
    const expected = 'a network from images [n, height, width, channels] to codes [n, codeDim]';
    throw new ArgumentError('encoder', expected, `[${inputs[0].shape}] to [${outputs[0].shape}]`);
  }
  checkImageShape('encoder.inputs', from);
  return to[0] as number;
}
