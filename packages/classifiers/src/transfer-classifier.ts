import {
  ArgumentError,
  adam,
  type Classifier,
  copyNetwork,
  type Encoder,
  FIT_OPTIONS,
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
import { checkImages, checkInteger, checkNumber, checkOptions } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkLabelledData } from './check-labelled-data';
import { classificationTerms } from './classification-terms';
import { CodeDataset } from './code-dataset';
import { codeDimOf } from './code-dim-of';
import { codeMoments } from './code-moments';
import { type ClassifierFitOptions, ImageClassifier } from './image-classifier';
import { Standardization } from './standardization';

/** The head of a {@link TransferClassifier}. */
export interface TransferClassifierOptions {
  /** How many classes there are, at least 2. Default 10. */
  readonly classes?: number;
  /** Units of the head's hidden layers, with ReLU; none for softmax regression on the codes. Default [128]. */
  readonly hidden?: readonly number[];
  /** Whether the encoder is trained further (fine-tuned) together with the head, instead of frozen. Default false. */
  readonly trainEncoder?: boolean;
  /**
   * Whether the head sees standardised codes: of mean 0 and variance 1 over the images of the first `fit`, by the encoder as
   * it was then. From there on mean and deviation are part of the model, kept by further calls of `fit`, by `save` and by
   * checkpoints. Default true.
   */
  readonly standardize?: boolean;
  /** The fraction of the head's hidden activations dropped in training, in [0, 1). Default 0. */
  readonly dropout?: number;
  /** The weight of the squared length of all that trains, at least 0; see core's `withL2`. Default 0. */
  readonly l2?: number;
  /** Decides the head's initial weights. Default 0. */
  readonly seed?: number;
}

const TRANSFER_OPTIONS = {
  classes: true,
  hidden: true,
  trainEncoder: true,
  standardize: true,
  dropout: true,
  l2: true,
  seed: true,
} as const;

/** How many images tell whether an encoder that is to be fine-tuned gives codes to learn from. */
const CHECKED_IMAGES = 256;

/**
 * A classifier on a copy of a trained encoder: the encoder given stays as it is. Throws an {@link ArgumentError} for options
 * out of range, and for an encoder that is neither a network nor has one to copy.
 */
