import * as core from '@ae-lab/core';
import { checkImages, checkSavedOptions, requireBackend } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model } from '@tensorflow/tfjs-layers';
import { checkTrainingData } from './check-training-data';
import { classificationTerms } from './classification-terms';
import { CLASSIFIER_FIT_OPTIONS, type ClassifierFitOptions } from './classifier-fit-options';
import { buildClassifier, classifierParts } from './classifier-network';
import { CLASSIFIER, type ImageClassifierNetwork, type ImageClassifierOptions } from './classifier-options';

/**
 * A network that assigns images to classes, trained by cross-entropy.
 *
 * ```ts
 * const classifier = new ImageClassifier({ architecture: 'lenet', classes: 10 });
 * await classifier.fit(train, { epochs: 5, validation });
 * const classes = classifier.classify(images); // [n], int32
 * const features = classifier.features(images); // [n, 84]
 * ```
 *
 * Its features are the inputs of its last layer: the pixels for a linear classifier, 84 activations for a LeNet.
 */
export class ImageClassifier extends core.Model<'network'> implements core.Classifier, core.FeatureExtractor {
  static readonly className = 'ImageClassifier';
  /** [height, width, channels] of the images that it takes. */
  readonly imageShape: core.ImageShape;
  /** Number of classes, which is the number of logits per image. */
  readonly classes: number;
  /** Number of features per image. */
  readonly featureDim: number;
  /** The network without its last layer; the two share their weights. */
  private readonly body: LayersModel;

  /**
   * @param saved the options of the save that the network comes from; see `fromSaved`.
   * @throws ArgumentError if an option is out of range, or if the given network does not map images to logits [n, classes].
   */
  constructor(options: ImageClassifierOptions | ImageClassifierNetwork = {}, saved?: core.JsonObject) {
    requireBackend();
    const settings = core.readOptions('options', options, CLASSIFIER);
    const network = 'network' in settings ? settings.network : buildClassifier(settings);
    const { imageShape, classes, features } = classifierParts(network);
    checkSavedOptions(saved, { imageShape, classes });
    super({ network }, saved ?? { ...settings, imageShape, classes });
    this.imageShape = imageShape;
    this.classes = classes;
    this.featureDim = features.shape[1] as number;
    this.body = model({ inputs: network.inputs, outputs: features });
  }

  /** The network from images [n, height, width, channels] to logits [n, classes]. */
  get network(): LayersModel {
    return this.ownNetwork('network');
  }

  /** Maps images [n, height, width, channels] to features [n, featureDim]. */
  features(images: tf.Tensor4D): tf.Tensor2D {
    this.alive();
    checkImages('images', images, this.imageShape);
    return tf.tidy(() => this.body.apply(images) as tf.Tensor2D);
  }

  /** Maps images [n, height, width, channels] to unnormalised log probabilities [n, classes]. */
  logits(images: tf.Tensor4D): tf.Tensor2D {
    checkImages('images', images, this.imageShape);
    return tf.tidy(() => this.network.apply(images) as tf.Tensor2D);
  }

  /** Maps images [n, height, width, channels] to the most probable class of each, [n], int32. */
  classify(images: tf.Tensor4D): tf.Tensor1D {
    return tf.tidy(() => tf.argMax(this.logits(images), 1) as tf.Tensor1D);
  }

  /**
   * Trains the network. The history has the cross-entropy in nats as `loss`, and the `accuracy` in [0, 1].
   *
   * @throws ArgumentError for images of another shape, without labels, or with labels that are not classes.
   */
  async fit(data: core.ImageDataset, options: ClassifierFitOptions = {}): Promise<core.History> {
    const { optimizer = core.adam(), ...fitOptions } = core.readOptions('options', options, CLASSIFIER_FIT_OPTIONS);
    return core.fit(this.step(optimizer), data, fitOptions);
  }

  /** Returns the training step for core's `fit`. */
  step(optimizer: core.Optimizer): core.TrainingStep {
    const network = this.network;
    const trained = core.networkVariables([network], 'trainable');
    return {
      settings: this.record,
      state: core.networkVariables([network]),
      check: (argument, data: core.ImageDataset) => checkTrainingData(this, argument, data),
      objectives: [
        {
          name: 'classifier',
          optimizer,
          training: [network],
          variables: () => trained,
          loss: (batch, pass) =>
            classificationTerms(batch, () => pass.apply(network, batch.images, { inputGradient: false })),
        },
      ],
    };
  }

  /** Loads a model that `save` saved. */
  static load(place: core.Place, options?: core.LoadOptions): Promise<ImageClassifier> {
    return core.load(place, [ImageClassifier], options);
  }

  /** Returns what a save with these options must hold; `load` calls it. */
  static savedParts(options: core.JsonObject): core.SavedParts {
    core.readOptions('options', options, CLASSIFIER.otherwise);
    return { networks: ['network'] };
  }

  /** Returns the model of a save and takes over its network; `load` calls it. */
  static fromSaved({ options, networks: { network } }: core.SavedModel): ImageClassifier {
    return new ImageClassifier({ network }, options);
  }
}
