import * as core from '@ae-lab/core';
import { checkImages, checkSavedOptions, pickOptions, requireBackend } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkTrainingData } from './check-training-data';
import { classificationTerms } from './classification-terms';
import { CLASSIFIER_FIT_OPTIONS, type ClassifierFitOptions } from './classifier-fit-options';
import { CodeDataset } from './code-dataset';
import { codeDimOf } from './code-dim-of';
import { codeMoments } from './code-moments';
import { copyEncoder } from './copy-encoder';
import { headInput, headOf } from './head-of';
import { Standardization } from './standardization';
import {
  TRANSFER_CLASSIFIER,
  TRANSFER_OPTIONS,
  TRANSFER_TRAINING,
  type TransferClassifierNetworks,
  type TransferClassifierOptions,
  type TransferEncoder,
} from './transfer-options';

/**
 * Returns a classifier on a copy of a trained encoder. The given encoder stays as it is.
 *
 * @throws ArgumentError for options out of range, and for an encoder that is neither a network nor a model with one to copy.
 */
export function transferClassifier(
  encoder: core.NetworkEncoder | LayersModel,
  options: TransferClassifierOptions = {},
): TransferClassifier {
  const settings = core.readOptions('options', options, TRANSFER_OPTIONS);
  const network = copyEncoder(encoder);
  try {
    return new TransferClassifier({ ...settings, encoder: network });
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** Number of images whose codes are checked before an encoder is fine-tuned. */
const CHECKED_IMAGES = 256;

/**
 * An encoder that was trained without labels or on another task, and a small classifier of its codes, the head.
 *
 * ```ts
 * const classifier = transferClassifier(autoencoder, { classes: 10, hidden: [128] });
 * await classifier.fit(labelled, { epochs: 50, batchSize: 16 });
 * const classes = classifier.classify(images); // [n], int32
 * ```
 *
 * The encoder always computes as in inference, with the moving averages of its batch normalisation, even while it is
 * fine-tuned. {@link transferClassifier} makes the classifier from a copy of an encoder.
 */
export class TransferClassifier extends core.Model<'encoder' | 'head'> implements core.Classifier {
  static readonly className = 'TransferClassifier';
  /** [height, width, channels] of the images that its encoder takes. */
  readonly imageShape: core.ImageShape;
  /** Number of classes, which is the number of logits per image. */
  readonly classes: number;
  private readonly training: core.Read<typeof TRANSFER_TRAINING>;
  private standardization: Standardization | undefined;

  /**
   * @param saved the options of the save that the networks come from; see `fromSaved`.
   * @throws ArgumentError if an option is out of range, or if the networks do not fit together.
   */
  constructor(
    options: (TransferEncoder & TransferClassifierOptions) | TransferClassifierNetworks,
    saved?: core.JsonObject,
  ) {
    requireBackend();
    const settings = core.readOptions('options', options, TRANSFER_CLASSIFIER);
    const { encoder, trainEncoder, standardize, l2 } = settings;
    const { head, classes } = headOf(settings, codeDimOf(encoder));
    checkSavedOptions(saved, { classes });
    super({ encoder, head }, saved ?? { ...settings, classes });
    this.imageShape = encoder.inputs[0].shape.slice(1) as unknown as core.ImageShape;
    this.classes = classes;
    this.training = { trainEncoder, standardize, l2 };
  }

  /** The network from images [n, height, width, channels] to codes [n, codeDim]. */
  get encoder(): LayersModel {
    return this.ownNetwork('encoder');
  }

  /** The network from codes [n, codeDim] to logits [n, classes]. */
  get head(): LayersModel {
    return this.ownNetwork('head');
  }

  /** Maps images [n, height, width, channels] to unnormalised log probabilities [n, classes]. */
  logits(images: tf.Tensor4D): tf.Tensor2D {
    checkImages('images', images, this.imageShape);
    const { encoder, head, standardization } = this;
    return tf.tidy(() => {
      const codes = encoder.apply(images) as tf.Tensor2D;
      return head.apply(headInput(head, standardization?.apply(codes) ?? codes)) as tf.Tensor2D;
    });
  }

  /** Maps images [n, height, width, channels] to the most probable class of each, [n], int32. */
  classify(images: tf.Tensor4D): tf.Tensor1D {
    return tf.tidy(() => tf.argMax(this.logits(images), 1) as tf.Tensor1D);
  }

  /**
   * Trains the head, and the encoder with it if it is to be fine-tuned. The history has the cross-entropy in nats as `loss`,
   * and the `accuracy` in [0, 1]. A frozen encoder encodes every image once, and the head learns from the codes. If the signal
   * has been aborted before, nothing happens.
   *
   * @throws ArgumentError for images of another shape, without labels, with labels that are not classes, or with codes that are
   *   not finite or all the same. For an encoder to be fine-tuned, only the first 256 codes are checked, unless standardisation
   *   needs all. An error before the first batch has been read leaves the model as it was.
   */
  async fit(data: core.ImageDataset, options: ClassifierFitOptions = {}): Promise<core.History> {
    const { encoder: network, imageShape } = this;
    const settings = core.readOptions('options', options, CLASSIFIER_FIT_OPTIONS);
    const { validation, optimizer = core.adam(), ...fitOptions } = settings;
    // Not in the step, whose check comes after the images are encoded.
    checkTrainingData(this, 'data', data);
    if (validation) checkTrainingData(this, 'validation', validation);
    if (fitOptions.signal?.aborted) return { epochs: [], stopped: 'aborted' };
    const { standardize, trainEncoder, l2 } = this.training;
    const encoder: core.Encoder = {
      imageShape,
      latentDim: network.outputs[0].shape[1] as number,
      encode: (images) => network.apply(images) as tf.Tensor2D,
    };
    const toStandardize = standardize && this.standardization === undefined;
    const codes = await CodeDataset.of(trainEncoder && !toStandardize ? firstImages(data) : data, encoder);
    // Always, since it refuses codes that are all the same.
    const moments = codeMoments(codes);
    const [training, watched] = trainEncoder
      ? [data, validation]
      : [codes, validation && (await CodeDataset.of(validation, encoder))];
    const standardization = this.standardization ?? (toStandardize ? Standardization.of(moments) : undefined);
    try {
      const step = this.step(l2 > 0 ? core.withL2(optimizer, l2) : optimizer, standardization);
      return await core.fit(step, training, { ...fitOptions, validation: watched });
    } finally {
      // The training ended before it began.
      if (standardization !== this.standardization) standardization?.dispose();
    }
  }

  /** Loads a model that `save` saved. */
  static load(place: core.Place, options?: core.LoadOptions): Promise<TransferClassifier> {
    return core.load(place, [TransferClassifier], options);
  }

  /** Returns what a save with these options must hold; `load` calls it. */
  static savedParts(options: core.JsonObject): core.SavedParts {
    const { standardize } = core.readOptions('options', options, TRANSFER_OPTIONS);
    const perDimension = { dtype: 'float32', shape: ['codeDim'], finite: true } as const;
    const tensors = standardize ? { mean: perDimension, deviation: perDimension } : undefined;
    const dependsOn = { mean: 'standardize', deviation: 'standardize' };
    return { networks: ['encoder', 'head'], tensors, untrained: true, dependsOn };
  }

  /** Returns the model of a save and takes over its networks and tensors; `load` calls it. */
  static fromSaved({ options, networks: { encoder, head }, tensors }: core.SavedModel): TransferClassifier {
    const model = new TransferClassifier({ ...pickOptions(TRANSFER_TRAINING, options), encoder, head }, options);
    const { mean, deviation } = tensors as Record<string, tf.Tensor1D>;
    const codeDim = codeDimOf(encoder);
    if (mean !== undefined && mean.shape[0] !== codeDim) {
      throw new core.ArgumentError(
        'tensors.mean',
        `one number for each of ${codeDim} dimensions of the codes`,
        mean.shape,
      );
    }
    if (mean !== undefined) model.standardization = new Standardization(mean, deviation);
    return model;
  }

  protected override tensors(): Readonly<Record<string, tf.Tensor>> {
    return this.standardization?.tensors ?? {};
  }

  protected override free(): void {
    this.standardization?.dispose();
  }

  /**
   * Returns the training step, for batches of images to fine-tune the encoder, or of codes when it is frozen. The model adopts the
   * standardisation when the training begins.
   */
  private step(
    optimizer: core.Optimizer,
    standardization: Standardization | undefined,
  ): core.TrainingStep<core.ImageBatch | core.SampleBatch<tf.Rank.R2>> {
    const { encoder, head } = this;
    const { trainEncoder } = this.training;
    const networks = trainEncoder ? [encoder, head] : [head];
    const trained = core.networkVariables(networks, 'trainable');
    return {
      settings: this.record,
      state: [...core.networkVariables(networks), ...Object.values(standardization?.tensors ?? {})],
      prepare: () => {
        this.standardization = standardization;
      },
      objectives: [
        {
          name: 'transfer',
          optimizer,
          training: [head],
          variables: () => trained,
          loss: (batch, pass) =>
            classificationTerms(batch, () => {
              const codes =
                'images' in batch
                  ? pass.apply<tf.Tensor2D>(encoder, batch.images, { inputGradient: false })
                  : batch.samples;
              const input = headInput(head, standardization?.apply(codes) ?? codes);
              return pass.apply(head, input, { inputGradient: trainEncoder });
            }),
        },
      ],
    };
  }
}

/** Returns the first images of a data set, without labels. */
function firstImages(data: core.ImageDataset): core.ImageDataset {
  const { imageShape } = data;
  const size = Math.min(data.size, CHECKED_IMAGES);
  return { size, imageShape, classes: 0, batch: (indices) => data.batch(indices) };
}