export function transferClassifier(
  encoder: NetworkEncoder | LayersModel,
  options: TransferClassifierOptions = {},
): TransferClassifier {
  const network = copyOf(encoder);
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
  /** [height, width, channels] of the images that it takes, those of its encoder. */
  readonly imageShape: ImageShape;
  /** How many classes there are, the logits an image gets. */
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
    checkOptions('options', options, TRANSFER_OPTIONS);
    const codeDim = codeDimOf(encoder);
    const { hidden = [128], dropout = 0, l2 = 0, classes, seed } = options;
    for (const units of hidden) checkInteger('hidden', units, { from: 1 });
    checkNumber('dropout', dropout, { from: 0, to: 0.99 });
    checkNumber('l2', l2, { from: 0 });
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
  logits(images: tf.Tensor4D): tf.Tensor2D {
    checkImages('images', images, this.imageShape);
    return tf.tidy(() => this.head.logits(this.headInput(this.encoder.apply(images) as tf.Tensor2D)));
  }

  /** images [n, height, width, channels] to the most probable class of each, [n], int32. */
  classify(images: tf.Tensor4D): tf.Tensor1D {
    return tf.tidy(() => tf.argMax(this.logits(images), 1) as tf.Tensor1D);
  }

  /**
   * Trains the head, and the encoder with it when it is to be fine-tuned. The history has the cross-entropy in nats as `loss`,
   * and the `accuracy` in [0, 1]. A frozen encoder sees every image once, and the head learns from the codes. Does nothing
   * when the signal has been aborted before.
   *
   * Throws an {@link ArgumentError} for images of another shape, without labels, with labels that are no class, or with codes
   * that are not finite or all the same (of an encoder to be fine-tuned, the first 256 count, unless all are needed to
   * standardise). What is refused leaves the model as it was.
   */
  async fit(data: ImageDataset, options: ClassifierFitOptions = {}): Promise<History> {
    checkOptions('options', options, { ...FIT_OPTIONS, optimizer: true });
    const { validation, optimizer = adam(), ...fitOptions } = options;
    checkLabelledData('data', data, this.imageShape, this.classes);
    if (validation) checkLabelledData('validation', validation, this.imageShape, this.classes);
    if (options.signal?.aborted) return { epochs: [], stopped: 'aborted' };
    const { standardize = true, trainEncoder = false, l2 = 0 } = this.options;
    const encoder: Encoder = {
      imageShape: this.imageShape,
      latentDim: this.head.imageShape[2],
      encode: (images) => this.encoder.apply(images) as tf.Tensor2D,
    };
    const toStandardize = standardize && this.standardization === undefined;
    const codes = await CodeDataset.of(trainEncoder && !toStandardize ? firstImages(data) : data, encoder);
    // Not only to standardise: it refuses codes that are all the same.
    const moments = codeMoments(codes);
    const [training, watched] = trainEncoder
      ? [data, validation]
      : [codes, validation && (await CodeDataset.of(validation, encoder))];
    const made = toStandardize ? Standardization.of(moments) : undefined;
    this.standardization ??= made;
    const step = this.step(l2 > 0 ? withL2(optimizer, l2) : optimizer);
    let learnt = false;
    const afterUpdate = () => {
      learnt = true;
    };
    try {
      return await fit({ ...step, afterUpdate }, training, { ...fitOptions, validation: watched });
    } catch (error) {
      // The options were refused, or the images could not be read.
      if (made && !learnt) {
        this.standardization = undefined;
        made.dispose();
      }
      throw error;
    }
  }

  /** Saves the model to a folder (Node), to `indexeddb://name` or `download://name` (browsers); see core's `saveModel`. */
  async save(place: string | URL): Promise<void> {
    await saveModel(place, this.toSaved());
  }

  /** Loads what {@link save} saved. */
  static load(place: Place): Promise<TransferClassifier> {
    return load(place, [TransferClassifier]);
  }

  /** The model of a save, whose networks and tensors it takes over; `load` calls it. */
  static fromSaved({ options, networks: { encoder, head }, tensors }: SavedModel): TransferClassifier {
    const model = new TransferClassifier(encoder, options, new ImageClassifier({ network: head }));
    const { mean, deviation } = tensors as Record<string, tf.Tensor1D>;
    if (mean !== undefined) model.standardization = new Standardization(mean, deviation);
    return model;
  }

  /** Options, encoder, head and how codes are scaled, as `save` writes them. */
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
    const fixed = this.standardization ? [this.standardization.mean, this.standardization.deviation] : [];
    return {
      settings: { ...this.options } as JsonObject,
      state: [...networkVariables(networks), ...fixed],
      objectives: [
        {
          name: 'transfer',
          optimizer,
          training: [head],
          variables: () => trained,
          loss: (batch, pass) =>
            classificationTerms(batch, () => {
              const codes = trainEncoder
                ? pass.apply(this.encoder, batch.images, { inputGradient: false })
                : batch.images;
              return pass.apply(head, this.headInput(codes), { inputGradient: trainEncoder });
            }),
        },
      ],
    };
  }

  /** Codes of any shape, standardised where that is asked for, as the head takes them: [n, 1, 1, codeDim]. */
  private headInput(codes: tf.Tensor): tf.Tensor4D {
    return tf.tidy(
      () => tf.reshape(this.standardization?.apply(codes) ?? codes, [-1, ...this.head.imageShape]) as tf.Tensor4D,
    );
  }
}

/** A copy of the encoder's network. */
function copyOf(encoder: NetworkEncoder | LayersModel): LayersModel {
  if (typeof encoder === 'object' && encoder !== null) {
    if ('copyEncoder' in encoder) return encoder.copyEncoder();
    if ('getConfig' in encoder) return copyNetwork(encoder);
  }
  throw new ArgumentError('encoder', 'a network, or a model that can copy its own (copyEncoder)', encoder);
}

/** The beginning of a data set, without labels. */
function firstImages(data: ImageDataset): ImageDataset {
  const { imageShape } = data;
  const size = Math.min(data.size, CHECKED_IMAGES);
  return { size, imageShape, classes: 0, batch: (indices) => data.batch(indices) };
}
